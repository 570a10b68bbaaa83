"""Prints a form from what the meeting is now, and keeps on record that it was printed."""

import asyncio
from dataclasses import dataclass

from services.meeting.meetings.model import Meeting
from services.meeting.printed_forms.model import PrintedForm
from services.meeting.printed_forms.papers import Seat, Sitting, attendance_lists, in_order, invitations
from services.meeting.printed_forms.plates import Plate, docx_plates, pdf_plates
from services.meeting.sites.store import sites_of
from services.meeting.world import World
from shared.aggregates import Act
from shared.membership import has_seat
from shared.official import OfficialPaper, docx_of, pdf_of
from shared.problems import Conflict, Said
from shared.secrecy import check_secrecy
from shared.store.port import Document, every
from shared.words import Classification, FileFormat, Form, ParticipantRole, Reply
from shared.zones import all_zones


class NothingToPrint(Conflict):
    code = "nothing-to-print"
    title = Said("Chưa có ai trong thành phần dự họp", "Nobody takes part yet")
    advice = Said("Hãy thêm đại biểu rồi in lại.", "Add participants, then print again.")


@dataclass(frozen=True, slots=True)
class PrintedFile:
    content: bytes
    pages: int


async def print_form(world: World, wanted: PrintedForm, act: Act) -> PrintedFile:
    """Raises NothingToPrint, SecretRefused for what was typed."""
    wording = wanted.wording
    typed = [wording.number, wording.place, wording.signer, *wording.authority, *wording.recipients]
    check_secrecy(
        Classification.NONE,
        *typed,
        *wording.notes.splitlines(),
        about=wanted.meeting_id,
        allowed=world.secrets_allowed,
    )
    sitting = await _sitting(world, await world.meetings.get(wanted.meeting_id))
    if not sitting.seats:
        raise NothingToPrint
    file = await asyncio.to_thread(_set, wanted, sitting, act)
    wanted.hand_over(file.pages, act.at)
    await world.printed_forms.add(wanted, act)
    return file


def _set(wanted: PrintedForm, sitting: Sitting, act: Act) -> PrintedFile:
    if wanted.form is Form.NAME_PLATES:
        plates = [Plate(seat.person["full_name"], seat.position) for seat in sitting.seats]
        if wanted.format is FileFormat.DOCX:
            return PrintedFile(docx_plates(plates), len(plates))
        made = pdf_plates(plates)
        return PrintedFile(made.content, made.pages)
    papers = _papers(wanted, sitting, act)
    set_as_pdf = pdf_of(papers)  # of a DOCX, too: a word processor alone knows its pages, and ours are set alike
    docx = wanted.format is FileFormat.DOCX
    return PrintedFile(docx_of(papers) if docx else set_as_pdf.content, set_as_pdf.pages)


def _papers(wanted: PrintedForm, sitting: Sitting, act: Act) -> list[OfficialPaper]:
    today = act.at.astimezone(all_zones()[sitting.zone]).date()
    if wanted.form is Form.INVITATION:
        return invitations(sitting, wanted.wording, today)
    return attendance_lists(sitting, today)


async def _sitting(world: World, meeting: Meeting) -> Sitting:
    rows = [
        stored.body
        async for stored in every(world.store, world.participations.collection, "by_meeting", meeting.id)
        if has_seat(stored.body)
    ]
    named = [meeting.chair_id, *meeting.secretary_ids, *(row["person_id"] for row in rows)]
    people = await world.directory.refs([*named, *filter(None, (row.get("in_place_of") for row in rows))])
    issuer, above = await _bodies(world, meeting.organisation_id)
    sites = await _sites(world, meeting.id)

    def seat(row: Document) -> Seat:
        replaced = row.get("in_place_of")
        return Seat(
            person=people[row["person_id"]],
            role=ParticipantRole(row["role"]),
            reply=Reply(row["reply"]),
            in_place_of=people[replaced]["full_name"] if replaced else "",
            site=sites.get(row.get("site_id") or "", ""),
            is_chair=row["person_id"] == meeting.chair_id,
        )

    return Sitting(
        issuer=issuer,
        above=above,
        title=meeting.title,
        mode=meeting.mode,
        place=meeting.place,
        video_link=meeting.video_link or "",
        sites=tuple(dict.fromkeys(sites.values())),
        starts_at=meeting.starts_at,
        zone=meeting.zone,
        chair=people[meeting.chair_id],
        secretary=people[meeting.secretary_ids[0]],
        seats=in_order([seat(row) for row in rows]),
    )


async def _sites(world: World, meeting_id: str) -> dict[str, str]:
    """Body and room of each, by its id, in the order they were added."""
    sites = [site async for site in sites_of(world.store, meeting_id)]
    bodies = await world.directory.organisation_refs(site["organisation_id"] for site in sites)
    names = {site["id"]: (bodies[site["organisation_id"]]["name"], site["place"]) for site in sites}
    return {site_id: ", ".join(filter(None, parts)) for site_id, parts in names.items()}


async def _bodies(world: World, organisation_id: str) -> tuple[str, str]:
    """Names of the body that calls the meeting and of the one above it."""
    path = await world.directory.path_of(organisation_id) or [organisation_id]
    refs = await world.directory.organisation_refs(path)
    return refs[organisation_id]["name"], refs[path[-2]]["name"] if len(path) > 1 else ""
