"""What is installed is what was tried: pinned, hashed, and without a word on where it is fetched from."""

import json
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

PYTHON_LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)( ; .*)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: str) -> dict[str, str]:
    found = map(PIN.match, lock.splitlines())
    return {pin["name"]: pin["version"] for pin in found if pin}


def odd_lines(lock: str) -> list[str]:
    """Lines that are neither a pinned package followed by a hash nor a hash."""
    lines = lock.splitlines()
    return [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if not HASH.match(line) and not (PIN.match(line) and HASH.match(following))
    ]


def declared(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names: list[str] = [*project["project"]["dependencies"]]
    for group in groups:
        names += project["dependency-groups"][group]
    return [Requirement(name) for name in names]


def web_packages() -> dict[str, dict[str, Any]]:
    packages = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    return {name: package for name, package in packages.items() if name and not package.get("link")}


@pytest.mark.parametrize("path", PYTHON_LOCKS, ids=lambda path: path.name)
def test_python_lock_holds_pins_with_hashes_and_nothing_else(path: Any) -> None:
    lock = path.read_text()
    assert pins(lock)
    assert odd_lines(lock) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "thing @ https://packages.example/thing.whl",
        "thing>=1",
        "thing==1",
    ],
)
def test_an_address_or_an_unpinned_or_unhashed_package_is_odd(line: str) -> None:
    assert odd_lines(f"{line}\n") == [line]


def test_web_lock_holds_hashes_and_no_addresses() -> None:
    packages = web_packages()
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_web_lock_was_made_from_package_json() -> None:
    wanted = json.loads((ROOT / "web/package.json").read_text())
    locked = json.loads((ROOT / "web/package-lock.json").read_text())["packages"][""]
    assert {kind: locked.get(kind) for kind in ("dependencies", "devDependencies")} == {
        kind: wanted.get(kind) for kind in ("dependencies", "devDependencies")
    }


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", []), ("requirements-develop.lock", ["develop"])], ids=["run", "develop"]
)
def test_lock_answers_what_pyproject_declares(lock: str, groups: list[str]) -> None:
    locked = pins((ROOT / lock).read_text())
    unanswered = [
        str(requirement)
        for requirement in declared(*groups)
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert unanswered == []


def test_development_runs_the_versions_the_product_runs() -> None:
    run = pins((ROOT / "requirements.lock").read_text())
    develop = pins((ROOT / "requirements-develop.lock").read_text())
    assert {name: develop.get(name) for name in run} == run


def test_make_installs_by_pip_what_a_lock_names_and_nothing_else() -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    assert [line.partition(" ")[0] for line in lines if "-m pip " in line] == ["install"], "with --require-hashes, once"
    installed = [line for line in lines if re.search(r"\$\((install|pip)\)", line) and not line.startswith("pip :=")]
    assert {line.rpartition(" -r ")[2] for line in installed} == {path.name for path in PYTHON_LOCKS}
