"""The page and the report name every figure in people's words."""

import re
from pathlib import Path

import pytest

from services.gateway.reports.papers import UNITS, named
from services.gateway.usage.figures import COLUMNS, Unit

WEB = Path(__file__).parents[3] / "web/src/words"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_has_words_on_the_page(language: str) -> None:
    words = (WEB / f"{language}.ts").read_text()
    named_there = set(re.findall(r"^ {6}([a-z_]+): '", words, re.MULTILINE))
    assert {column.name.replace(".", "_") for column in COLUMNS} <= named_there


def test_every_figure_has_words_in_the_report() -> None:
    assert set(UNITS) == set(Unit)
    assert not [column.name for column in COLUMNS if any(label in named(column) for label in column.labels)]
