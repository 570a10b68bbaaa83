"""How inbox entries are shown: names and titles as they are now, and only what the reader may know now."""

from collections.abc import Mapping, Sequence

from typing_extensions import TypedDict

from services.notify.audiences.commands import trusted_member
from services.notify.audiences.model import item_of
from services.notify.audiences.preparers import prepared_meeting
from services.notify.inbox.model import InboxEntry, is_shown
from services.notify.notices.model import TO_UNIT
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


class InboxItem(TypedDict):
    id: str
    title: str


class InboxReport(TypedDict):
    """`period` is month, quarter or year; `since` its first day."""

    id: str
    organisation_name: str
    period: str
    since: str


class InboxEntryView(TypedDict):
    """`kind` is the notice's template; `person` is who it tells of, `item` what an owner unit prepares.

    `report` stands where it is about no meeting.
    """

    id: str
    at: str
    kind: str
    meeting: InboxMeeting | None
    document: InboxDocument | None
    item: InboxItem | None
    person: PersonRef | None
    report: InboxReport | None
    read: bool


async def shown_entries(world: World, person_id: str, entries: Sequence[InboxEntry]) -> list[InboxEntryView]:
    """In the order given, without those whose object the reader may not know any more."""
    meetings = {entry.meeting_id for entry in entries if entry.meeting_id}
    members = {key: await trusted_member(world, key, person_id) for key in meetings}
    documents = await _trusted_documents(world, [entry.document_id for entry in entries if entry.document_id])
    to_unit = [entry for entry in entries if entry.kind in TO_UNIT]
    prepared = {one.id: await prepared_meeting(world, one.meeting_id, one.item_id, person_id) for one in to_unit}

    def is_permitted(entry: InboxEntry) -> bool:
        if entry.kind in TO_UNIT:
            return prepared[entry.id] is not None
        return is_shown(entry, members.get(entry.meeting_id), documents.get(entry.document_id))

    shown = [entry for entry in entries if is_permitted(entry)]
    people = await world.directory.refs(entry.about_id for entry in shown if entry.about_id)
    reports = await _reports(world, [entry.report for entry in shown if entry.report])
    return [
        _view(one, _meeting(one, members.get(one.meeting_id), prepared), documents, people, reports) for one in shown
    ]


async def _reports(world: World, reports: Sequence[Document]) -> dict[str, InboxReport]:
    """By report, with the body's name as it is now."""
    names = await world.directory.organisation_refs([one["organisation_id"] for one in reports])
    return {
        one["report_id"]: InboxReport(
            id=one["report_id"],
            organisation_name=names[one["organisation_id"]]["name"],
            period=one["period"],
            since=one["since"],
        )
        for one in reports
    }


def _meeting(entry: InboxEntry, member: Member | None, prepared: Mapping[str, Document | None]) -> Document | None:
    return prepared.get(entry.id) or entry.subject or (member.meeting if member else None)


async def _trusted_documents(world: World, ids: list[str]) -> dict[str, Document]:
    if not ids:
        return {}
    parked = await world.parked()
    found = await world.audiences.documents.get_many(ids)
    return {key: document for key, document in found.items() if f"document/{key}" not in parked}


def _view(
    entry: InboxEntry,
    meeting: Document | None,
    documents: dict[str, Document],
    people: dict[str, PersonRef],
    reports: dict[str, InboxReport],
) -> InboxEntryView:
    document = documents.get(entry.document_id)
    item = item_of(meeting, entry.item_id) if meeting and entry.kind in TO_UNIT else None
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
        item=InboxItem(id=item["id"], title=item["title"]) if item else None,
        person=people[entry.about_id] if entry.about_id else None,
        report=reports[entry.report["report_id"]] if entry.report else None,
        read=entry.read,
    )


def _document(document: Document) -> InboxDocument:
    version = document["version"] or {}
    return InboxDocument(id=document["id"], title=document["title"], note=version.get("note", ""))
