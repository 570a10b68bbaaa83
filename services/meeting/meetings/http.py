"""Meetings over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of, see, signed_in
from services.meeting.meetings import commands
from services.meeting.meetings.model import Meeting
from services.meeting.meetings.store import MEETINGS
from services.meeting.meetings.views import MeetingSummary, MeetingView, meeting_view, summaries
from services.meeting.world import World
from shared.clock import Moment, to_text
from shared.events.meeting import Held
from shared.field_errors import FieldProblem
from shared.http import Answer, Body, Call, Change, Paging, Routes
from shared.permissions import Permission
from shared.problems import Said
from shared.store.port import Page
from shared.text import Line, Prose
from shared.words import Classification, Kind, Mode
from shared.zones import Zone

routes = Routes(meeting_of)
new_routes = Routes()  # the organisation stands in the body: the handler asks for its standings
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # never applied: a change holds only what was sent


_NO_HTTPS = Said(
    "Phải là địa chỉ bắt đầu bằng https://. Hãy dán lại đường dẫn.",
    "This must be an address that begins with https://. Paste the link again.",
)


def _https(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname:
        raise FieldProblem("https_address", _NO_HTTPS)
    return text


Link = Annotated[Line, Field(max_length=2000), AfterValidator(_https)]
People = Annotated[list[str], Field(min_length=1, max_length=20)]


class NewMeeting(Body):
    organisation_id: str
    title: Annotated[Line, Field(min_length=1, max_length=300)]
    kind: Kind
    mode: Mode
    classification: Classification = Classification.NONE
    chair_id: str
    secretary_ids: list[str] = Field(default_factory=list, max_length=20)
    starts_at: Moment
    ends_at: Moment
    zone: Zone = "Asia/Ho_Chi_Minh"
    place: Annotated[Line, Field(max_length=300)] = ""
    video_link: Link | None = None
    urgent_reason: Annotated[Prose, Field(max_length=1000)] | None = None


class MeetingChange(Change):
    """`organisation_id`: of a body that went on from the meeting's own, which has ended."""

    organisation_id: str = ""
    title: Annotated[Line, Field(min_length=1, max_length=300)] = ""
    kind: Kind = Kind.PROFESSIONAL
    mode: Mode = Mode.IN_PERSON
    classification: Classification = Classification.NONE
    chair_id: Annotated[str, Field(min_length=1)] = ""
    secretary_ids: People = Field(default_factory=list)
    starts_at: Moment = EPOCH
    ends_at: Moment = EPOCH
    zone: Zone = "Asia/Ho_Chi_Minh"
    place: Annotated[Line, Field(max_length=300)] = ""
    video_link: Link | None = None
    urgent_reason: Annotated[Prose, Field(max_length=1000)] | None = None


class Times(Body):
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class Reason(Body):
    reason: Annotated[Prose, Field(min_length=1, max_length=1000)]


class NewHandover(Body):
    """`note` is for whoever takes the meeting over, and stays on record."""

    person_id: str
    note: Annotated[Prose, Field(max_length=1000)] = ""


class HeldRecord(Body):
    started_at: Moment
    ended_at: Moment
    attended: Annotated[list[str], Field(max_length=5000)]
    reason: Annotated[Prose, Field(max_length=1000)] | None = None


class Range(Paging):
    """`from` is included, `to` is not. `scope` organisation: meetings an organisation secretary's bodies called."""

    from_: Annotated[Moment | None, Field(alias="from")] = None
    to: Moment | None = None
    organisation: str | None = None


class MeetingList(TypedDict):
    items: list[MeetingSummary]
    next: str | None


@routes.get("/api/meetings", Permission.LIST_MEETINGS, answer=MeetingList, resolve=signed_in)
async def list_meetings(call: Call[World, None], query: Range) -> Answer:
    """The caller's own meetings by start; with `organisation`, those of a body whose secretary he is, by list."""
    since = to_text(query.from_) if query.from_ else None
    until = to_text(query.to) if query.to else None
    after = call.position(query.after)
    if query.organisation:
        return await _list_of_organisation(call, query, since, until)
    page = await call.world.diary.page(call.caller.person_id, since, until, after, query.limit)
    stored = await call.world.store.get_many(MEETINGS, [entry.body["meeting_id"] for entry in page.items])
    seen = [await see(call.world, stored[entry.body["meeting_id"]], call.caller.person_id) for entry in page.items]
    return call.listing(await summaries(call.world, [one for one in seen if one.standings]), page)


