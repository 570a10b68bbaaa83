"""Figures held against what was before, what is wanted, and what paper costs. None is not recorded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.gateway.usage.cells import ALL, Cells
from services.gateway.yardsticks.model import Held
from shared.events.gateway import PaperRate
from shared.words import Measure

FIRST_MONTHS = 3

Figures = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Before:
    """Minutes a meeting took on average before; `months` where it is the organisation's own first months."""

    minutes: float
    source: str | None = None
    set_by: str | None = None
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    dong: int
    grams: float


def before(held: Held, cells: Cells, organisation_id: str, today: date) -> Before | None:
    """What was typed in, else the first three months in which the organisation held meetings, once they are over."""
    if held.baseline:
        return Before(held.baseline.minutes, held.baseline.source, held.baseline_of)
    months = cells.months_held(organisation_id)[:FIRST_MONTHS]
    if len(months) < FIRST_MONTHS or months[-1] >= today.isoformat()[:7]:
        return None
    sums = [cells.of_month(organisation_id, month).figures() for month in months]
    meetings = sum(one["meetings_held"] or 0 for one in sums)
    minutes = sum(one["minutes_held"] or 0 for one in sums)
    return Before(minutes / meetings, months=tuple(months)) if minutes else None


def measured(measure: Measure, figures: Figures, baseline: Before | None) -> float | None:
    """A share of 1."""
    match measure:
        case Measure.MEETINGS_SHORTER:
            mean = share(figures["minutes_held"], figures["meetings_held"])
            return 1 - mean / baseline.minutes if mean is not None and baseline else None
        case Measure.MEETINGS_ELECTRONIC:
            electronic, paper = figures["meetings_only_electronic"], figures["meetings_with_paper"]
            return share(electronic, (electronic or 0) + (paper or 0))
        case Measure.MEETINGS_WITH_VIDEO:
            return share(figures["meetings_with_video"], figures["meetings_held"])
        case Measure.PAPERS_OPENED:
            return share(figures["people_opened"], figures["people_entitled"])
        case Measure.ANSWERS_IN_TIME:
            return share(figures["answers_in_time"], figures["participants_called"])


def share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def cost_of(
    figure: str, rates: Sequence[PaperRate], cells: Cells, organisation_id: str, since: date, until: date, now: str
) -> Cost | None:
    """Of the pages a figure counts, at the rate of their day; None where a day with pages has none."""
    dong, grams, known = 0, 0.0, False
    for begin, end, rate in _parts(rates, since, until):
        pages = cells.period(organisation_id, begin, end, now)[ALL].figures()[figure]
        if pages is None:
            continue
        if rate is None:
            return None
        known = True
        dong += pages * rate.dong_per_page
        grams += pages / rate.pages_per_sheet * rate.grams_per_sheet
    return Cost(dong, grams) if known else None


def _parts(rates: Sequence[PaperRate], since: date, until: date) -> Iterator[tuple[date, date, PaperRate | None]]:
    """The days, divided where a rate begins; `rates` by day."""
    begin, rate = since, None
    for following in rates:
        if following.since > until:
            break
        if following.since > begin:
            yield begin, following.since - timedelta(days=1), rate
            begin = following.since
        rate = following
    yield begin, until, rate
