"""`users.py PASSWORDS [SERVER CA]`: a user for each service at the store, after a replica set of one.

PASSWORDS is a folder with a file for each user. Run again it changes nothing.
"""

import sys
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

ADMINISTRATOR = "administrator"
DATABASES = {name: name for name in ("gateway", "meeting", "documents", "notify")} | {
    "papers": "documents",
    "usage": "gateway",
}
PATIENCE = 120  # seconds
USER_IS_THERE = 51003


def main(passwords: Path, server: str = "mongodb://store", ca: str = "/etc/ca/ca.crt") -> None:
    client: MongoClient[dict[str, Any]] = MongoClient(
        server,
        username=ADMINISTRATOR,
        password=(passwords / ADMINISTRATOR).read_text(),
        tls=True,
        tlsCAFile=ca,
        directConnection=True,
        serverSelectionTimeoutMS=1000,
    )
    with client:
        wait_for(client)
        for user, database in DATABASES.items():
            give(client, user, database, (passwords / user).read_text())


def wait_for(client: MongoClient[dict[str, Any]]) -> None:
    """Until it takes writes. Raises PyMongoError."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            hello = client.admin.command("hello")
            if hello.get("isWritablePrimary"):
                return
            if "setName" not in hello:
                members = [{"_id": 0, "host": "store:27017"}]
                client.admin.command("replSetInitiate", {"_id": "hop", "members": members})
        except PyMongoError:
            if time.monotonic() > deadline:
                raise
        time.sleep(1)


def give(client: MongoClient[dict[str, Any]], user: str, database: str, password: str) -> None:
    """Nothing but reading and writing its own database."""
    role = {"role": "readWrite", "db": database}
    try:
        client[database].command("createUser", user, pwd=password, roles=[role])
    except OperationFailure as error:
        if error.code != USER_IS_THERE:
            raise


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
