"""What every service of compose.yml says at the engines, and what deploy/compose/secrets makes for it."""

import json
import os
import shutil
import stat
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.sources import ROOT

SERVICES = {"gateway", "usage", "meeting", "documents", "papers", "notify"}
MIGRATED = {"gateway", "meeting", "documents", "notify"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder secrets.d."""
    script = tmp_path_factory.mktemp("compose") / "secrets"
    shutil.copy(ROOT / "deploy/compose/secrets", script)
    subprocess.run([script], check=True, capture_output=True)
    return script.with_name("secrets.d")


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "deploy/compose.yml").read_text("utf-8"))["services"]
    return services


def login(made: Path, name: str) -> dict[str, str]:
    lines = (made / f"{name}.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_no_password_is_of_two(made: Path) -> None:
    said = [value for name in (*SERVICES, "prepare") for key, value in login(made, name).items() if "PASSWORD" in key]
    assert {value for value, times in Counter(said).items() if times > 1} == set()
    assert {len(value) for value in said} == {48}


def test_keys_to_papers_are_for_documents_and_paper_workers_alone(made: Path) -> None:
    holders = {name for name in (*SERVICES, "prepare") if "OBJECTS_USER" in login(made, name)}
    assert holders == {"documents", "papers", "prepare"}
    known = json.loads((made / "objects/identities.json").read_text())["identities"]
    assert {one["name"] for one in known if "Admin" in one["actions"]} == {"prepare"}
    for one in known:
        own = login(made, one["name"])
        key = {"accessKey": own["OBJECTS_USER"], "secretKey": own["OBJECTS_PASSWORD"]}
        assert one["credentials"] == [key], one["name"]


def test_engines_know_the_passwords_that_services_say(made: Path) -> None:
    for name in SERVICES:
        own = login(made, name)
        assert (made / "accounts/store" / own["STORE_USER"]).read_text() == own["STORE_PASSWORD"]
        assert (made / "events/passwords" / own["EVENTS_USER"]).read_text() == own["EVENTS_PASSWORD"]
    assert (made / "store/administrator").read_text() == (made / "accounts/store/administrator").read_text()
    assert (made / "events/passwords/administrator").read_text() == (made / "accounts/events/administrator").read_text()


def test_nobody_else_reads_what_was_made(made: Path) -> None:
    open_to_others = {
        path.name for path in made.rglob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077
    }
    assert open_to_others == {"ca.crt"}


def test_what_was_made_stays_and_a_removed_certificate_is_made_anew(made: Path) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    renewed = {made / "events" / name for name in ("tls.crt", "tls.key", "tls.pem")}
    for path in renewed:
        path.unlink()
    subprocess.run([made.with_name("secrets")], check=True, capture_output=True)
    assert {path for path in before if path.read_bytes() != before[path]} == renewed | {made / "ca.srl"}
    for engine in ("store", "events", "objects"):
        command = f"openssl verify -CAfile ca.crt -verify_hostname {engine} {engine}/tls.crt"
        subprocess.run(command.split(), cwd=made, check=True, capture_output=True)


def test_each_service_speaks_by_its_own_accounts_and_over_tls(described: dict[str, Any]) -> None:
    for name in SERVICES:
        one = described[name]
        assert one["env_file"] == [f"compose/secrets.d/{name}.env"]
        assert speaks_over_tls(one["environment"]), name
    assert {name for name in SERVICES if "OBJECTS_URL" in described[name]["environment"]} == {"documents", "papers"}


def test_migration_of_a_service_sees_its_store_alone(described: dict[str, Any]) -> None:
    for name in MIGRATED:
        one = described[f"prepare-{name}"]
        assert one["command"] == ["services.prepare", name]
        assert one["env_file"] == [f"compose/secrets.d/{name}.env", "compose/secrets.d/prepare.env"]
        assert one["environment"]["STORE_URL"] == described[name]["environment"]["STORE_URL"]
        assert speaks_over_tls(one["environment"]), name


def speaks_over_tls(environment: dict[str, str]) -> bool:
    papers = environment.get("OBJECTS_URL", "s3://none?endpoint=https://none")
    return (
        environment["ENGINES_CA"] == "/etc/hop/ca.crt"
        and environment["EVENTS_URL"].startswith("kafka+tls://")
        and "endpoint=https://" in papers
    )


def test_who_has_no_keys_to_papers_does_not_reach_them(described: dict[str, Any]) -> None:
    ways = set(described["objects"]["networks"])
    met = {name for name, one in described.items() if ways & set(one["networks"])}
    assert met == {"objects", "documents", "papers", "prepare-documents"}


def test_whatever_compose_reads_from_this_folder_is_there(described: dict[str, Any], made: Path) -> None:
    read = {volume.split(":")[0] for one in described.values() for volume in one.get("volumes", [])}
    read = {path for path in read if path.startswith("./")}
    read |= {f"./{path}" for one in described.values() for path in one.get("env_file", [])}
    missing = [path for path in read if not place(path, made).exists()]
    assert missing == []
    assert os.access(ROOT / "deploy/compose/secrets", os.X_OK)


def place(path: str, made: Path) -> Path:
    before, found, after = path.partition("compose/secrets.d/")
    return made / after if found else ROOT / "deploy" / before
