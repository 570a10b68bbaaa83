"""The three engines together, and settings that point an installation of its own at them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from shared.ids import new_id
from shared.settings import Settings
from tests.backends import mongo as mongo_backend
from tests.backends.kafka import kafka
from tests.backends.mongo import mongo
from tests.backends.s3 import PASSWORD, USER, empty, s3
from tests.backends.server import Server


@dataclass
class Engines:
    """`servers` holds by name (store, events, objects) what was started here; what is borrowed is not in it."""

    store: str
    events: str
    objects: str
    user: str
    password: str
    servers: dict[str, Server]

    def settings(self, folder: Path, name: str = "") -> Settings:
        """An installation that shares the engines with others and nothing else; `name` is a fresh one if not given."""
        name = name or f"t{new_id()[:12]}"
        return Settings(
            data=folder / "data",
            store_url=urlunsplit(urlsplit(self.store)._replace(path=f"/{name}")),
            events_url=f"{self.events}/{name}",
            objects_url=f"s3://hop?endpoint={self.objects}",
            objects_user=self.user,
            objects_password=self.password,
            public_url="http://127.0.0.1:8080",
            prepare_engines=True,
            store_wait=10,
        )

    def forget(self, settings: Settings) -> None:
        """Objects are shared by name; of the others only a borrowed store is told, one started here goes as a whole."""
        empty(self.objects, self.user, self.password)
        if "store" not in self.servers:
            mongo_backend.drop(self.store, urlsplit(settings.store).path.strip("/"))


@contextmanager
def engines(folder: Path) -> Iterator[Engines]:
    """Borrows BACKEND_STORE_URL, BACKEND_EVENTS_URL and BACKEND_OBJECTS_URL (an endpoint), and starts the others."""
    servers: dict[str, Server] = {}
    addresses: dict[str, str] = {}
    try:
        for name, make in {"store": mongo, "events": kafka, "objects": s3}.items():
            if borrowed := os.environ.get(f"BACKEND_{name.upper()}_URL"):
                addresses[name] = borrowed
                continue
            own = folder / name
            own.mkdir(parents=True)
            server, addresses[name] = make(own)
            servers[name] = server
            server.start()
        user = os.environ.get("BACKEND_OBJECTS_USER", USER)
        password = os.environ.get("BACKEND_OBJECTS_PASSWORD", PASSWORD)
        yield Engines(**addresses, user=user, password=password, servers=servers)
    finally:
        for server in servers.values():
            server.kill()
