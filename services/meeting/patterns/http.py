"""Copies of meetings, and templates, over HTTP."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of, see, signed_in
from services.meeting.meetings.store import MEETINGS
from services.meeting.meetings.views import MeetingView, meeting_view
from services.meeting.patterns import commands
from services.meeting.patterns.model import Template
from services.meeting.patterns.store import TEMPLATES
from services.meeting.rooms.model import Room
from services.meeting.world import World
from shared.clock import Moment
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.problems import NotFound
from shared.text import Line


async def template_of(call: Call[World, Template]) -> Found[Template]:
    """Resolver of what is done with one template: for secretaries of its organisation. Raises NotFound."""
    template = await call.world.templates.get(call.path("template"))
    return Found(template, await call.world.directory.standings(call.caller, template.organisation_id))


routes = Routes(meeting_of)
template_routes = Routes(template_of)

Name = Annotated[Line, Field(min_length=1, max_length=200)]


class NewCopy(Body):
    """`ends_at` left out: as long as the original. `chair_id`: in place of the original's, who may have left."""

    starts_at: Moment
    ends_at: Moment | None = None
    title: Annotated[Line, Field(min_length=1, max_length=300)] | None = None
    with_agenda: bool = True
    with_people: bool = True
    with_sites: bool = True
    with_room: bool = True
    chair_id: str | None = None


class NewTemplate(Body):
    name: Name


class FromTemplate(Body):
    """`chair_id`: in place of the template's, who may have left."""

    starts_at: Moment
    chair_id: str | None = None


class OfOrganisation(Paging):
    organisation: str


class TemplateView(TypedDict):
    """`minutes` is how long a meeting made from it lasts; `room_name` is the room it asks for."""

    id: str
    name: str
    title: str
    kind: str
    minutes: int
    items: int
    people: int
    sites: int
    room_name: str | None


class TemplateList(TypedDict):
    items: list[TemplateView]
    next: str | None


@routes.post("/api/meetings/{meeting}/copies", Permission.PREPARE_MEETING, answer=MeetingView, status=201)
async def copy_meeting(call: Call[World, Seen], body: NewCopy) -> Answer:
    """A draft at another time, with agenda, people and connecting sites, without papers. It asks for the same room."""
    world, source = call.world, call.thing.stored.id
    wanted = body.model_dump(include={"with_agenda", "with_people", "with_sites", "with_room"})
    pattern = await commands.take_pattern(world, source, **wanted)
    pattern = pattern.model_copy(
        update={"title": body.title or pattern.title, "chair_id": body.chair_id or pattern.chair_id}
    )
    meeting = await world.meetings.get(source)
    ends_at = body.ends_at or body.starts_at + (meeting.ends_at - meeting.starts_at)
    made = await commands.make_meeting(
        world, pattern, call.creation_id(), body.starts_at, ends_at, call.act, fingerprint=call.fingerprint()
    )
    return await made_answer(call, made.id)


@routes.post("/api/meetings/{meeting}/templates", Permission.PREPARE_MEETING, answer=TemplateView, status=201)
async def keep_template(call: Call[World, Seen], body: NewTemplate) -> Answer:
    """For the secretaries of the meeting's organisation."""
    meeting = await call.world.meetings.get(call.thing.stored.id)
    template = Template(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        organisation_id=meeting.organisation_id,
        name=body.name,
        minutes=meeting.minutes,
        pattern=await commands.take_pattern(call.world, meeting.id),
    )
    (view,) = await _views(call.world, [await commands.keep_template(call.world, template, call.act)])
    return Answer(view, 201)


@template_routes.get("/api/meeting-templates", Permission.LIST_MEETINGS, answer=TemplateList, resolve=signed_in)
async def list_templates(call: Call[World, None], query: OfOrganisation) -> Answer:
    """Of one organisation, by name, for its secretaries."""
    world, organisation = call.world, query.organisation
    call.require(await world.directory.standings(call.caller, organisation), Permission.CREATE_MEETING)
    page = await world.store.find(
        TEMPLATES, "by_organisation", organisation, 1, after=call.position(query.after), limit=query.limit
    )
    templates = [Template.load(stored) for stored in page.items]
    return call.listing(await _views(world, templates), page)


@template_routes.post(
    "/api/meeting-templates/{template}/meetings", Permission.CREATE_MEETING, answer=MeetingView, status=201
)
async def make_from_template(call: Call[World, Template], body: FromTemplate) -> Answer:
    template = call.thing
    if not template.listed:
        raise NotFound
    pattern = template.pattern.model_copy(update={"chair_id": body.chair_id or template.pattern.chair_id})
    ends_at = body.starts_at + timedelta(minutes=template.minutes)
    made = await commands.make_meeting(
        call.world,
        pattern,
        call.creation_id(),
        body.starts_at,
        ends_at,
        call.act,
        fingerprint=call.fingerprint(),
    )
    return await made_answer(call, made.id)


@template_routes.delete("/api/meeting-templates/{template}", Permission.CREATE_MEETING)
async def drop_template(call: Call[World, Template]) -> Answer:
    """Meetings made from it stay."""
    await commands.drop_template(call.world, call.thing.id, call.act)
    return Answer()


async def made_answer(call: Call[World, Seen] | Call[World, Template], meeting_id: str) -> Answer:
    stored = await call.world.store.get(MEETINGS, meeting_id)
    assert stored is not None
    seen = await see(call.world, stored, call.caller.person_id)
    return Answer(await meeting_view(call.world, seen), 201, {"Location": f"/api/meetings/{meeting_id}"})


async def _views(world: World, templates: list[Template]) -> list[TemplateView]:
    wishes = [one.pattern.room.room_id for one in templates if one.pattern.room]
    rooms = await world.rooms.get_many(wishes)
    return [_view(one, rooms) for one in templates]


def _view(template: Template, rooms: Mapping[str, Room]) -> TemplateView:
    pattern = template.pattern
    room = rooms.get(pattern.room.room_id) if pattern.room else None
    return TemplateView(
        id=template.id,
        name=template.name,
        title=pattern.title,
        kind=pattern.kind,
        minutes=template.minutes,
        items=len(pattern.items),
        people=len(pattern.people),
        sites=len(pattern.sites),
        room_name=room.place if room and room.active else None,
    )
