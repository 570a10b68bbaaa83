"""What a meeting adds to the figures: a pure function of what was heard about it, in whatever order it was heard."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from services.gateway.organisations.levels import UNKNOWN, level_on
from services.gateway.usage.figures import FIGURES, Figure, View
from services.gateway.usage.history import Json, state
from services.gateway.usage.story import Line, Story
from shared.clock import to_text
from shared.events.gateway import LevelSince
from shared.working_days import WorkingCalendar, end_of_day

FIRST, LAST = date(1945, 1, 1), date(2999, 12, 31)  # days that figures may be asked for
AFTER_MONTH = timedelta(days=5)  # what is known of withheld matters by then is told, and never corrected


def add_up(lines: Iterable[Line]) -> dict[str, int]:
    """By column; a column that no line knows is missing."""
    totals: dict[str, int] = {}
    for view, line in lines:
        for figure in _BY_VIEW[view]:
            amount = _amount(figure, line)
            if amount is not None:
                name = ".".join((figure.name, *(line[label] for label in figure.split)))
                totals[name] = totals.get(name, 0) + amount
    return totals


def row_of(records: Sequence[Json], body: Json | None, calendar: WorkingCalendar) -> Json | None:
    """A meeting's day, place and figures; None before its own facts came. `body` is its organisation's record.

    `withheld` are the figures of what not everybody in it may know of, `withheld_people` whom these concern. They stand
    on the day and in the place that were known when the day's month was told, and nothing moves them later.
    """
    story = Story(records)
    if not story.header:
        return None
    day = story.day
    path, levels = _place(body, end_of_day(day, story.header["zone"]))
    row = {
        "meeting_id": story.meeting_id,
        "organisation_id": story.header["organisation_id"],
        "day": day.isoformat(),
        "path": path or [story.header["organisation_id"]],
        "level": level_on(levels, day) if levels else UNKNOWN,
        "mode": story.header["mode"],
        "kind": story.header["kind"],
    }
    open_part = story.open_part() if story.is_restricted else story
    return row | {"figures": add_up(open_part.lines(calendar)), **_withheld(as_told(story), body, calendar)}


def as_told(story: Story) -> Story | None:
    """As it was known when the month it stood in was told; None for what moved between months once both were told."""
    if not story.is_restricted:
        return None
    days = {Story(story.records, at).day for at in story.changed_at}
    for month in sorted({day.replace(day=1) for day in days}):
        then = Story(story.records, to_text(told_from(month, story.header["zone"])))
        if then.header and then.day.replace(day=1) == month:
            return then
    return None


def _withheld(then: Story | None, body: Json | None, calendar: WorkingCalendar) -> Json:
    if then is None or not then.is_restricted:
        return {"withheld": {}, "withheld_people": [], "told_at": "", "told_month": "", "told_path": []}
    path, _ = _place(body, end_of_day(then.day, then.header["zone"]))
    return {
        "withheld": _less(add_up(then.lines(calendar)), add_up(then.open_part().lines(calendar))),
        "withheld_people": sorted(then.withheld_people),
        "told_at": then.until,
        "told_month": then.day.isoformat()[:7],
        "told_path": path or [then.header["organisation_id"]],
    }


def told_from(day: date, zone: str) -> datetime:
    """From when on a closed month's withheld figures may stand in its totals."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return end_of_day(following - timedelta(days=1), zone) + AFTER_MONTH


def _amount(figure: Figure, line: Json) -> int | None:
    amount = line[figure.amount] if figure.amount else 1
    wanted = [(line[name], value) for name, value in figure.where.items()]
    if amount is None or any(has is None for has, _ in wanted):
        return None
    return int(amount) if all(has == value for has, value in wanted) else 0


def _less(all_of_it: Mapping[str, int], part: Mapping[str, int]) -> dict[str, int]:
    left = {name: amount - part.get(name, 0) for name, amount in all_of_it.items()}
    return {name: amount for name, amount in left.items() if amount or name not in part}


def _place(body: Json | None, moment: datetime) -> tuple[list[str], list[LevelSince]]:
    """Path and levels of an organisation at a moment; before it was known here, as it was known first."""
    if body is None:
        return [], []
    history = body["history"]
    then = state(history, to_text(moment)) or state(history[:1])
    return then["path"], [LevelSince.model_validate(level) for level in state(history)["levels"]]


_BY_VIEW: dict[View, list[Figure]] = {view: [one for one in FIGURES if one.view is view] for view in View}
