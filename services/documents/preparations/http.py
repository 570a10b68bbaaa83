"""What the caller prepares for the units that own agenda items, over HTTP."""

from collections.abc import Mapping
from typing import Any

from typing_extensions import TypedDict

from services.documents.access import Seen
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS
from services.documents.documents.views import DocumentView, document_views
from services.documents.preparations.model import asked_unit, items_of_units
from services.documents.preparations.store import meetings_that_asked, units_below
from services.documents.world import World
from shared.directory import OrganisationRef
from shared.http import Answer, Call, Found, Routes
from shared.membership import Member
from shared.permissions import Permission, Standing
from shared.store.port import Document as Json
from shared.store.port import every
from shared.words import MeetingState


async def signed_in(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(signed_in)


class PreparedMeeting(TypedDict):
    """All that a unit learns of the meeting."""

    id: str
    title: str
    state: MeetingState
    starts_at: str
    zone: str
    organisation: OrganisationRef


class PreparedItem(TypedDict):
    id: str
    title: str


class Preparation(TypedDict):
    """An item the unit was asked for; `note` is what the secretary wants, `papers` what the unit brought so far."""

    meeting: PreparedMeeting
    item: PreparedItem
    unit: OrganisationRef
    asked_at: str
    note: str
    papers: list[DocumentView]


class PreparationList(TypedDict):
    items: list[Preparation]
    next: str | None


@routes.get("/api/preparations", Permission.LIST_PREPARATIONS, answer=PreparationList)
async def list_preparations(call: Call[World, None]) -> Answer:
    """By start of the meeting; those that take no papers any more are left out. Nothing for who prepares nothing."""
    world, person_id = call.world, call.caller.person_id
    units = await units_below(world, call.caller)
    asked = await meetings_that_asked(world, units)
    meetings = [meeting for meeting in asked if await world.trust.is_certain(meeting["id"], person_id)]
    organisations = await world.directory.organisation_refs([*units, *(one["organisation_id"] for one in meetings)])
    found: list[Preparation] = []
    for meeting in meetings:
        member = Member(person_id, meeting, frozenset(), None)
        for item in items_of_units(meeting, units):
            papers = await _papers(world, item, member)
            views = await document_views(world, person_id, papers, call.language)
            found.append(_preparation(meeting, item, organisations, views))
    return Answer(PreparationList(items=found, next=None))


async def _papers(world: World, item: Mapping[str, Any], member: Member) -> list[Seen]:
    """What the unit that owns the item now has brought, by place."""
    stored = [one async for one in every(world.store, DOCUMENTS, "by_item", item["meeting_id"], item["id"])]
    documents = [document for one in stored if (document := Document.load(one)).unit_id == asked_unit(item)]
    documents.sort(key=lambda document: (document.position, document.id))
    return [Seen(document, member, prepares=True) for document in documents]


def _preparation(
    meeting: Json, item: Mapping[str, Any], organisations: dict[str, OrganisationRef], papers: list[DocumentView]
) -> Preparation:
    return Preparation(
        meeting=PreparedMeeting(
            id=meeting["id"],
            title=meeting["title"],
            state=meeting["state"],
            starts_at=meeting["starts_at"],
            zone=meeting["zone"],
            organisation=organisations[meeting["organisation_id"]],
        ),
        item=PreparedItem(id=item["id"], title=item["title"]),
        unit=organisations[item["owner_organisation_id"]],
        asked_at=item["papers_asked_at"],
        note=item["papers_note"],
        papers=papers,
    )
