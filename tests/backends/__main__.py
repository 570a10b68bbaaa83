"""`python -m tests.backends FOLDER`: starts the engines, prints settings that point at them, ends them at Ctrl-C."""

import signal
import sys
from pathlib import Path

from tests.backends.engines import engines


def main() -> None:
    with engines(Path(sys.argv[1])) as running:
        settings = running.settings(Path(sys.argv[1]), "hop")
        for name in sorted(settings.model_fields_set - {"data", "public_url"}):
            print(f"export {name.upper()}='{getattr(settings, name)}'", flush=True)
        print("export STORE_DEADLINE=10  # the stand-in writes 400 documents a second", flush=True)
        print("# running", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
