"""Cells are sums of rows: whatever changes, they are what a fresh count would give."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.gateway.usage.cells import ALL, Cells, months, spans

FIRST = date(2024, 1, 1)
NOW = "2030-01-01T00:00:00.000000Z"
days = st.integers(0, 800).map(lambda number: FIRST + timedelta(days=number))


def row(meeting_id: str, day: date, unit: str, minutes: int | None) -> dict[str, Any]:
    figures = {"meetings_called": 1} | ({} if minutes is None else {"minutes_held": minutes})
    return {
        "meeting_id": meeting_id,
        "organisation_id": unit,
        "day": day.isoformat(),
        "path": ["tinh", unit],
        "level": "province",
        "mode": "hybrid",
        "kind": "review",
        "figures": figures,
        "withheld": {},
        "withheld_people": [],
        "told_at": "",
        "told_month": "",
        "told_path": [],
    }


@settings(max_examples=60)
@given(days, days, st.randoms(use_true_random=False))
def test_any_period_is_the_sum_of_its_days_after_any_changes(one: date, other: date, chance: random.Random) -> None:
    since, until = sorted((one, other))
    cells, newest = Cells(), {}
    for _ in range(60):
        name = f"m{chance.randrange(25)}"
        minutes = chance.choice([None, chance.randrange(300)])
        newest[name] = row(name, FIRST + timedelta(days=chance.randrange(800)), chance.choice("ab"), minutes)
        cells.put(newest[name])
    inside = [one for one in newest.values() if since.isoformat() <= one["day"] <= until.isoformat()]
    for body in ("tinh", "a"):
        own = [one["figures"] for one in inside if body in one["path"]]
        known = [figures["minutes_held"] for figures in own if "minutes_held" in figures]
        figures = cells.period(body, since, until, NOW)[ALL].figures()
        assert figures["meetings_called"] == (len(own) or None)
        assert figures["minutes_held"] == (sum(known) if known else None)
        assert sum(sums.amounts[0] for _, sums in cells.series(body, since, until, NOW)) == len(own)


@given(days, days)
def test_spans_and_whole_months_cover_a_period_once(one: date, other: date) -> None:
    since, until = sorted((one, other))
    covered = 0
    for span in spans(since, until):
        covered += {4: 365 + (int(span[:4]) % 4 == 0), 10: 1}.get(len(span), 0)
        if len(span) == 7:
            first = date.fromisoformat(f"{span}-01")
            covered += ((first + timedelta(days=32)).replace(day=1) - first).days
    assert covered == (until - since).days + 1
    assert all(since.isoformat()[:7] <= month <= until.isoformat()[:7] for month in months(since, until))


def test_what_no_row_knows_is_not_recorded() -> None:
    cells = Cells()
    cells.put(row("m1", FIRST, "a", None))
    figures = cells.period("tinh", FIRST, FIRST, NOW)[ALL].figures()
    assert figures["meetings_called"] == 1
    assert figures["minutes_held"] is figures["meetings_with_video"] is None
