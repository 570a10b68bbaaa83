"""`make cluster`: the whole product on Kafka, a Mongo-wire server and SeaweedFS, with demo data, until Ctrl-C.

`python -m tests.backends [FOLDER]`; without a folder all of it is forgotten at the end. PORT is the gateway's;
HOP_DEMO_PASSWORD everybody's password; DEMO=0 loads nobody, and MOVED moves there what lies in this data folder of an
embedded installation. Settings of mail go to the services.
"""

import os
import secrets
import signal
import sys
import tempfile
from pathlib import Path

from tests.backends.cluster import Cluster, cluster

MAIL = ("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_SENDER", "DIGEST_MINUTES", "QUIET_HOURS")


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        if len(sys.argv) > 1:
            folder = Path(sys.argv[1]).resolve()
            folder.mkdir(mode=0o700)
            _run(folder)
        else:
            with tempfile.TemporaryDirectory(prefix="hop-cluster-") as made:
                _run(Path(made))
    except KeyboardInterrupt:
        return 0
    return 1


def _stop(number: int, frame: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one must not break off the tidying up
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(folder: Path) -> None:
    """Returns when a service ended by itself."""
    print("Starting Kafka, SecantusDB and SeaweedFS, then the four services (a minute) …", flush=True)
    more = {name: os.environ[name] for name in MAIL if name in os.environ}
    moved = Path(os.environ["MOVED"]) if "MOVED" in os.environ else None
    with cluster(folder, int(os.environ.get("PORT", "8080")), more, moved=moved) as running:
        _announce(running)
        if not moved and os.environ.get("DEMO") != "0":
            running.load_demo(os.environ.get("HOP_DEMO_PASSWORD") or secrets.token_urlsafe(12))
            print("demo complete", flush=True)
        while not (ended := [one for one in running.services.values() if one.ended]):
            signal.sigtimedwait([], 0.5)
        for one in ended:
            print(f"{one.name} has ended:\n{one.output()[-2000:]}", flush=True)


def _announce(running: Cluster) -> None:
    print(f"Hop: {running.url}")
    print(f"  store    {running.engines.store}")
    print(f"  events   {running.engines.events}")
    print(f"  objects  {running.engines.objects}, reached by browsers at {running.engines.public}")
    print(f"  settings, data and output of each service: {running.folder}/NAME.env, {running.folder}/NAME", flush=True)


if __name__ == "__main__":
    sys.exit(main())
