"""The three engines together, and settings that point an installation of its own at them."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from shared.ids import new_id
from shared.settings import Settings
from tests.backends import mongo as mongo_backend
from tests.backends.accounts import ADMINISTRATOR, Accounts
from tests.backends.authority import Authority, authority
from tests.backends.doors import Door
from tests.backends.kafka import kafka
from tests.backends.mongo import mongo
from tests.backends.s3 import empty, s3
from tests.backends.server import Server, free_ports

ROOT = Path(__file__).parents[2]


@dataclass
class Engines:
    """Addresses; `public` is where browsers reach the papers.

    `servers` holds by name (store, events, objects) what was started here; what is borrowed is not in it. `doors`
    stand before these, if asked for.
    """

    store: str
    events: str
    objects: str
    public: str
    trust: Authority
    accounts: Accounts
    servers: dict[str, Server]
    doors: dict[str, Door]

    def settings(self, folder: Path, name: str = "") -> Settings:
        """An installation that shares the engines with others and nothing else; `name` is a fresh one if not given."""
        name = name or f"t{new_id()[:12]}"
        password = self.accounts.passwords[ADMINISTRATOR]
        return Settings(
            data=folder / "data",
            store_url=self.database(name),
            store_user=_user("STORE"),
            store_password=os.environ.get("BACKEND_STORE_PASSWORD", password),
            events_url=f"{self.events}/{name}",
            events_user=_user("EVENTS"),
            events_password=os.environ.get("BACKEND_EVENTS_PASSWORD", password),
            objects_url=f"s3://hop?endpoint={self.objects}",
            objects_user=_user("OBJECTS"),
            objects_password=os.environ.get("BACKEND_OBJECTS_PASSWORD", password),
            objects_public_url=self.public,
            engines_ca=Path(os.environ.get("BACKEND_CA", self.trust.ca)),
            public_url="http://127.0.0.1:8080",
            prepare_engines=True,
            store_wait=60,
            store_deadline=10,  # the stand-in writes 400 documents a second, and the machine may be busy
        )

    def all_databases(self, folder: Path) -> Settings:
        """The one installation whose services have databases and accounts of their own, by an account for all of it."""
        mine = self.settings(folder)
        return mine.model_copy(update={"events_url": self.events, "store_databases": "{service}"})

    def database(self, name: str) -> str:
        return urlunsplit(urlsplit(self.store)._replace(path=f"/{name}"))

    def forget(self, settings: Settings) -> None:
        """Objects are shared by name; of the others only a borrowed store is told, one started here goes as a whole."""
        assert settings.engines_ca
        empty(self.objects, settings.engines_ca, settings.objects_user, settings.objects_password)
        if "store" not in self.servers:
            mongo_backend.drop(self.store, settings.engines_ca, self.accounts, urlsplit(settings.store).path.strip("/"))


def lines_of(settings: Settings) -> str:
    """As a file of settings holds them."""
    given = settings.model_dump(exclude_defaults=True)
    return "".join(f"{name.upper()}={value}\n" for name, value in given.items())


@contextmanager
def engines(folder: Path, *, doors: bool = False) -> Iterator[Engines]:
    """Borrows BACKEND_STORE_URL, BACKEND_EVENTS_URL and BACKEND_OBJECTS_URL (an endpoint), and starts the others.

    Borrowed ones are asked over TLS with BACKEND_…_USER, BACKEND_…_PASSWORD and BACKEND_CA.
    """
    trust, accounts = authority(folder), Accounts()
    servers: dict[str, Server] = {}
    addresses: dict[str, str] = {}
    before = {name: Door() for name in ("store", "events", "objects")} if doors else {}
    try:
        for name, make in {"store": mongo, "events": kafka, "objects": s3}.items():
            if borrowed := os.environ.get(f"BACKEND_{name.upper()}_URL"):
                addresses[name] = borrowed
                continue
            own = folder / name
            own.mkdir(parents=True)
            server, addresses[name] = make(own, trust, accounts, before[name].port if doors else 0)
            servers[name] = server
            server.launch()
        for name, door in before.items():
            addresses[name] = _through(door, addresses[name])
            door.open()
        host, public = _objects_host(folder, addresses["objects"], os.environ.get("BACKEND_CA", str(trust.ca)))
        servers["objects host"] = host
        host.launch()
        for server in servers.values():
            server.wait()
        yield Engines(**addresses, public=public, trust=trust, accounts=accounts, servers=servers, doors=before)
    finally:
        for server in servers.values():
            server.kill()
        for door in before.values():
            door.close()


def _through(door: Door, address: str) -> str:
    parts = urlsplit(address)
    assert parts.port
    door.targets = [parts.port]
    # The store's one member tells its own port; the driver must not follow it there.
    query = f"{parts.query}&directConnection=true" if parts.scheme == "mongodb" else parts.query
    return urlunsplit(parts._replace(netloc=f"127.0.0.1:{door.port}", query=query))


def _objects_host(folder: Path, endpoint: str, ca: str) -> tuple[Server, str]:
    (port,) = free_ports(1)
    own = folder / "objects-host"
    own.mkdir()
    command = [sys.executable, "-m", "tests.backends.objects_host", str(port), endpoint, ca]
    return Server("objects host", own, command, lambda: _accepts(port), cwd=ROOT), f"http://127.0.0.1:{port}"


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError:
        return False
    return True


def _user(engine: str) -> str:
    return os.environ.get(f"BACKEND_{engine}_USER", ADMINISTRATOR)
