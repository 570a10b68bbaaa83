"""The print desk over HTTP: the meetings of a body, what was printed for each, and whether all is counted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.prints import commands
from services.gateway.prints.access import Desk, is_open_to_desk, meeting_of
from services.gateway.prints.model import Print, PrintBeyondPaper, PrintCount, PrintedPaperUnknown
from services.gateway.usage.drill import Known, known_page, paper_story
from services.gateway.usage.http import Period
from services.gateway.world import World
from shared.auth import Caller
from shared.clock import to_text
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.store.port import Page
from shared.text import Line
from shared.words import Form, MeetingState, RoleName
from shared.zones import home_day

BEHIND, AHEAD = timedelta(days=30), timedelta(days=14)  # of today: the meetings a desk has to do with

routes = Routes(meeting_of)


class NewPrint(Body):
    """`pages` of one copy. Without `document_id`: something that is no paper of the meeting in Hop."""

    document_id: str | None = None
    pages: Annotated[int, Field(ge=1, le=10_000)]
    copies: Annotated[int, Field(ge=1, le=10_000)]
    reason: Annotated[Line, Field(min_length=1, max_length=300)]


class Completeness(Body):
    complete: bool


class DeskPeriod(Period, Paging):
    """Without days: a month back to two weeks ahead."""


class DeskMeetingView(TypedDict):
    """`complete`: all that was printed for it is counted."""

    meeting_id: str
    title: str
    starts_at: str
    zone: str
    state: MeetingState
    complete: bool


class DeskMeetingsView(TypedDict):
    items: list[DeskMeetingView]
    next: str | None


class DeskPaperView(TypedDict):
    id: str
    title: str
    pages: int


class PrintView(TypedDict):
    """`title` is null for what is no paper of the meeting."""

    id: str
    document_id: str | None
    title: str | None
    pages: int
    copies: int
    reason: str
    counted_by: str
    counted_at: str


class TakenPaperView(TypedDict):
    """A book of papers, or a form (then `form` says which), that left Hop to be printed: counted by itself, once."""

    source: Literal["book", "form"]
    form: Form | None
    pages: int
    taken_at: str


class DeskView(DeskMeetingView):
    """`pages_printed` adds up `prints` and `taken`: what the caller may know of."""

    papers: list[DeskPaperView]
    prints: list[PrintView]
    taken: list[TakenPaperView]
    pages_printed: int


async def desk_of(call: Call[World, Organisation]) -> Found[Any]:
    """The organisation named, or the first whose print desk the caller serves. Raises NotFound."""
    wanted = call.request.query.get("organisation") or next(_desks(call.caller), None)
    if wanted is None:
        raise NotFound
    organisation = await call.world.organisations.get(wanted)
    serves = call.caller.holds(RoleName.PRINT_DESK, organisation.path)
    return Found(organisation, frozenset({Standing.PRINT_DESK} if serves else ()))


@routes.get("/api/print-desk/meetings", Permission.KEEP_PRINTS, answer=DeskMeetingsView, resolve=desk_of)
async def list_desk_meetings(call: Call[World, Organisation], query: DeskPeriod) -> Answer:
    """Called meetings of the body and all below it, the latest first; classified ones are not the desk's."""
    today = home_day(call.act.at)
    since, until = query.days(today) if query.since or query.until else (today - BEHIND, today + AHEAD)
    rows = call.world.usage.snapshot.cells.meetings(call.thing.id, since, until)
    page = await known_page(call.world, rows, _open_to_desk, call.position(query.after), query.limit)
    counts = await call.world.print_counts.get_many([known.row["meeting_id"] for known in page.items])
    views = [_meeting(one.row["meeting_id"], one.header, counts.get(one.row["meeting_id"])) for one in page.items]
    return call.listing(views, Page(next=page.next))


@routes.get("/api/print-desk/meetings/{meeting}", Permission.KEEP_PRINTS, answer=DeskView)
async def read_desk(call: Call[World, Desk]) -> Answer:
    return Answer(await _desk(call))


