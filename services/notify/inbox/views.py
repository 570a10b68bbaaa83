"""How inbox entries are shown: names and titles as they are now, and only what the reader may know now."""

from collections.abc import Mapping, Sequence

from typing_extensions import TypedDict

from services.notify.audiences.commands import trusted_member
from services.notify.audiences.duties import duty_sites
from services.notify.audiences.model import item_of
from services.notify.audiences.preparers import prepared_meeting
from services.notify.audiences.rooms import kept_room
from services.notify.inbox.model import InboxEntry, is_shown
from services.notify.notices.model import TO_DUTY, TO_KEEPER, TO_LEADERS, TO_UNIT, Template
from services.notify.world import World
from shared.clock import to_text
from shared.directory import PersonRef
from shared.membership import Member
from shared.store.port import Document
from shared.words import ReportPeriod, RoomService


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
    period: ReportPeriod
    since: str


class InboxSite(TypedDict):
    """`note` is what was reported last of it, for those who lead the meeting or are on duty there."""

    id: str
    organisation_name: str
    place: str
    note: str


class InboxBooking(TypedDict):
    """Of a room, for whoever is in charge of it; `starts_at` and `ends_at` are shown in the room's `zone`."""

    room_name: str
    zone: str
    starts_at: str
    ends_at: str
    people: int
    services: list[RoomService]
    note: str


class InboxEntryView(TypedDict):
    """`kind` is the notice's template; `person` is who it tells of, `item` what an owner unit prepares.

    `site` is a connecting site, for those who know the meeting. `note` is what the secretary says of a changed agenda,
    or why a room was refused.
    `report` stands where it is about no meeting.
    """

    id: str
    at: str
    kind: Template
    meeting: InboxMeeting | None
    document: InboxDocument | None
    item: InboxItem | None
    site: InboxSite | None
    booking: InboxBooking | None
    person: PersonRef | None
    report: InboxReport | None
    note: str
    read: bool


async def shown_entries(world: World, person_id: str, entries: Sequence[InboxEntry]) -> list[InboxEntryView]:
    """In the order given, without those whose object the reader may not know any more."""
    meetings = {entry.meeting_id for entry in entries if entry.meeting_id}
    members = {key: await trusted_member(world, key, person_id) for key in meetings}
    documents = await _trusted_documents(world, [entry.document_id for entry in entries if entry.document_id])
    to_unit = [entry for entry in entries if entry.kind in TO_UNIT]
    prepared = {one.id: await prepared_meeting(world, one.meeting_id, one.item_id, person_id) for one in to_unit}

    manned = {one.id: await _duty_meeting(world, one) for one in entries if one.kind in TO_DUTY}
    sites = await _sites(world, [one.site_id for one in entries if one.site_id])

    kept = {one.id: await _booking(world, one) for one in entries if one.kind in TO_KEEPER}

    def is_permitted(entry: InboxEntry) -> bool:
        if entry.kind in TO_UNIT:
            return prepared[entry.id] is not None
        if entry.kind in TO_DUTY:
            return manned[entry.id] is not None
        if entry.kind in TO_KEEPER:
            return kept[entry.id] is not None
        return is_shown(entry, members.get(entry.meeting_id), documents.get(entry.document_id))

    shown = [entry for entry in entries if is_permitted(entry)]
    people = await world.directory.refs(entry.about_id for entry in shown if entry.about_id)
    reports = await _reports(world, [entry.report for entry in shown if entry.report])
    apart = prepared | manned
    return [
        _view(one, _meeting(one, members.get(one.meeting_id), apart), documents, people, sites, kept, reports)
        for one in shown
    ]


async def _reports(world: World, reports: Sequence[Document]) -> dict[str, InboxReport]:
    """By report, with the name of its body as it is now."""
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


async def _duty_meeting(world: World, entry: InboxEntry) -> Document | None:
    """As one on duty at a site of it, or who was, may know it."""
    if entry.kind is Template.DUTY_ENDED:
        return entry.subject
    if not await duty_sites(world, entry.meeting_id, entry.person_id):
        return None
    return await world.membership.meetings.get(entry.meeting_id)


async def _booking(world: World, entry: InboxEntry) -> InboxBooking | None:
    """None for one who is in charge of that room no more."""
    room = await kept_room(world, entry.room_id, entry.person_id)
    booking = entry.subject
    if room is None or booking is None or f"room/{entry.room_id}" in await world.parked():
        return None
    return InboxBooking(
        room_name=room["name"],
        zone=room["zone"],
        starts_at=booking["starts_at"],
        ends_at=booking["ends_at"],
        people=booking["people"],
        services=booking["services"],
        note=booking["note"],
    )


async def _sites(world: World, ids: list[str]) -> dict[str, InboxSite]:
    found = await world.audiences.sites.get_many(ids)
    bodies = await world.directory.organisation_refs(site["organisation_id"] for site in found.values())
    return {key: _site(site, bodies[site["organisation_id"]]["name"]) for key, site in found.items()}


def _site(site: Document, organisation_name: str) -> InboxSite:
    note = site["readiness"]["note"] if site["readiness"] else ""
    return InboxSite(id=site["id"], organisation_name=organisation_name, place=site["place"], note=note)


def _meeting(entry: InboxEntry, member: Member | None, apart: Mapping[str, Document | None]) -> Document | None:
    if entry.kind in TO_KEEPER:
        return None
    return apart.get(entry.id) or entry.subject or (member.meeting if member else None)


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
    sites: Mapping[str, InboxSite],
    kept: Mapping[str, InboxBooking | None],
    reports: Mapping[str, InboxReport],
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
        site=_shown_site(entry, sites.get(entry.site_id)),
        booking=kept.get(entry.id),
        person=people[entry.about_id] if entry.about_id else None,
        report=reports[entry.report["report_id"]] if entry.report else None,
        note=entry.note,
        read=entry.read,
    )


def _shown_site(entry: InboxEntry, site: InboxSite | None) -> InboxSite | None:
    if site is None or entry.kind in TO_LEADERS:
        return site
    return InboxSite(id=site["id"], organisation_name=site["organisation_name"], place=site["place"], note="")


def _document(document: Document) -> InboxDocument:
    version = document["version"] or {}
    return InboxDocument(id=document["id"], title=document["title"], note=version.get("note", ""))
