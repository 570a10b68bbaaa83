"""`python -m tests.backends.kubernetes`: every overlay against a real API server and the policies of checkov.

KUBECONFIG names the server (`node api`, `node crds`), CHECKOV the program.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.backends.kubernetes.manifests import KUBECTL, MONITORING, OVERLAYS, ROOT, rendered, resources

# Whoever adds a line says why.
WAIVERS = {
    "CKV_K8S_15": "images go by digest in a province, and the node of `dev` has no registry",
    "CKV_K8S_35": "every setting comes from the environment, and a process's environment is its own",
    "CKV_K8S_43": "dev runs what was built on the machine; a unit test wants digests of the others",
    "CKV_K8S_14": "the tag `latest` of the images built on the machine, in dev alone",
}


def main() -> int:
    namespaces()
    faults = [fault for overlay in (*OVERLAYS, MONITORING) for fault in refused(overlay)]
    for overlay in (*OVERLAYS, MONITORING):
        print(f"   {overlay}: {len(resources(overlay))} resources taken by the API server")
    faults += unpolitic()
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


def namespaces() -> None:
    """A dry run keeps nothing, so what it puts things into must be there. With the labels that warn of weak pods."""
    for overlay in ("door", "overlays/province"):
        found = [one for one in resources(overlay) if one["kind"] == "Namespace"]
        kubectl(
            "apply", "--server-side", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": found})
        )


def refused(overlay: str) -> list[str]:
    """Unknown fields, values out of range, and warnings (of pods that are not `restricted`, of what is deprecated)."""
    answer = kubectl(
        "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-", given=rendered(overlay)
    )
    return [f"{overlay}: {line}" for line in answer.stderr.splitlines()]


def unpolitic() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for overlay in OVERLAYS:
            (Path(folder) / f"{Path(overlay).name}.yaml").write_text(rendered(overlay))
        command = [os.environ["CHECKOV"], "--directory", folder, "--framework", "kubernetes", "--compact", "--quiet"]
        command += ["--output", "json", "--skip-check", ",".join(WAIVERS), "--skip-download"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(answer.stdout)
    print(
        f"   checkov: {report['summary']['passed']} passed, {report['summary']['failed']} failed, {len(WAIVERS)} waived"
    )
    return [
        f"{Path(one['file_path']).stem}: {one['check_id']} {one['check_name']}: {one['resource']}"
        for one in report["results"]["failed_checks"]
    ]


def kubectl(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [os.fspath(KUBECTL), *words], input=given, capture_output=True, text=True, check=False, cwd=ROOT
    )


if __name__ == "__main__":
    sys.exit(main())
