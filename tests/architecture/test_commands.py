"""What the documents tell a newcomer to type exists, and the gate types the same."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

TARGET = re.compile(r"^([a-z][a-z0-9-]*):.*?(?:## (.*))?$", re.MULTILINE)
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def targets() -> dict[str, str]:
    """Make targets and what `make help` says of them."""
    return dict(TARGET.findall((ROOT / "Makefile").read_text()))


def commands(text: str) -> set[str]:
    """Targets of `make …` in code, in a line or a block."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return {target for part in code for target in re.findall(r"\bmake (?:[A-Z_]+=\S+ )*([a-z][a-z0-9-]*)", part)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_each_make_command_in_a_document_exists(path: Path) -> None:
    assert commands(path.read_text()) - targets().keys() == set()


def test_make_commands_are_found_in_code_only() -> None:
    text = "We make plans. `make run`\n```sh\ncd hop\nPORT=9 make DATA=x test  # all\n```"
    assert commands(text) == {"run", "test"}


def test_make_help_tells_of_every_target_a_person_types() -> None:
    phony = set(re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert [target for target in sorted(phony) if not targets()[target]] == ["engine-packages", "test-packages"]


def test_gate_runs_the_test_command() -> None:
    assert re.search(r"^exec make test\b", (ROOT / ".ci/run").read_text(), re.MULTILINE)
