"""Connecting sites over HTTP: for those who prepare the meeting, and for who is on duty at one."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of, signed_in
from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.http import JobView, job_answer
from services.meeting.sites import commands
from services.meeting.sites.access import SeenSite, site_of
from services.meeting.sites.model import Site
from services.meeting.sites.store import SITES, sites_of
from services.meeting.sites.views import DutyView, SiteView, duty_view, duty_views, site_views
from services.meeting.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Change, Routes
from shared.permissions import Permission
from shared.text import Line, Prose
from shared.words import MeetingState, RoomService

routes = Routes(meeting_of)
site_routes = Routes(site_of)
duty_routes = Routes(signed_in)

MOST_DUTIES = 200
_SHOWN_AFTER = timedelta(days=1)  # a meeting that is over stays in the list of duties so long

Place = Annotated[Line, Field(max_length=300)]
Seats = Annotated[int, Field(ge=1, le=10_000)]
Services = Annotated[list[RoomService], Field(max_length=10)]
Note = Annotated[Prose, Field(max_length=1000)]


class NewSite(Body):
    """`place` is where in the organisation: its room. `note` is for who is on duty: line test, telephone."""

    organisation_id: str
    place: Place = ""
    duty_id: str | None = None
    seats: Seats = 10
    services: Services = Field(default_factory=list)
    note: Note = ""


class SiteChange(Change):
    organisation_id: str = ""
    place: Place = ""
    duty_id: str | None = None
    seats: Seats = 10
    services: Services = Field(default_factory=list)
    note: Note = ""


class Assignment(Body):
    """Without a site: to the main room."""

    person_id: str
    site_id: str | None = None


class Assignments(Body):
    people: Annotated[list[Assignment], Field(min_length=1, max_length=5000)]


class ReadinessReport(Body):
    """Where something is wrong, `note` says what."""

    ready: bool
    note: Note = ""


class SiteList(TypedDict):
    items: list[SiteView]


class DutyList(TypedDict):
    items: list[DutyView]


@routes.get("/api/meetings/{meeting}/sites", Permission.READ_SITES, answer=SiteList)
async def list_sites(call: Call[World, Seen]) -> Answer:
    """In the order they were added."""
    sites = [site async for site in sites_of(call.world.store, call.thing.stored.id)]
    return Answer(SiteList(items=await site_views(call.world, sites, call.thing.meeting, leads=True)))


@routes.post("/api/meetings/{meeting}/sites", Permission.PREPARE_MEETING, answer=SiteView, status=201)
async def add_site(call: Call[World, Seen], body: NewSite) -> Answer:
    site = Site(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        meeting_id=call.thing.stored.id,
        added_at=call.act.at,
        **body.model_dump(),
    )
    site = await commands.add_site(call.world, site, call.act)
    location = f"/api/meetings/{site.meeting_id}/sites/{site.id}"
    return Answer(await _view(call.world, call.thing, site), 201, {"Location": location})


@routes.post(
    "/api/meetings/{meeting}/site-assignments",
    Permission.PREPARE_MEETING,
    answer=JobView,
    status=202,
    largest_body=2 << 20,
)
async def assign_people(call: Call[World, Seen], body: Assignments) -> Answer:
    """A job, as for participants; the answer shows it finished when that takes less than five seconds."""
    rows = [row.model_dump(mode="json") for row in body.people]
    meeting_id = call.thing.stored.id
    job = await commands.assign_people(call.world, call.creation_id(), meeting_id, rows, call.act, call.fingerprint())
    return await job_answer(call, job)


@site_routes.get("/api/meetings/{meeting}/sites/{site}", Permission.READ_SITE, answer=DutyView)
async def read_site(call: Call[World, SeenSite]) -> Answer:
    """Time, place, how many are expected, whom to ask: nothing of what the meeting is about but its title."""
    return await _duty(call, call.thing.site)


@site_routes.patch("/api/meetings/{meeting}/sites/{site}", Permission.PREPARE_MEETING, answer=SiteView)
async def change_site(call: Call[World, SeenSite], body: SiteChange) -> Answer:
    site = await commands.change_site(call.world, call.thing.site, body.given(), call.act)
    return Answer(await _view(call.world, call.thing.seen, site))


@site_routes.delete("/api/meetings/{meeting}/sites/{site}", Permission.PREPARE_MEETING)
async def remove_site(call: Call[World, SeenSite]) -> Answer:
    """Whoever was assigned to it takes part in the main room again."""
    await commands.remove_site(call.world, call.thing.site, call.act)
    return Answer()


@site_routes.put("/api/meetings/{meeting}/sites/{site}/readiness", Permission.REPORT_SITE, answer=DutyView)
async def report_readiness(call: Call[World, SeenSite], body: ReadinessReport) -> Answer:
    """By who is on duty, or by a secretary whom he telephoned. It holds for the time the meeting has now."""
    site = await commands.report_readiness(call.world, call.thing.site, body.ready, body.note, call.act)
    return await _duty(call, site)


@duty_routes.get("/api/duties", Permission.LIST_DUTIES, answer=DutyList)
async def list_duties(call: Call[World, None]) -> Answer:
    """Sites of called meetings at which the caller is on duty, by start, without what is over.

    Of the two hundred that he was given last.
    """
    page = await call.world.store.find(SITES, "by_duty", call.caller.person_id, limit=MOST_DUTIES, descending=True)
    sites = [stored.body for stored in page.items]
    meetings = await call.world.store.get_many(MEETINGS, list({site["meeting_id"] for site in sites}))
    since = to_text(call.act.at - _SHOWN_AFTER)

    def is_ahead(meeting_id: str) -> bool:
        meeting = meetings[meeting_id].body
        postponed = meeting["state"] == MeetingState.POSTPONED
        return meeting["called_at"] is not None and (postponed or meeting["ends_at"] > since)

    views = await duty_views(call.world, [site for site in sites if is_ahead(site["meeting_id"])])
    return Answer(DutyList(items=sorted(views, key=lambda one: (one["meeting"]["starts_at"], one["site"]["id"]))))


async def _view(world: World, seen: Seen, site: Site) -> SiteView:
    return (await site_views(world, [site.model_dump(mode="json")], seen.meeting, leads=seen.leads))[0]


async def _duty(call: Call[World, SeenSite], site: Site) -> Answer:
    return Answer(await duty_view(call.world, site.model_dump(mode="json"), call.thing.seen.meeting))
