"""The cluster on this machine: engines, and the four services as processes of their own with accounts of their own."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.settings import Settings
from tests.backends.accounts import ADMINISTRATOR, SERVICES
from tests.backends.doors import Door
from tests.backends.engines import ROOT, Engines, engines, lines_of
from tests.backends.kafka import give_rights
from tests.backends.mongo import add_users
from tests.backends.server import Server, free_ports
from tests.backends.threads import run

ENDS_WITHIN = 25.0  # seconds a service has to end by itself


@dataclass
class Cluster:
    """`url` is the gateway's; `folder` holds each service's settings (NAME.env) and data."""

    url: str
    folder: Path
    engines: Engines
    services: dict[str, Server]
    doors: dict[str, Door]
    _settings: dict[str, dict[str, str]]

    def another(self, name: str) -> Server:
        """A second replica of a service, not yet started, behind the same door."""
        (port,) = free_ports(1)
        own = self._settings[name] | {"PORT": str(port), "DATA": os.fspath(self.folder / f"{name}-2" / "data")}
        own["KEYS_FOLDER"] = os.fspath(self.folder / name / "data" / "keys")
        (self.folder / f"{name}-2" / "data").mkdir(mode=0o700, parents=True)
        self.doors[name].targets.append(port)
        return _service(name, self.folder / f"{name}-2", port, own)

    def operator(self, folder: Path) -> Settings:
        """For `./hop`: by an account that may read and write all of it; `folder` is the operator's own."""
        return self.engines.all_databases(folder)

    def load_demo(self, password: str) -> None:
        """Ends with everything handed out. Prints who can sign in."""
        command = [sys.executable, "-m", "services.demo", os.fspath(self.folder)]
        subprocess.run(command, cwd=ROOT, env=_clean() | {"HOP_DEMO_PASSWORD": password}, check=True)


@contextmanager
def cluster(
    folder: Path,
    port: int = 0,
    more: Mapping[str, str] | None = None,
    *,
    doors: bool = False,
    moved: Path | None = None,
) -> Iterator[Cluster]:
    """Ready, and empty, or with all that lies in `moved`, the data folder of an embedded installation that was stopped.

    `more` are settings for all services. `doors` stand before every service and engine.
    """
    with engines(folder, doors=doors) as running, ExitStack() as stack:
        ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        ports["gateway"] = port or ports["gateway"]
        before = {name: _door(stack, ports[name]) for name in SERVICES} if doors else {}
        reached = ports | {name: door.port for name, door in before.items()}
        settings = _settings(running, folder, ports, reached, more or {})
        _prepare(running, folder, settings)
        if moved:
            _move(moved, running, folder, settings)
        services = {name: _service(name, folder / name, ports[name], settings[name]) for name in SERVICES}
        try:
            for service in services.values():
                service.launch()
            for service in services.values():
                service.wait()
            url = f"http://127.0.0.1:{reached['gateway']}"
            yield Cluster(url, folder, running, services, before, settings)
        finally:
            for service in services.values():
                service.ask_to_end()
            for service in services.values():
                service.stop(ENDS_WITHIN)


def _door(stack: ExitStack, port: int) -> Door:
    door = Door()
    door.targets = [port]
    door.open()
    stack.callback(door.close)
    return door


def _settings(
    running: Engines, folder: Path, ports: Mapping[str, int], reached: Mapping[str, int], more: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """By service: each knows its own accounts, and documents alone the papers'. `reached` are others' ports for it."""
    url = f"http://127.0.0.1:{reached['gateway']}"
    settings = {}
    for name in SERVICES:
        password = running.accounts.passwords[name]
        settings[name] = {
            "PORT": str(ports[name]),
            "DATA": os.fspath(folder / name / "data"),
            "PUBLIC_URL": url,
            "GATEWAY_URL": url,
            "STORE_URL": running.database(name),
            "STORE_USER": name,
            "STORE_PASSWORD": password,
            "STORE_DEADLINE": "10",  # the stand-in writes 400 documents a second, and the machine may be busy
            "EVENTS_URL": running.events,
            "EVENTS_USER": name,
            "EVENTS_PASSWORD": password,
            "OBJECTS_PUBLIC_URL": running.public,
            "ENGINES_CA": os.fspath(running.trust.ca),
            **more,
        }
    settings["documents"] |= {
        "OBJECTS_URL": f"s3://hop?endpoint={running.objects}",
        "OBJECTS_USER": "documents",
        "OBJECTS_PASSWORD": running.accounts.passwords["documents"],
    }
    settings["gateway"] |= {f"{name.upper()}_URL": f"http://127.0.0.1:{reached[name]}" for name in SERVICES[1:]}
    return settings


def _prepare(running: Engines, folder: Path, settings: Mapping[str, dict[str, str]]) -> None:
    """What the administrator does once: accounts, rights and the migration, by an account that may make things."""
    add_users(running.store, running.trust.ca, running.accounts, {name: name for name in SERVICES})
    shared_key = secrets.token_bytes(64)
    for name in SERVICES:
        keys = folder / name / "data" / "keys"
        keys.mkdir(parents=True)
        keys.parent.chmod(0o700)
        (keys / "cursors").write_bytes(shared_key)
        lines = "".join(f"{key}='{value}'\n" for key, value in settings[name].items())
        (folder / f"{name}.env").write_text(lines)
    password = running.accounts.passwords[ADMINISTRATOR]
    for name in SERVICES:
        admin = {f"{engine}_USER": ADMINISTRATOR for engine in ("STORE", "EVENTS", "OBJECTS")}
        admin |= {f"{engine}_PASSWORD": password for engine in ("STORE", "EVENTS", "OBJECTS")}
        environment = _clean() | settings[name] | admin
        subprocess.run([sys.executable, "-m", "services.prepare", name], cwd=ROOT, env=environment, check=True)
    run(give_rights(running.all_databases(folder)))


def _move(embedded: Path, running: Engines, folder: Path, settings: Mapping[str, dict[str, str]]) -> None:
    """As operators do it: by the command, and the keys beside it."""
    for name in SERVICES:
        shutil.copytree(embedded / "keys", folder / name / "data" / "keys", dirs_exist_ok=True)
    target = folder / "all.env"
    mine = running.all_databases(folder / "operator")
    target.write_text(lines_of(mine.model_copy(update={"public_url": settings["gateway"]["PUBLIC_URL"]})))
    command = [sys.executable, "-m", "services.hop", "move", "--to", os.fspath(target)]
    subprocess.run(command, cwd=ROOT, env=_clean() | {"DATA": os.fspath(embedded)}, check=True)


def _service(name: str, own: Path, port: int, settings: dict[str, str]) -> Server:
    command = [sys.executable, "-m", f"services.{name}"]
    return Server(
        name,
        own,
        command,
        lambda: is_ready(f"http://127.0.0.1:{port}"),
        cwd=ROOT,
        environment=_clean() | settings,
    )


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def degraded(url: str) -> list[str]:
    """What a process that is ready says of its engines."""
    with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:
        return list(json.loads(answer.read())["degraded"])


def _clean() -> dict[str, str]:
    """What a process needs of ours, and no setting that was meant for somebody else."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONWARNINGS") if name in os.environ}
