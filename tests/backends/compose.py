"""The engines of deploy/compose.yml, begun on this machine by its own words; only paths and ports are others.

Docker is not needed, and not tried: SecantusDB stands where MongoDB does, without the replica set.
"""

import os
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pymongo import MongoClient

from shared.settings import Settings
from tests.backends.accounts import ADMINISTRATOR, Accounts
from tests.backends.authority import Authority
from tests.backends.kafka import listens
from tests.backends.kubernetes.manifests import ROOT, USERS
from tests.backends.mongo import mongo
from tests.backends.server import INSTALLED, Server, free_ports

COMPOSE = ROOT / "deploy/compose"
ENGINES = ("STORE_URL", "EVENTS_URL", "OBJECTS_URL")
STAND_IN = "retryWrites=false&directConnection=true"  # as overlay dev asks SecantusDB
PROGRAMS = {"kafka-storage.sh": "kafka.tools.StorageTool", "kafka-server-start.sh": "kafka.Kafka"}


@dataclass(frozen=True)
class Host:
    """`made` is the folder secrets.d; `addresses` by the ones that compose.yml says."""

    made: Path
    services: dict[str, Any]
    addresses: dict[str, str]

    def environment(self, name: str) -> dict[str, str]:
        """Of a service of compose.yml, as far as it concerns engines."""
        one = self.services[name]
        given = {key: self._here(one["environment"][key]) for key in ENGINES if key in one["environment"]}
        for file in one["env_file"]:
            lines = (self.made / Path(file).name).read_text().splitlines()
            given |= dict(line.split("=", 1) for line in lines)
        return given | {"ENGINES_CA": os.fspath(self.made / "ca.crt")}

    def _here(self, url: str) -> str:
        return _with(url, self.addresses | {"replicaSet=hop": STAND_IN})

    def settings(self, name: str, folder: Path, **more: str) -> Settings:
        given = {key.lower(): value for key, value in self.environment(name).items()}
        return Settings.model_validate(given | {"data": folder / "data", "store_deadline": 10} | more)

    def prepare(self, name: str, folder: Path) -> None:
        more = {"PATH": os.environ["PATH"], "DATA": os.fspath(folder), "STORE_DEADLINE": "10"}
        command = [sys.executable, "-m", *self.services[name]["command"]]
        subprocess.run(command, cwd=ROOT, env=self.environment(name) | more, check=True)


@contextmanager
def compose_host(folder: Path) -> Iterator[Host]:
    """With users, rights, topics and buckets: what `docker compose up` has done when the first service starts."""
    services = yaml.safe_load((ROOT / "deploy/compose.yml").read_text("utf-8"))["services"]
    shutil.copy(COMPOSE / "secrets", folder)
    subprocess.run([folder / "secrets"], check=True, capture_output=True)
    made = folder / "secrets.d"
    servers: list[Server] = []
    addresses: dict[str, str] = {}
    try:
        for begin in (_store, _events, _objects):
            server, there, here = begin(folder, made, services)
            servers.append(server)
            addresses[there] = here
            server.launch()
        for server in servers:
            server.wait()
        host = Host(made, services, addresses)
        _give(host)
        for name in services:
            if name.startswith("prepare-"):
                host.prepare(name, folder / name)
        yield host
    finally:
        for server in servers:
            server.kill()


def _store(folder: Path, made: Path, services: dict[str, Any]) -> tuple[Server, str, str]:
    own = folder / "store"
    own.mkdir()
    tls = [made / "store" / name for name in ("tls.crt", "tls.key", "tls.pem")]
    server, url = mongo(own, Authority(made / "ca.crt", *tls), Accounts({ADMINISTRATOR: _password(made, "store")}))
    return server, "mongodb://store/", url.partition("?")[0]


def _events(folder: Path, made: Path, services: dict[str, Any]) -> tuple[Server, str, str]:
    own = folder / "events"
    (own / "bin").mkdir(parents=True)
    for name, program in PROGRAMS.items():
        java = f"java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '{INSTALLED / 'kafka'}/*'"
        (own / "bin" / name).write_text(f'#!/bin/sh\nexec {java} {program} "$@"\n')
        (own / "bin" / name).chmod(0o755)
    port, controller = free_ports(2)
    others = {"/etc/events": f"{made}/events", "/var/lib/kafka": f"{own}", "127.0.0.1:9090": f"127.0.0.1:{controller}"}
    others |= {"0.0.0.0:9093": f"127.0.0.1:{port}", "events:9093": f"127.0.0.1:{port}"}
    others |= {"/opt/events": f"{COMPOSE}/events"}
    settings = own / "events.properties"
    settings.write_text(_with((COMPOSE / "events.properties").read_text(), others))
    command = [_with(word, others) for word in services["events"]["command"]]
    command[1] = os.fspath(settings)
    environment = os.environ | {"KAFKA_BIN": f"{own}/bin"}
    command = [*services["events"]["entrypoint"], *command]
    return (
        Server("Kafka", own, command, lambda: listens(port), environment=environment),
        "events:9093",
        f"127.0.0.1:{port}",
    )


def _objects(folder: Path, made: Path, services: dict[str, Any]) -> tuple[Server, str, str]:
    own = folder / "objects"
    (own / "data").mkdir(parents=True)
    others = {"/etc/objects": f"{made}/objects", "=/data": f"={own}/data", "0.0.0.0": "127.0.0.1"}
    ports = free_ports(8)
    names = [f"{name}.port" for name in ("s3", "master", "volume", "filer")]
    names += [f"{name}.grpc" for name in names]
    command = [_with(word, others) for word in services["objects"]["command"]]
    command = [os.fspath(INSTALLED / "venv/bin/weed"), *command, "-master.volumeSizeLimitMB=64"]
    command += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    address = f"127.0.0.1:{ports[0]}"
    return Server("SeaweedFS", own, command, lambda: _is_well(address, made / "ca.crt")), "objects:8333", address


def _give(host: Host) -> None:
    store, ca = host.addresses["mongodb://store/"], os.fspath(host.made / "ca.crt")
    password = _password(host.made, "store")
    client: MongoClient[dict[str, Any]] = MongoClient(
        store, username=ADMINISTRATOR, password=password, tls=True, tlsCAFile=ca, retryWrites=False
    )
    with client:  # as MongoDB's image does at its first start
        client.admin.command("createUser", "administrator", pwd=password, roles=["root"])
    accounts = host.made / "accounts"
    users: list[str | Path] = [COMPOSE / "users.py", accounts / "store", f"{store}?retryWrites=false", ca]
    access: list[str | Path] = [USERS.with_name("access.py"), USERS, accounts / "events/administrator"]
    access += [host.addresses["events:9093"], ca]
    for command in (users, access, users, access):  # twice, as at a second `up`
        subprocess.run([sys.executable, *command], check=True)


def _password(made: Path, engine: str) -> str:
    return (made / "accounts" / engine / "administrator").read_text()


def _with(text: str, others: dict[str, str]) -> str:
    for there, here in others.items():
        text = text.replace(there, here)
    return text


def _is_well(address: str, ca: Path) -> bool:
    try:
        with urllib.request.urlopen(
            f"https://{address}/healthz", context=ssl.create_default_context(cafile=ca)
        ) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