@routes.post("/api/print-desk/meetings/{meeting}/prints", Permission.KEEP_PRINTS, answer=DeskView, status=201)
async def count_print(call: Call[World, Desk], body: NewPrint) -> Answer:
    """What was printed on request, and why."""
    desk = call.thing
    if not desk.knows(body.document_id):
        raise PrintedPaperUnknown
    if body.document_id and body.pages > (desk.papers[body.document_id]["pages"] or 0):
        raise PrintBeyondPaper
    entry = Print(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        meeting_id=desk.meeting_id,
        person_id=call.caller.person_id,
        counted_at=call.act.at,
        **body.model_dump(),
    )
    await commands.count_print(call.world, entry, call.act)
    return Answer(await _desk(call), 201)


@routes.delete("/api/print-desk/meetings/{meeting}/prints/{print}", Permission.KEEP_PRINTS)
async def strike_print(call: Call[World, Desk]) -> Answer:
    """It was a mistake; the fact stays in the log. Struck again changes nothing."""
    entry = await call.world.prints.get(call.path("print"))
    if entry.meeting_id != call.thing.meeting_id or not call.thing.knows(entry.document_id):
        raise NotFound
    await commands.strike_print(call.world, entry, call.act)
    return Answer()


@routes.put("/api/print-desk/meetings/{meeting}/count", Permission.KEEP_PRINTS, answer=DeskView)
async def say_complete(call: Call[World, Desk], body: Completeness) -> Answer:
    """Only a complete count tells what was not printed; nothing printed is a count too."""
    await commands.say_complete(call.world, call.thing.meeting_id, body.complete, call.act)
    return Answer(await _desk(call))


async def _desk(call: Call[World, Desk]) -> DeskView:
    world, desk = call.world, call.thing
    entries = [one for one in await commands.prints_of(world, desk.meeting_id) if desk.knows(one.document_id)]
    people = await world.people.get_many([one.person_id for one in entries])
    names = {person_id: person.full_name for person_id, person in people.items()}
    count = await world.print_counts.look_up(desk.meeting_id)
    taken = await _taken(world, desk)
    papers = [DeskPaperView(id=key, title=one["title"], pages=one["pages"] or 0) for key, one in desk.papers.items()]
    return DeskView(
        **_meeting(desk.meeting_id, desk.header, count),
        papers=sorted(papers, key=lambda paper: paper["title"]),
        prints=[_print(one, desk, names) for one in entries],
        taken=taken,
        pages_printed=sum(one.total for one in entries) + sum(one["pages"] for one in taken),
    )


async def _taken(world: World, desk: Desk) -> list[TakenPaperView]:
    story = await paper_story(world, desk.meeting_id)
    return [
        TakenPaperView(source=one["source"], form=one["form"], pages=one["pages"], taken_at=one["counted_at"])
        for one in (story if desk.leads else story.open_part()).taken()
    ]


async def _open_to_desk(meetings: list[Known]) -> list[Known]:
    return [one for one in meetings if is_open_to_desk(one.header)]


def _meeting(meeting_id: str, header: dict[str, Any], count: PrintCount | None) -> DeskMeetingView:
    return DeskMeetingView(
        meeting_id=meeting_id,
        title=header["title"],
        starts_at=header["starts_at"],
        zone=header["zone"],
        state=header["state"],
        complete=count is not None and count.complete,
    )


def _print(entry: Print, desk: Desk, names: dict[str, str]) -> PrintView:
    return PrintView(
        id=entry.id,
        document_id=entry.document_id,
        title=desk.papers[entry.document_id]["title"] if entry.document_id else None,
        pages=entry.pages,
        copies=entry.copies,
        reason=entry.reason,
        counted_by=names.get(entry.person_id, ""),
        counted_at=to_text(entry.counted_at),
    )


def _desks(caller: Caller) -> Iterator[str]:
    return (held.organisation_id for held in caller.roles if held.role is RoleName.PRINT_DESK)
