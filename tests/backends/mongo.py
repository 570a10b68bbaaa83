"""SecantusDB, which speaks MongoDB's protocol; a real mongod is borrowed through BACKEND_STORE_URL."""

import os
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bson
from pymongo import MongoClient

from tests.backends.accounts import ADMINISTRATOR, SERVICES, Accounts
from tests.backends.authority import Authority
from tests.backends.server import INSTALLED, Server, free_ports

_OP_MSG = 2013


def mongo(folder: Path, authority: Authority, accounts: Accounts, door: int = 0) -> tuple[Server, str]:
    """The server, not yet started, and its STORE_URL without a database."""
    (port,) = free_ports(1)
    command = [os.fspath(INSTALLED / "venv/bin/secantusd-py"), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--storage-path", os.fspath(folder / "data"), "--sync-on-commit", "--cache-size", "256M"]
    command += ["--tls-cert-file", os.fspath(authority.certificate), "--tls-key-file", os.fspath(authority.key)]
    command += ["--log-level", "WARNING"]
    # Its table of retryable writes is sorted at each write: ten times slower after 10,000. Each connection is a thread,
    # and one of them runs at a time.
    url = f"mongodb://127.0.0.1:{port}/?retryWrites=false&authSource=admin&maxPoolSize=8"
    open_door = Server("SecantusDB", folder, command, lambda: _answers(port))
    open_door.start()
    try:
        with _client(f"mongodb://127.0.0.1:{port}/?retryWrites=false", authority.ca) as client:
            client.admin.command("createUser", ADMINISTRATOR, pwd=accounts.passwords[ADMINISTRATOR], roles=["root"])
    finally:
        open_door.stop()
    return Server("SecantusDB", folder, [*command, "--auth"], lambda: _answers(port)), url


def add_users(url: str, ca: Path, accounts: Accounts, databases: dict[str, str]) -> None:
    """Each service may read and write its own database; `databases` by service."""
    with _client(url, ca, accounts) as client:
        for service in SERVICES:
            role = {"role": "readWrite", "db": databases[service]}
            client.admin.command("createUser", service, pwd=accounts.passwords[service], roles=[role])


def drop(url: str, ca: Path, accounts: Accounts, name: str) -> None:
    with _client(url, ca, accounts) as client:
        client.drop_database(name)


def everything(url: str, ca: Path, accounts: Accounts) -> list[bytes]:
    """Every document of every collection of every database, as it is stored."""
    with _client(url, ca, accounts) as client:
        names = [(one, name) for one in client.list_database_names() for name in client[one].list_collection_names()]
        return [bson.encode(document) for one, name in names for document in client[one][name].find()]


@contextmanager
def _client(url: str, ca: Path, accounts: Accounts | None = None) -> Iterator[MongoClient[dict[str, Any]]]:
    login = {"username": ADMINISTRATOR, "password": accounts.passwords[ADMINISTRATOR]} if accounts else {}
    with MongoClient(url, tls=True, tlsCAFile=os.fspath(ca), **login) as client:  # type: ignore[var-annotated, arg-type]
        yield client


def _answers(port: int) -> bool:
    """Asked without a driver, whose threads would outlive the question."""
    hello = bson.encode({"hello": 1, "$db": "admin"})
    message = struct.pack("<iiiiib", 21 + len(hello), 1, 0, _OP_MSG, 0, 0) + hello
    nobody_checked = ssl.create_default_context()
    nobody_checked.check_hostname, nobody_checked.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection(("127.0.0.1", port), 2) as connection,
            nobody_checked.wrap_socket(connection) as secured,
        ):
            secured.sendall(message)
            return len(secured.recv(16)) == 16
    except OSError:
        return False