async def _list_of_organisation(call: Call[World, None], query: Range, since: str | None, until: str | None) -> Answer:
    organisation = query.organisation or ""
    call.require(await call.world.directory.standings(call.caller, organisation), Permission.LIST_MEETINGS_OF_BODY)
    page: Page = await call.world.store.find(
        MEETINGS,
        "by_organisation",
        organisation,
        since=since,
        until=until,
        after=call.position(query.after),
        limit=query.limit,
    )
    seen = [await see(call.world, stored, call.caller.person_id) for stored in page.items]
    listed = [one if one.standings else one.as_registered() for one in seen]
    return call.listing(await summaries(call.world, listed), page)


@new_routes.post("/api/meetings", Permission.CREATE_MEETING, answer=MeetingView, status=201)
async def create_meeting(call: Call[World, None], body: NewMeeting) -> Answer:
    """The caller becomes one of its secretaries; the chair takes part as a delegate."""
    call.require(await call.world.directory.standings(call.caller, body.organisation_id))
    secretaries = list(dict.fromkeys([call.caller.person_id, *body.secretary_ids]))
    fields = body.model_dump() | {"secretary_ids": secretaries}
    meeting = Meeting(id=call.creation_id(), fingerprint=call.fingerprint(), **fields)
    meeting = await commands.create_meeting(call.world, meeting, call.act)
    return await _answer(call, meeting.id, status=201, headers={"Location": f"/api/meetings/{meeting.id}"})


@routes.get("/api/meetings/{meeting}", Permission.READ_MEETING, answer=MeetingView)
async def read_meeting(call: Call[World, Seen]) -> Answer:
    return Answer(await meeting_view(call.world, call.thing))


@routes.patch("/api/meetings/{meeting}", Permission.PREPARE_MEETING, answer=MeetingView)
async def change_meeting(call: Call[World, Seen], body: MeetingChange) -> Answer:
    """If-Match: the ETag of the meeting as the caller last saw it."""
    call.match(await meeting_view(call.world, call.thing))
    await commands.change_meeting(call.world, call.thing.stored.id, body.given(), call.act)
    return await _answer(call, call.thing.stored.id)


@routes.post("/api/meetings/{meeting}/call", Permission.PREPARE_MEETING, answer=MeetingView)
async def call_meeting(call: Call[World, Seen], body: Times) -> Answer:
    """Issues the invitations; again, with new times, after a postponement."""
    await commands.call_meeting(call.world, call.thing.stored.id, body.starts_at, body.ends_at, call.act)
    return await _answer(call, call.thing.stored.id)


@routes.post("/api/meetings/{meeting}/postponement", Permission.PREPARE_MEETING, answer=MeetingView)
async def postpone_meeting(call: Call[World, Seen], body: Reason) -> Answer:
    await commands.postpone_meeting(call.world, call.thing.stored.id, body.reason, call.act)
    return await _answer(call, call.thing.stored.id)


@routes.post("/api/meetings/{meeting}/cancellation", Permission.PREPARE_MEETING, answer=MeetingView)
async def cancel_meeting(call: Call[World, Seen], body: Reason) -> Answer:
    await commands.cancel_meeting(call.world, call.thing.stored.id, body.reason, call.act)
    return await _answer(call, call.thing.stored.id)


@routes.post("/api/meetings/{meeting}/handover", Permission.PREPARE_MEETING)
async def hand_meeting_over(call: Call[World, Seen], body: NewHandover) -> Answer:
    """The caller's place as a secretary is that person's from now on; who led the meeting sees when and by whom."""
    await commands.hand_over(call.world, call.thing.stored.id, body.person_id, body.note, call.act)
    return Answer()


@routes.post("/api/meetings/{meeting}/record", Permission.PREPARE_MEETING, answer=MeetingView)
async def record_meeting(call: Call[World, Seen], body: HeldRecord) -> Answer:
    """That the meeting took place, when, and who attended; with a reason when it was never called."""
    held = Held(started_at=body.started_at, ended_at=body.ended_at, reason=body.reason)
    await commands.record_meeting(call.world, call.thing.stored.id, held, body.attended, call.act)
    return await _answer(call, call.thing.stored.id)


async def _answer(
    call: Call[World, Any], meeting_id: str, status: int = 200, headers: dict[str, str] | None = None
) -> Answer:
    stored = await call.world.store.get(MEETINGS, meeting_id)
    assert stored is not None
    seen = await see(call.world, stored, call.caller.person_id)
    if not seen.standings:
        return Answer()  # the caller has just handed the meeting over
    return Answer(await meeting_view(call.world, seen), status, headers or {})
