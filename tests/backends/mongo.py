"""SecantusDB, which speaks MongoDB's protocol; a real mongod is borrowed through BACKEND_STORE_URL."""

import os
import socket
import struct
from pathlib import Path

import bson
from pymongo import MongoClient

from tests.backends.server import INSTALLED, Server, free_ports

_OP_MSG = 2013


def mongo(folder: Path) -> tuple[Server, str]:
    """The server, not yet started, and its STORE_URL without a database."""
    (port,) = free_ports(1)
    command = [os.fspath(INSTALLED / "venv/bin/secantusd-py"), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--storage-path", os.fspath(folder / "data"), "--sync-on-commit", "--cache-size", "256M"]
    # Its table of retryable writes is sorted at each write: ten times slower after 10,000.
    url = f"mongodb://127.0.0.1:{port}/?retryWrites=false"
    return Server("SecantusDB", folder, [*command, "--log-level", "WARNING"], lambda: _answers(port)), url


def drop(url: str, name: str) -> None:
    with MongoClient(url) as client:  # type: ignore[var-annotated]
        client.drop_database(name)


def _answers(port: int) -> bool:
    """Asked without a driver, whose threads would outlive the question."""
    hello = bson.encode({"hello": 1, "$db": "admin"})
    message = struct.pack("<iiiiib", 21 + len(hello), 1, 0, _OP_MSG, 0, 0) + hello
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.sendall(message)
            return len(connection.recv(16)) == 16
    except OSError:
        return False
