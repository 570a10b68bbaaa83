"""deploy/debian-packages on machines made of small stand-ins for id, dpkg-query and apt-get."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT


class Machine:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.command("id", "echo 1000")
        self.command("dpkg-query", "exit 1")
        self.command("apt-get", f'echo "$*" >>{folder}/apt.log')

    def command(self, name: str, script: str) -> None:
        (self.folder / name).write_text(f"#!/bin/bash\n{script}\n")
        (self.folder / name).chmod(0o755)

    def require(self, *kinds: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}:{os.environ['PATH']}"
        command = [str(ROOT / "deploy/debian-packages"), *kinds]
        return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, timeout=10, check=False)

    def apt(self) -> str:
        log = self.folder / "apt.log"
        return log.read_text() if log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_missing_packages_are_named_in_one_line_to_whoever_may_not_install(machine: Machine) -> None:
    answer = machine.require("run", "test")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert {"bubblewrap", "chromium"} <= set(answer.stderr.split())
    assert machine.apt() == ""


def test_only_the_kinds_asked_for_are_required(machine: Machine) -> None:
    assert "chromium" not in machine.require("run").stderr.split()
    assert "bubblewrap" not in machine.require("test").stderr.split()


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.command("id", "echo 0")
    machine.command("dpkg-query", '[ "${@: -1}" = chromium ] || echo -n installed')
    assert machine.require("run", "test").returncode == 0
    assert machine.apt().splitlines()[-1].endswith("install -y --no-install-recommends chromium")


def test_nothing_is_asked_of_a_machine_that_has_all(machine: Machine) -> None:
    machine.command("dpkg-query", "echo -n installed")
    answer = machine.require("run", "test")
    assert (answer.returncode, answer.stdout, answer.stderr, machine.apt()) == (0, "", "", "")


def test_root_sees_an_installation_fail(machine: Machine) -> None:
    machine.command("id", "echo 0")
    machine.command("apt-get", "exit 100")
    assert machine.require("run").returncode == 100
