"""A file is named after what it holds; a name that fits everything tells nothing."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

SAYS_NOTHING = re.compile(r"(.*[_-])?(utils?|helpers?|common|managers?|misc|base|part_?\d+)", re.IGNORECASE)
CODE = (".py", ".ts", ".tsx", ".js", ".mjs")
NOT_OURS = {".git", ".venv", ".backends", "node_modules", "dist", "data", "out", "__pycache__"}


def empty_names(root: Path) -> list[str]:
    return [
        path
        for path in code_files(root)
        if any(SAYS_NOTHING.fullmatch(part.split(".")[0]) for part in Path(path).parts)
    ]


def code_files(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(set(folders) - NOT_OURS)
        yield from ((Path(folder) / file).relative_to(root).as_posix() for file in files if file.endswith(CODE))


def test_every_file_and_folder_is_named_after_what_it_holds() -> None:
    assert empty_names(ROOT) == []


@pytest.mark.parametrize(
    "path",
    [
        "shared/utils.py",
        "services/meeting/helpers/text.py",
        "web/src/common.ts",
        "shared/store_manager.py",
        "shared/http_part2.py",
    ],
)
def test_a_name_that_fits_everything_is_seen(path: str, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).touch()
    assert empty_names(tmp_path) == [path]
