"""What facts that came after a backup take away: applied to the restored state by the models' own rules.

Grants are not repeated; what was taken away and given back stays taken away, for that is the safe side. Where a rule
refuses, that is told, and somebody must look.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from services.documents.documents.commands import remove_document
from services.documents.documents.readers import readers_of
from services.documents.releases.commands import recall_document
from services.gateway.sessions.commands import end_sessions
from services.hop.opened import Opened
from shared.aggregates import Act
from shared.audience import Audience
from shared.events.documents import DocumentChanged, DocumentRecalled, DocumentReleased, DocumentRemoved
from shared.events.envelope import Event, Fact
from shared.events.gateway import PersonDeactivated, RolesChanged
from shared.events.meeting import (
    AgendaItemChanged,
    AgendaItemRemoved,
    MeetingChanged,
    ParticipantRemoved,
    ParticipantRoleChanged,
)
from shared.events.registry import fact_of
from shared.ids import participation_id
from shared.problems import NotFound, Problem
from shared.words import ParticipantRole

Apply = Callable[[Opened, Any, Act], Awaitable[None]]


@dataclass(slots=True)
class Applied:
    done: int = 0
    refused: list[str] = field(default_factory=list)


async def apply(hop: Opened, later: list[Event]) -> Applied:
    """In the order they were heard; applied again they change nothing."""
    applied = Applied()
    for event in later:
        fact = fact_of(event)
        if fact is None or type(fact) not in REVOCATIONS:
            continue
        act = Act(hop.kit.clock.now(), actor_id=event.actor, cause_id=event.id)
        try:
            await REVOCATIONS[type(fact)](hop, fact, act)
            applied.done += bool(act.written)
        except NotFound:
            continue  # what came after the backup is not there, so nothing of it can be seen
        except Problem as problem:
            applied.refused.append(f"{event.type} of {event.subject}: {problem.code}")
    return applied


async def _person(hop: Opened, fact: PersonDeactivated, act: Act) -> None:
    world = hop.world("gateway")
    if (await world.people.get(fact.person.id)).active:
        await world.people.change(fact.person.id, lambda one: one.deactivate(), act)
    await end_sessions(world, fact.person.id, act)


async def _roles(hop: Opened, fact: RolesChanged, act: Act) -> None:
    people = hop.world("gateway").people
    for role in (await people.get(fact.person_id)).roles:
        if role not in fact.roles:
            await people.change(fact.person_id, lambda one, role=role: one.lose_role(role), act)


async def _leaders(hop: Opened, fact: MeetingChanged, act: Act) -> None:
    """A meeting is never without them: who followed comes where nobody else is left."""
    meetings = hop.world("meeting").meetings
    there = await meetings.get(fact.meeting.id)
    fields: dict[str, Any] = {}
    if "secretary_ids" in fact.changed:
        stays = [one for one in there.secretary_ids if one in fact.meeting.secretary_ids]
        fields["secretary_ids"] = stays or list(fact.meeting.secretary_ids)
    if "chair_id" in fact.changed:
        fields["chair_id"] = fact.meeting.chair_id
    if fields:
        await meetings.change(there.id, lambda one: one.change(fields, act.at), act)


async def _participant(hop: Opened, fact: Any, act: Act) -> None:
    participations = hop.world("meeting").participations
    key = participation_id(fact.participation.meeting_id, fact.participation.person_id)
    if (await participations.get(key)).removed:
        return
    if isinstance(fact, ParticipantRemoved):
        await participations.change(key, lambda one: one.leave(), act)
    elif fact.participation.role is ParticipantRole.GUEST:
        await participations.change(key, lambda one: one.change_role(ParticipantRole.GUEST), act)


async def _item_removed(hop: Opened, fact: AgendaItemRemoved, act: Act) -> None:
    await hop.world("meeting").meetings.change(fact.item.meeting_id, lambda one: one.remove_item(fact.item.id), act)


async def _item(hop: Opened, fact: AgendaItemChanged, act: Act) -> None:
    def narrow(meeting: Any) -> None:
        item = next((one for one in meeting.items if one.id == fact.item.id), None)
        if item is None:
            raise NotFound
        presenters = [one for one in item.presenter_ids if one in fact.item.presenter_ids]
        fields = {"audience": item.audience.within(fact.item.audience), "presenter_ids": presenters}
        meeting.change_item(item.id, fields)

    await hop.world("meeting").meetings.change(fact.item.meeting_id, narrow, act)


async def _recall(hop: Opened, fact: DocumentRecalled, act: Act) -> None:
    world = hop.world("documents")
    document = await world.documents.get(fact.document.id)
    if document.released or document.recall:
        await recall_document(world, document, fact.reason, act)


async def _remove(hop: Opened, fact: DocumentRemoved, act: Act) -> None:
    """Its files go with it: a claim is swept when the product runs."""
    world = hop.world("documents")
    document = await world.documents.get(fact.document.id)
    if document.released or document.recall:
        document = await recall_document(world, document, "", act)
    await remove_document(world, document, act)


async def _paper(hop: Opened, fact: DocumentChanged, act: Act) -> None:
    world = hop.world("documents")
    meeting = await world.membership.meetings.get(fact.document.meeting_id)

    def narrow(document: Any) -> None:
        own, later = document.audience, fact.document.audience
        audience: Audience | None = own.within(later) if own and later else own or later
        readers = readers_of(audience, document.item_id, meeting) if meeting else []
        document.change(audience=audience, readers=readers)

    with suppress(NotFound):
        await world.documents.change(fact.document.id, narrow, act)


REVOCATIONS: dict[type[Fact], Apply] = {
    PersonDeactivated: _person,
    RolesChanged: _roles,
    MeetingChanged: _leaders,
    ParticipantRemoved: _participant,
    ParticipantRoleChanged: _participant,
    AgendaItemChanged: _item,
    AgendaItemRemoved: _item_removed,
    DocumentChanged: _paper,
    DocumentReleased: _paper,
    DocumentRecalled: _recall,
    DocumentRemoved: _remove,
}
