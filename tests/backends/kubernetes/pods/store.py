"""SecantusDB as a pod: a user for each service, made while it listens to nobody else; then with passwords and TLS."""

import os
import subprocess
import time
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

DATA = Path("/data/store")
PASSWORDS = Path("/etc/passwords")
DATABASES = {name: name for name in ("gateway", "meeting", "documents", "notify")} | {
    "papers": "documents",
    "usage": "gateway",
}
SERVER = ["/opt/servers/bin/secantusd-py", "--storage-path", str(DATA), "--sync-on-commit", "--cache-size", "256M"]
SERVER += ["--port", "27017", "--log-level", "WARNING"]


def main() -> None:
    DATA.mkdir(exist_ok=True)
    alone = subprocess.Popen([*SERVER, "--host", "127.0.0.1"])
    client: MongoClient[dict[str, object]]
    with MongoClient("mongodb://127.0.0.1/?retryWrites=false", serverSelectionTimeoutMS=1000) as client:
        wait_for(client)
        for user, database in DATABASES.items():
            give(client, user, database)
    alone.terminate()
    alone.wait()
    tls = ["--tls-cert-file", "/etc/tls/tls.crt", "--tls-key-file", "/etc/tls/tls.key"]
    os.execv(SERVER[0], [*SERVER, "--host", "0.0.0.0", "--auth", *tls])


def wait_for(client: MongoClient[dict[str, object]]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            client.admin.command("hello")
            return
        except PyMongoError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def give(client: MongoClient, user: str, database: str) -> None:  # type: ignore[type-arg]
    """Nothing but reading and writing its own database."""
    password = (PASSWORDS / user).read_text()
    role = {"role": "readWrite", "db": database}
    try:
        client[database].command("createUser", user, pwd=password, roles=[role])
    except OperationFailure as error:
        if error.code != 51003:  # it is there already
            raise


if __name__ == "__main__":
    main()
