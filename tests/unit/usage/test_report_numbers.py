"""Numbers of a report as Vietnamese offices write them."""

import pytest

from services.gateway.reports.papers import _kilograms, _percent, _written


@pytest.mark.parametrize(("grams", "written"), [(0, "0,00"), (104, "0,10"), (99_994, "99,99"), (1_234_567.0, "1.235")])
def test_little_paper_is_weighed_to_a_hundredth_of_a_kilogram(grams: float, written: str) -> None:
    assert _kilograms(grams) == written


def test_what_is_not_recorded_is_said_and_never_nought() -> None:
    assert (_written(None), _percent(None)) == ("chưa ghi nhận",) * 2
    assert (_written(0), _percent(0.0), _written(1_234_567)) == ("0", "0,0%", "1.234.567")
