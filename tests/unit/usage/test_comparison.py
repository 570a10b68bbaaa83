"""Figures held against what was before: never against nothing."""

from datetime import date

import pytest

from services.gateway.usage.cells import ALL, Cells
from services.gateway.usage.comparison import Before, before, measured
from services.gateway.yardsticks.model import Held, held_against
from shared.words import Measure
from tests.factories.usage import Story, busy

TODAY = date(2026, 12, 15)
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
NOTHING_SET: Held = held_against(("o1",), {})


def cells_of(minutes: int) -> Cells:
    """One meeting a month that took so long."""
    cells, story = Cells(), Story()
    for month in MONTHS:
        busy(story, month, f"{month}-25", f"{month}-03")
    for row in story.rows().values():
        row["figures"]["minutes_held"] = minutes
        cells.put(row)
    return cells


def test_first_three_months_are_the_baseline_once_they_are_over() -> None:
    cells = cells_of(90)
    assert before(NOTHING_SET, cells, "o1", TODAY) == Before(90, months=MONTHS[:3])
    assert before(NOTHING_SET, cells, "o1", date(2026, 10, 31)) is None


@pytest.mark.parametrize("measure", Measure)
def test_months_of_meetings_that_took_no_time_are_no_baseline(measure: Measure) -> None:
    """Nothing is shorter than nothing: it is not recorded, and no division fails."""
    cells = cells_of(0)
    baseline = before(NOTHING_SET, cells, "o1", TODAY)
    assert baseline is None
    figures = cells.period("o1", date(2026, 1, 1), TODAY, "")[ALL].figures()
    share = measured(measure, figures, baseline)
    assert (share is None) == (measure in {Measure.MEETINGS_SHORTER, Measure.MEETINGS_WITH_VIDEO})


@pytest.mark.parametrize("measure", Measure)
def test_of_a_period_without_meetings_no_share_is_told(measure: Measure) -> None:
    figures = Cells().period("o1", date(2040, 1, 1), date(2040, 12, 31), "")[ALL].figures()
    assert measured(measure, figures, Before(90)) is None
