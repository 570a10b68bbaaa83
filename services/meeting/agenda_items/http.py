"""The agenda over HTTP."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.agenda_items import commands
from services.meeting.agenda_items.model import Agenda, AgendaItem
from services.meeting.agenda_items.names import named_in
from services.meeting.meetings.model import Meeting
from services.meeting.meetings.views import agenda_views
from services.meeting.world import World
from shared.audience import EVERY_DELEGATE, Audience
from shared.http import Answer, Body, Call, Change, Routes
from shared.permissions import Permission, Standing
from shared.store.port import Stored
from shared.text import Line
from shared.views import AgendaItemView
from shared.words import ItemKind

routes = Routes(meeting_of)

Title = Annotated[Line, Field(min_length=1, max_length=500)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Presenters = Annotated[list[str], Field(max_length=20)]


class NewAgendaItem(Body):
    """Stands after `after_id`; left out, it comes last under its parent; null, it comes first."""

    title: Title
    kind: ItemKind = ItemKind.INFORMATION
    planned_minutes: Minutes | None = None
    owner_organisation_id: str | None = None
    presenter_ids: Presenters = Field(default_factory=list)
    parent_id: str | None = None
    after_id: str | None = None
    audience: Audience = EVERY_DELEGATE


class AgendaItemChange(Change):
    title: Title = ""
    kind: ItemKind = ItemKind.INFORMATION
    planned_minutes: Minutes | None = None
    owner_organisation_id: str | None = None
    presenter_ids: Presenters = Field(default_factory=list)
    audience: Audience = EVERY_DELEGATE


class Place(Body):
    """Under `parent_id` (null: top level), behind `after_id` (null: first)."""

    parent_id: str | None
    after_id: str | None


class AgendaList(TypedDict):
    items: list[AgendaItemView]
    next: str | None


@routes.get("/api/meetings/{meeting}/agenda-items", Permission.READ_MEETING, answer=AgendaList)
async def list_agenda(call: Call[World, Seen]) -> Answer:
    """The whole agenda in reading order, as far as the caller may know it."""
    seen = call.thing
    if Standing.REPLACED in seen.standings:  # his own copy of an earlier state, which no version of the meeting names
        return Answer(AgendaList(items=await agenda_views(call.world, seen), next=None))
    named = call.world.named.get(seen.stored.id, seen.stored.version, lambda: named_in(seen.meeting))
    himself = seen.person_id if seen.person_id in named else None
    key = (seen.stored.id, seen.stored.version, seen.leads, seen.part, himself)

    async def make() -> AgendaList:
        return AgendaList(items=await agenda_views(call.world, seen), next=None)

    return await call.world.kept.get(key, make)


@routes.post("/api/meetings/{meeting}/agenda-items", Permission.PREPARE_MEETING, answer=AgendaItemView, status=201)
async def add_agenda_item(call: Call[World, Seen], body: NewAgendaItem) -> Answer:
    fields = body.model_dump(exclude={"after_id", "audience"}) | {"audience": body.audience}
    item = AgendaItem(id=call.creation_id(), meeting_id=call.thing.stored.id, **fields)
    after_id = body.after_id
    if "after_id" not in body.model_fields_set:
        meeting = await call.world.meetings.get(call.thing.stored.id)
        after_id = meeting.last_item_of(body.parent_id)
    meeting = await commands.add_item(call.world, call.thing.stored.id, item, after_id, call.act)
    return await _answer(call, meeting, item.id, 201)


@routes.patch("/api/meetings/{meeting}/agenda-items/{item}", Permission.PREPARE_MEETING, answer=AgendaItemView)
async def change_agenda_item(call: Call[World, Seen], body: AgendaItemChange) -> Answer:
    fields = body.given()
    if "audience" in fields:
        fields["audience"] = body.audience
    meeting = await commands.change_item(call.world, call.thing.stored.id, call.path("item"), fields, call.act)
    return await _answer(call, meeting, call.path("item"))


@routes.put("/api/meetings/{meeting}/agenda-items/{item}/place", Permission.PREPARE_MEETING, answer=AgendaItemView)
async def move_agenda_item(call: Call[World, Seen], body: Place) -> Answer:
    """With its items below. Two moves at once both happen, one after the other."""
    meeting = await commands.move_item(
        call.world, call.thing.stored.id, call.path("item"), body.parent_id, body.after_id, call.act
    )
    return await _answer(call, meeting, call.path("item"))


@routes.delete("/api/meetings/{meeting}/agenda-items/{item}", Permission.PREPARE_MEETING)
async def remove_agenda_item(call: Call[World, Seen]) -> Answer:
    await commands.remove_item(call.world, call.thing.stored.id, call.path("item"), call.act)
    return Answer()


async def _answer(call: Call[World, Seen], meeting: Meeting, item_id: str, status: int = 200) -> Answer:
    """Of the agenda as the secretary has just left it, who sees all of it."""
    Agenda(meeting.items).get(item_id)
    stored = Stored(meeting.id, meeting.version, meeting.sequence, meeting.model_dump(mode="json"))
    seen = replace(call.thing, stored=stored)
    views = {view["id"]: view for view in await agenda_views(call.world, seen)}
    return Answer(views[item_id], status)
