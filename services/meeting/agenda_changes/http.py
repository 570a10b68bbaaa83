"""What changed in an agenda, over HTTP."""

from functools import partial
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.agenda_changes import commands
from services.meeting.agenda_changes.model import (
    Entry,
    FieldName,
    Numbered,
    Row,
    Said,
    changed_fields,
    changed_items,
    compare,
    visible,
)
from services.meeting.world import World
from shared.clock import Moment, to_text
from shared.directory import PersonRef
from shared.http import Answer, Body, Call, Routes
from shared.membership import may_read_item
from shared.permissions import Permission
from shared.store.port import Document
from shared.text import Prose
from shared.views import AgendaItemView, Organisations, People, agenda_item_view
from shared.words import AgendaChange, AgendaSince

routes = Routes(meeting_of)


class Since(Body):
    since: AgendaSince = AgendaSince.LOOK


class Look(Body):
    """`at` as the comparison that was looked at had it in `after_at`."""

    at: Moment


class NewAgendaNote(Body):
    """`note` goes to everybody who was invited: it names no restricted item."""

    note: Annotated[Prose, Field(max_length=1000)] = ""


class AgendaSide(AgendaItemView):
    """`number` as it is read out: 2.1."""

    number: str


class AgendaRow(TypedDict):
    """`before` is null for what came to this place, `after` for what went from it; `changes` as in domain words."""

    before: AgendaSide | None
    after: AgendaSide | None
    changes: list[AgendaChange]


class FieldChange(TypedDict):
    """A field of the meeting itself, with its values as a meeting has them."""

    name: FieldName
    before: str | None
    after: str | None


class AgendaNoteView(TypedDict):
    note: str
    at: str
    by: PersonRef | None


class AgendaComparison(TypedDict):
    """`before_at` is null while there is nothing to compare with. `changed` counts items and fields that differ."""

    before_at: str | None
    after_at: str
    changed: int
    fields: list[FieldChange]
    notes: list[AgendaNoteView]
    rows: list[AgendaRow]


@routes.get("/api/meetings/{meeting}/agenda-comparison", Permission.READ_MEETING, answer=AgendaComparison)
async def compare_agenda(call: Call[World, Seen], query: Since) -> Answer:
    """The agenda as the caller knew it, beside the one he may know now, all of it in reading order."""
    seen, world = call.thing, call.world
    looked_at = await world.agenda_history.looked_at(seen.stored.id, seen.person_id)
    changes = await commands.changes_for(world, seen, query.since, looked_at)
    may_read = partial(_may_read, seen)
    before, after = (visible(state, changes.newest, may_read) for state in (changes.before, changes.after))
    rows = compare(before, after)
    was, now = changes.before.header, changes.after.header
    names = changed_fields(was, now)
    view = AgendaComparison(
        before_at=changes.since,
        after_at=changes.known_until(may_read),
        changed=changed_items(rows) + len(names),
        fields=[FieldChange(name=name, before=was[name], after=now[name]) for name in names],
        notes=await _notes(world, [one for one in changes.said if one.said is Said.NOTE]),
        rows=await _rows(world, rows),
    )
    return Answer(view)


@routes.put("/api/meetings/{meeting}/agenda-look", Permission.READ_MEETING)
async def look_at_agenda(call: Call[World, Seen], body: Look) -> Answer:
    """From here on the caller is told what changes; nobody else learns that he looked."""
    at = to_text(min(body.at, call.act.at))
    await commands.look_at_agenda(call.world, call.thing, at)
    return Answer()


@routes.post("/api/meetings/{meeting}/agenda-notes", Permission.PREPARE_MEETING, status=202)
async def note_agenda(call: Call[World, Seen], body: NewAgendaNote) -> Answer:
    """Tells all who were invited that the agenda has changed, by mail and in Hop."""
    await commands.note_agenda(call.world, call.thing.stored.id, call.creation_id(), body.note, call.act)
    return Answer(status=202)


def _may_read(seen: Seen, item: Document) -> bool:
    return seen.leads or may_read_item(item, seen.part, seen.person_id)


async def _notes(world: World, notes: list[Entry]) -> list[AgendaNoteView]:
    people = await world.directory.refs(one.by for one in notes if one.by)
    return [AgendaNoteView(note=one.data["note"], at=one.at, by=people[one.by] if one.by else None) for one in notes]


async def _rows(world: World, rows: list[Row]) -> list[AgendaRow]:
    items = [one.item for row in rows for one in (row.before, row.after) if one]
    people = await world.directory.refs(person for item in items for person in item["presenter_ids"])
    owners = (item["owner_organisation_id"] for item in items if item["owner_organisation_id"])
    organisations = await world.directory.organisation_refs(owners)
    return [
        AgendaRow(
            before=_side(row.before, people, organisations),
            after=_side(row.after, people, organisations),
            changes=list(row.changes),
        )
        for row in rows
    ]


def _side(one: Numbered | None, people: People, organisations: Organisations) -> AgendaSide | None:
    if one is None:
        return None
    view = agenda_item_view(one.item, people, organisations, leads=False)
    return AgendaSide(**view, number=one.number)
