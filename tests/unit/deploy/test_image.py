"""What deploy/image/build asks of a base, and what the Dockerfile leaves out."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

DOCKERFILE = ROOT / "deploy/image/Dockerfile"


MOVING = [
    "debian:bookworm-slim",
    "docker.io/library/debian",
    "registry.hop.example/debian@sha256:abc",
    "localhost.example/x",
]


@pytest.mark.parametrize("base", MOVING)
def test_base_of_a_registry_is_named_by_digest(base: str, tmp_path: Path) -> None:
    command = [ROOT / "deploy/image/build", tmp_path / "out"]
    answer = subprocess.run(command, env=os.environ | {"BASE": base}, capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr == f"BASE={base} comes from a registry: name it by digest, …@sha256:…\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("base", MOVING)
def test_base_without_a_digest_is_refused_however_it_is_built(base: str) -> None:
    """By Docker or compose too, which know nothing of deploy/image/build."""
    answer = ask_about(base)
    assert answer.returncode == 2
    assert answer.stderr == f"BASE={base} comes from a registry: name it by digest, …@sha256:…\n"


@pytest.mark.parametrize("base", [f"docker.io/library/debian@sha256:{'0a' * 32}", "localhost/hop-debian"])
def test_base_by_digest_or_of_this_machine_is_taken(base: str) -> None:
    assert ask_about(base).returncode == 0


def ask_about(base: str) -> subprocess.CompletedProcess[str]:
    """The first command of the stage that all others begin with."""
    asked = stages()["debian"].partition("RUN ")[2].partition("\n\n")[0]
    environment = os.environ | {"BASE": base}
    return subprocess.run(["sh", "-c", asked], env=environment, capture_output=True, text=True, check=False)


def stages() -> dict[str, str]:
    parts = re.split(r"^FROM (\S+) AS (\w+)$", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[2::3], parts[3::3], strict=True))


@pytest.mark.parametrize("stage", ["hop", "papers"])
def test_what_runs_is_not_root_and_brings_no_tools_to_build_with(stage: str) -> None:
    text = stages()[stage]
    assert re.findall(r"^USER (.+)$", text, flags=re.MULTILINE)[-1] == "10001:10001"
    assert not re.search(r"\b(gcc|build-essential|make|pip|npm|git|curl)\b", text)


def test_base_is_an_argument_and_the_only_one() -> None:
    text = DOCKERFILE.read_text("utf-8")
    assert set(re.findall(r"^ARG (.+)$", text, flags=re.MULTILINE)) == {"BASE"}
    named = {*stages()}
    assert set(re.findall(r"^FROM (\S+)", text, flags=re.MULTILINE)) - named == {"${BASE}"}


def test_only_what_the_image_is_made_of_reaches_its_build() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").split()
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    needed = {path.rstrip("/") for group in copied for path in group.split()}
    assert "*" in lines
    assert all(any(path == one or path.startswith(f"{one}/") for one in allowed) for path in needed)
    assert not allowed & {"tests", "data", ".git", ".venv"}
