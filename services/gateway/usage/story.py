"""A meeting as its records tell it: pure, and frozen at its start.

What was opened, handed out and answered before the start is asked of each record's history at the start, so that days
add up, and facts heard late correct the day they belong to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.gateway.usage.facts import Record
from services.gateway.usage.figures import View
from services.gateway.usage.history import Json, said_by, state
from shared.clock import from_text, to_text
from shared.words import DeviceKind, SubstitutionState
from shared.working_days import WorkingCalendar, due_before, end_of_day
from shared.zones import all_zones

Line = tuple[View, Json]


@dataclass(slots=True)
class Paper:
    """As it was handed out at the start."""

    document_id: str
    version: str
    title: str
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
    def changed_at(self) -> list[str]:
        """When something was said of the meeting itself."""
        return [at for at, _ in self._of[Record.MEETING][0]["history"]]

    @property
    def start(self) -> str:
        held = self.header["held"]
        return str(held["started_at"] if held else self.header["starts_at"])

    @property
    def day(self) -> date:
        return from_text(self.start).astimezone(all_zones()[self.header["zone"]]).date()

    @property
    def is_classified(self) -> bool:
        """Once classified, for ever."""
        own = said_by(self._of[Record.MEETING][0]["history"], self.until)
        return any(changed.get("classification", "none") != "none" for _, changed in own)

    @property
    def is_restricted(self) -> bool:
        """Whether not everybody who may know of the meeting may know all of it. Once restricted, for ever."""
        return self.is_classified or any(
            is_restricted(paper, self.until) for paper in self._of.get(Record.DOCUMENT, ())
        )

    @property
    def withheld_people(self) -> set[str]:
        if not self.header:
            return set()
        if self.is_classified:
            return set(self._seated())
        return {person for paper in self.papers() if paper.restricted for person in paper.people}

    def open_part(self) -> "Story":
        """Without what is restricted, and without the messages that would give it away."""
        if not self.header or self.is_classified:
            return Story([])
        papers = self._of.get(Record.DOCUMENT, ())
        open_papers = {state(paper["history"])["id"] for paper in papers if not is_restricted(paper, self.until)}
        records = [_open_book(record, open_papers) for record in self.records if _is_open(record, open_papers)]
        return Story(records, self.until)

    def lines(self, calendar: WorkingCalendar) -> Iterator[Line]:
        header = self.header
        if not header or not is_told(header):
            return
        papers = self.papers()
        yield View.MEETING, self._meeting(calendar, papers)
        for delivery in self._of.get(Record.DELIVERY, ()):
            if line := _delivery(delivery["history"], self.until):
                yield View.DELIVERY, line
        yield View.PRINTED, self._printed(papers)
        if self._takes_place:
            yield from self._participants()
            yield from self._reading(papers)

    def paper_lines(self) -> Iterator[Line]:
        """Those of `lines` that tell of paper; the open part of a classified meeting has none."""
        if not self.header:
            return
        papers = self.papers()
        yield View.PRINTED, self._printed(papers)
        if self._takes_place:
            yield from (_handed_out(paper) for paper in papers)

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
            called = self.header["called_at"] is not None and has_seat(before)
            attended = None if _is_replaced(now) else now.get("attended")
            if called or attended is not None:
                yield (
                    View.PARTICIPANT,
                    {
                        "called": called,
                        "answered_in_time": before["reply"] != "pending" if called else None,
                        "by_substitute": before["in_place_of"] is not None if called else None,
                        "attended": attended,
                    },
                )

    def _printed(self, papers: list[Paper]) -> Json:
        """Whatever was counted, whenever; what was not printed is known once the count is complete.

        Forms are paper, but no papers: a meeting with name plates can still be an electronic one.
        """
        entries = [*self.prints(), *self.taken()]
        pages = sum(entry["pages"] * entry["copies"] for entry in entries)
        papers_printed = any(entry["source"] != Record.FORM for entry in entries)
        entitled = sum(paper.pages * len(paper.people) for paper in papers)
        return {
            "pages": pages if entries or self.is_counted else None,
            "pages_saved": entitled - pages if self.is_counted and self._takes_place else None,
            "only_electronic": False if papers_printed else (self.is_counted or None),
            "held": self.header["held"] is not None,
        }

    def prints(self) -> Iterator[Json]:
        """What the print desk counted and did not strike out, with when."""
        for record in self._of.get(Record.PRINT, ()):
            said = state(record["history"], self.until)
            if said and not said["struck"]:
                yield said | {"source": Record.PRINT, "counted_at": record["history"][0][0]}

    def taken(self) -> Iterator[Json]:
        """What left Hop to be printed, by itself: books and forms.

        A book counts the pages of its papers, which are what would have been printed, and not its table of contents:
        how long that is would tell of papers its reader may not know.
        """
        for kind in (Record.BOOK, Record.FORM):
            for record in self._of.get(kind, ()):
                said = state(record["history"], self.until)
                pages = sum(paper["pages"] for paper in said.get("papers", ())) or said.get("pages", 0)
                if pages:
                    entry = {"source": kind, "form": said.get("form"), "document_id": None, "reason": None}
                    yield entry | {"pages": pages, "copies": 1, "counted_at": record["history"][0][0]}

    @property
    def is_counted(self) -> bool:
        """Whether the print desk says that all is counted."""
        counts = self._of.get(Record.PRINT_COUNT, ())
        return any(state(count["history"], self.until).get("complete") for count in counts)

    @property
    def _takes_place(self) -> bool:
        return self.header["state"] in {"called", "closed"}

    def _reading(self, papers: list[Paper]) -> Iterator[Line]:
        for paper in papers:
            yield _handed_out(paper)
        of_version = {paper.version: paper for paper in papers}
        opened: set[str] = set()
        devices: dict[str, set[str]] = {}
        night = to_text(end_of_day(self.day, self.header["zone"]))
        for reading in self._of.get(Record.READING, ()):
            by_night = self._as_of(reading, night)
            is_early = reading["history"][-1][0] <= self.start
            before = by_night if is_early else self._at_start(reading)
            read = of_version.get(by_night.get("version_id", ""))
            if read and by_night["person_id"] in read.people:
                devices.setdefault(by_night["person_id"], set()).update(by_night.get("devices", ()))
                if before:
                    opened.add(before["person_id"])
                    yield View.READING, {"pages": before["pages"]}
        for person in {person for paper in papers for person in paper.people}:
            yield View.READER, {"opened": person in opened}
        yield from (line for used in devices.values() if used for line in _devices(used))

    def papers(self) -> list[Paper]:
        seated = self._seated()
        papers = []
        for record in self._of.get(Record.DOCUMENT, ()):
            then = self._at_start(record)
            if then.get("version"):
                released = next(at for at, changed in record["history"] if changed.get("version"))
                people = frozenset(_admitted(then["readers"], seated))
                restricted = is_restricted(record, self.until)
                pages = then["pages"] or 0
                at = from_text(released)
                papers.append(Paper(then["id"], then["version"], then["title"], pages, people, at, restricted))
        return papers

    def _seated(self) -> dict[str, str]:
        """Role of everybody who took part at the start."""
        found = (self._at_start(seat) for seat in self._of.get(Record.PARTICIPATION, ()))
        return {one["person_id"]: one["role"] for one in found if has_seat(one)}

    def _at_start(self, record: Json) -> Json:
        return self._as_of(record, self.start)

    def _as_of(self, record: Json, moment: str) -> Json:
        return state(record["history"], moment if self.until is None else min(moment, self.until))


def _delivery(history: list[Any], until: str | None) -> Json | None:
    """`seconds` from the fact to its last outcome."""
    said = state(history, until)
    if not said:
        return None
    at = next(at for at, changed in reversed(history) if "outcome" in changed)
    fact_at = said["fact_at"]
    seconds = max(0, round((from_text(at) - from_text(fact_at)).total_seconds())) if fact_at else None
    return {"channel": said["channel"], "outcome": said["outcome"], "seconds": seconds}


def _devices(used: set[str]) -> Iterator[Line]:
    for kind in DeviceKind:
        yield View.DEVICE, {"device": kind.value, "used": kind in used}


def is_told(header: Json) -> bool:
    """Others than those who lead it know of the meeting: it was called, or recorded as held."""
    return header["called_at"] is not None or header["held"] is not None


def has_seat(seat: Json) -> bool:
    return bool(seat.get("takes_part")) and not _is_replaced(seat)


def _is_replaced(seat: Json) -> bool:
    return bool(seat.get("substitution") == SubstitutionState.AGREED)


def _handed_out(paper: Paper) -> Line:
    return View.PAPER, {"pages": paper.pages, "pages_entitled": paper.pages * len(paper.people)}


def _is_open(record: Json, open_papers: set[str]) -> bool:
    """A print of a paper nobody has heard of yet, or a message about it, is withheld: it may be a restricted one."""
    match record["kind"]:
        case Record.DOCUMENT:
            return state(record["history"])["id"] in open_papers
        case Record.DELIVERY:
            return not _is_about_paper(record) or state(record["history"]).get("document_id") in open_papers
        case Record.PRINT:
            return state(record["history"])["document_id"] in open_papers | {None}
    return True


def _open_book(record: Json, open_papers: set[str]) -> Json:
    """Without papers that are restricted, or that nobody has heard of yet."""
    if record["kind"] != Record.BOOK:
        return record
    history = [
        [at, changed | {"papers": [paper for paper in changed["papers"] if paper["document_id"] in open_papers]}]
        for at, changed in record["history"]
    ]
    return record | {"history": history}


def is_restricted(paper: Json, until: str | None = None) -> bool:
    """Once restricted, for ever."""
    said = said_by(paper["history"], until)
    return any("delegate" not in changed["readers"] for _, changed in said if changed.get("readers"))


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


def _minutes(start: str, end: str) -> int:
    return max(0, round((from_text(end) - from_text(start)).total_seconds() / 60))
