"""What a meeting adds to the figures: a pure function of what was heard about it, in whatever order it was heard.

What was opened, handed out and answered before the start is asked of each record's history at the start, so that it
is frozen there: days add up, and facts heard late correct the day they belong to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from services.gateway.organisations.levels import UNKNOWN, level_on
from services.gateway.usage.facts import KEY, Kept, Record
from services.gateway.usage.figures import FIGURES, Figure, View
from shared.clock import from_text, to_text
from shared.events.envelope import Event
from shared.events.gateway import LevelSince
from shared.working_days import WorkingCalendar, due_before, end_of_day
from shared.zones import all_zones

Json = dict[str, Any]
Line = tuple[View, Json]

AFTER_MONTH = timedelta(days=5)  # what is known of withheld matters by then is told, and never corrected


def fold(before: Json, event: Event, kept: Kept) -> Json:
    """The record after a fact: `{}` before the first. A fact that says nothing new changes nothing.

    Facts of one aggregate happened in the order of their sequence: where a clock stepped back, what was said before
    was said no later than this.
    """
    at = to_text(event.time)
    history: list[Any] = [[min(said_at, at), what] for said_at, what in before.get("history", ())]
    latest = state(history)
    said = {name: _at(event.data, place) for name, place in kept.take.items()} | dict(kept.say)
    record = {"kind": kept.record.value, "meeting_id": _meeting_of(event, kept)} | before
    if kept.record is Record.READING:
        record["seen"], said["pages"] = _seen(before.get("seen", ""), said.get("pages") or ())
    changed = {name: value for name, value in said.items() if name not in latest or latest[name] != value}
    return record | {"history": [*history, [at, changed]] if changed else history}


def state(history: Iterable[Sequence[Any]], until: str | None = None) -> Json:
    """What a record said at a moment, that included; without one, what it says now.

    A clock that was set back does not undo the order of facts: what came before one of that time had happened too.
    """
    entries = list(history)
    while until is not None and entries and entries[-1][0] > until:
        entries.pop()
    said: Json = {}
    for _, changed in entries:
        said |= changed
    return said


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

    `withheld` are the figures of what not everybody in it may know of, `withheld_people` whom these concern.
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
    if not story.is_restricted:
        return row | {"figures": add_up(story.lines(calendar)), "withheld": {}, "withheld_people": [], "told_at": ""}
    told_at = to_text(told_from(day, story.header["zone"]))
    then = Story(records, told_at)
    hidden = _less(add_up(then.lines(calendar)), add_up(then.open_lines(calendar)))
    people = sorted(then.withheld_people)
    figures = add_up(story.open_lines(calendar))
    return row | {"figures": figures, "withheld": hidden, "withheld_people": people, "told_at": told_at}


def told_from(day: date, zone: str) -> datetime:
    """From when on a closed month's withheld figures may stand in its totals."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return end_of_day(following - timedelta(days=1), zone) + AFTER_MONTH


@dataclass(slots=True)
class Paper:
    """As it was handed out at the start."""

    version: str
    pages: int
    people: frozenset[str]
    released_at: datetime
    restricted: bool


