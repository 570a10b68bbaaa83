"""How inbox entries are shown: names and titles as they are now, and only what the reader may know now."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import TypedDict

from services.notify.audiences.commands import trusted_member
from services.notify.inbox.model import InboxEntry, is_shown
from services.notify.world import World
from shared.clock import to_text
from shared.directory import PersonRef
from shared.membership import Member
from shared.store.port import Document


class InboxMeeting(TypedDict):
    id: str
    title: str
    starts_at: str
    zone: str


class InboxDocument(TypedDict):
    """`note` is what the secretary says of the version that is released now."""

    id: str
    title: str
    note: str


class InboxEntryView(TypedDict):
    """`kind` is the notice's template; `person` is who it tells of."""

    id: str
    at: str
    kind: str
    meeting: InboxMeeting | None
    document: InboxDocument | None
    person: PersonRef | None
    read: bool


async def shown_entries(world: World, person_id: str, entries: Sequence[InboxEntry]) -> list[InboxEntryView]:
    """In the order given, without those whose object the reader may not know any more."""
    meetings = {entry.meeting_id for entry in entries}
    members = {key: await trusted_member(world, key, person_id) for key in meetings}
    documents = await _trusted_documents(world, [entry.document_id for entry in entries if entry.document_id])
    shown = [entry for entry in entries if is_shown(entry, members[entry.meeting_id], documents.get(entry.document_id))]
    people = await world.directory.refs(entry.about_id for entry in shown if entry.about_id)
    return [_view(entry, members[entry.meeting_id], documents, people) for entry in shown]


async def _trusted_documents(world: World, ids: list[str]) -> dict[str, Document]:
    if not ids:
        return {}
    parked = await world.parked()
    found = await world.audiences.documents.get_many(ids)
    return {key: document for key, document in found.items() if f"document/{key}" not in parked}


def _view(
    entry: InboxEntry, member: Member | None, documents: dict[str, Document], people: dict[str, PersonRef]
) -> InboxEntryView:
    meeting: dict[str, Any] | None = entry.subject or (member.meeting if member else None)
    document = documents.get(entry.document_id)
    return InboxEntryView(
        id=entry.id,
        at=to_text(entry.at),
        kind=entry.kind,
        meeting=InboxMeeting(
            id=meeting["id"], title=meeting["title"], starts_at=meeting["starts_at"], zone=meeting["zone"]
        )
        if meeting
        else None,
        document=_document(document) if document else None,
        person=people[entry.about_id] if entry.about_id else None,
        read=entry.read,
    )


def _document(document: Document) -> InboxDocument:
    version = document["version"] or {}
    return InboxDocument(id=document["id"], title=document["title"], note=version.get("note", ""))
