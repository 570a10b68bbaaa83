"""`python -m tests.backends.kubernetes.compose SCHEMA`: does deploy/compose.yml follow the Compose specification?"""

import json
import sys
from pathlib import Path

import jsonschema
import yaml

from tests.backends.kubernetes.manifests import ROOT


def main() -> int:
    schema = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    described = yaml.safe_load((ROOT / "deploy/compose.yml").read_text("utf-8"))
    faults = list(jsonschema.validators.validator_for(schema)(schema).iter_errors(described))
    for fault in faults:
        print(f"compose.yml: {'/'.join(map(str, fault.path))}: {fault.message}", file=sys.stderr)
    print(f"   compose.yml: {len(described['services'])} services as the Compose specification has them")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