@dataclass(slots=True)
class Story:
    """A meeting's records, as far as they were known at `until`."""

    records: Sequence[Json]
    until: str | None = None
    header: Json = field(init=False)
    meeting_id: str = field(init=False, default="")
    _of: dict[str, list[Json]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for record in self.records:
            self._of.setdefault(record["kind"], []).append(record)
        own = self._of.get(Record.MEETING, [])
        self.header = state(own[0]["history"], self.until) if own else {}
        if own:
            self.meeting_id = own[0]["meeting_id"]

    @property
    def start(self) -> str:
        held = self.header["held"]
        return str(held["started_at"] if held else self.header["starts_at"])

    @property
    def day(self) -> date:
        return from_text(self.start).astimezone(all_zones()[self.header["zone"]]).date()

    @property
    def is_classified(self) -> bool:
        return bool(self.header["classification"] != "none")

    @property
    def is_restricted(self) -> bool:
        """Whether not everybody who may know of the meeting may know all of it. Once restricted, for ever."""
        return self.is_classified or any(_is_restricted(paper) for paper in self._of.get(Record.DOCUMENT, ()))

    @property
    def withheld_people(self) -> set[str]:
        if not self.header:
            return set()
        if self.is_classified:
            return set(self._seated())
        return {person for paper in self._papers() if paper.restricted for person in paper.people}

    def lines(self, calendar: WorkingCalendar) -> Iterator[Line]:
        if self.header:
            yield from self._lines(calendar, self._papers(), self._of.get(Record.DELIVERY, ()))

    def open_lines(self, calendar: WorkingCalendar) -> Iterator[Line]:
        """Without what is restricted, and without the messages about papers that would give it away."""
        if self.header and not self.is_classified:
            told = [one for one in self._of.get(Record.DELIVERY, ()) if not _is_about_paper(one)]
            yield from self._lines(calendar, [paper for paper in self._papers() if not paper.restricted], told)

    def _lines(self, calendar: WorkingCalendar, papers: list[Paper], deliveries: Iterable[Json]) -> Iterator[Line]:
        header = self.header
        if header["called_at"] is None and header["held"] is None:
            return
        yield View.MEETING, self._meeting(calendar, papers)
        for delivery in deliveries:
            if line := _delivery(delivery["history"], self.until):
                yield View.DELIVERY, line
        if header["state"] in {"called", "closed"}:
            yield from self._participants()
            yield from self._reading(papers)

    def _meeting(self, calendar: WorkingCalendar, papers: list[Paper]) -> Json:
        header, held = self.header, self.header["held"]
        due = due_before(calendar, from_text(header["starts_at"]), header["zone"])
        called, urgent = header["called_at"], bool(header["urgent_reason"])
        last = max((paper.released_at for paper in papers), default=None)
        return {
            "called": called is not None,
            "held": held is not None,
            "cancelled": header["state"] == "cancelled",
            "invitation_late": None if called is None else not urgent and from_text(called) > due,
            "papers_late": None if last is None else not urgent and last > due,
            "minutes_planned": _minutes(header["starts_at"], header["ends_at"]) if held else None,
            "minutes_held": _minutes(held["started_at"], held["ended_at"]) if held else None,
        }

    def _participants(self) -> Iterator[Line]:
        for seat in self._of.get(Record.PARTICIPATION, ()):
            before, now = self._at_start(seat), state(seat["history"], self.until)
            called = self.header["called_at"] is not None and before.get("takes_part", False)
            attended = now.get("attended")
            if called or attended is not None:
                answered = before["reply"] != "pending" if called else None
                yield View.PARTICIPANT, {"called": called, "answered_in_time": answered, "attended": attended}

    def _reading(self, papers: list[Paper]) -> Iterator[Line]:
        for paper in papers:
            yield View.PAPER, {"pages": paper.pages, "pages_entitled": paper.pages * len(paper.people)}
        of_version = {paper.version: paper for paper in papers}
        opened: set[str] = set()
        for reading in self._of.get(Record.READING, ()):
            before = self._at_start(reading)
            read = of_version.get(before.get("version_id", ""))
            if read and before["person_id"] in read.people:
                opened.add(before["person_id"])
                yield View.READING, {"pages": before["pages"]}
        for person in {person for paper in papers for person in paper.people}:
            yield View.READER, {"opened": person in opened}

    def _papers(self) -> list[Paper]:
        seated = self._seated()
        papers = []
        for record in self._of.get(Record.DOCUMENT, ()):
            then = self._at_start(record)
            if then.get("version"):
                released = next(at for at, changed in record["history"] if changed.get("version"))
                people = frozenset(_admitted(then["readers"], seated))
                restricted = _is_restricted(record)
                pages = then["pages"] or 0
                papers.append(Paper(then["version"], pages, people, from_text(released), restricted))
        return papers

    def _seated(self) -> dict[str, str]:
        """Role of everybody who took part at the start."""
        found = (self._at_start(seat) for seat in self._of.get(Record.PARTICIPATION, ()))
        return {one["person_id"]: one["role"] for one in found if one.get("takes_part")}

    def _at_start(self, record: Json) -> Json:
        start = self.start
        return state(record["history"], start if self.until is None else min(start, self.until))


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


def _delivery(history: list[Any], until: str | None) -> Json | None:
    """`seconds` from the fact to its last outcome."""
    said = state(history, until)
    if not said:
        return None
    at = next(at for at, changed in reversed(history) if "outcome" in changed)
    fact_at = said["fact_at"]
    seconds = max(0, round((from_text(at) - from_text(fact_at)).total_seconds())) if fact_at else None
    return {"channel": said["channel"], "outcome": said["outcome"], "seconds": seconds}


def _is_restricted(paper: Json) -> bool:
    return any("delegate" not in changed["readers"] for _, changed in paper["history"] if changed.get("readers"))


def _is_about_paper(delivery: Json) -> bool:
    return str(state(delivery["history"])["template"]).startswith("paper")


def _admitted(readers: Iterable[str], seated: Mapping[str, str]) -> Iterator[str]:
    """Whom the index keys of `shared.audience` admit: a part with all who have it, or one person in a part."""
    for key in readers:
        part, _, person = key.partition(":")
        if not person:
            yield from (one for one, role in seated.items() if role == part)
        elif part == "presenter" or seated.get(person) == part:
            yield person


def _seen(before: str, pages: Iterable[int]) -> tuple[str, int]:
    """Pages as bits of a number, in hexadecimal, and how many they are."""
    bits = int(before or "0", 16)
    for page in pages:
        bits |= 1 << page
    return format(bits, "x"), bits.bit_count()


def _minutes(start: str, end: str) -> int:
    return max(0, round((from_text(end) - from_text(start)).total_seconds() / 60))


def _meeting_of(event: Event, kept: Kept) -> str:
    if kept.meeting == KEY:
        return event.partitionkey
    return str(_at(event.data, kept.meeting)) if kept.meeting else ""


def _at(data: Any, place: str) -> Any:
    for name in place.split("."):
        data = data.get(name) if data is not None else None
    return data


_BY_VIEW: dict[View, list[Figure]] = {view: [one for one in FIGURES if one.view is view] for view in View}
