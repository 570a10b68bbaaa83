"""A model decides from what it is given: the time is an argument, never looked up."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import Source, sources

CLOCK = r"(.*\.)?(now|utcnow|today)"


def clock_readings(files: list[Source]) -> list[str]:
    return [
        f"{file.path} calls {call}"
        for file in files
        if re.fullmatch(r"services/.*/model(/.*)?\.py", file.path)
        for call in file.calls()
        if re.fullmatch(CLOCK, call)
    ]


def test_no_model_reads_a_clock() -> None:
    assert clock_readings(sources()) == []


@pytest.mark.parametrize(
    "call", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "self.clock.now()"]
)
def test_reading_a_clock_in_a_model_is_seen(call: str, tmp_path: Path) -> None:
    (tmp_path / "services/meeting/agenda").mkdir(parents=True)
    (tmp_path / "services/meeting/agenda/model.py").write_text(f"def is_late():\n    return {call} > due")
    assert clock_readings(sources(tmp_path)) != []
