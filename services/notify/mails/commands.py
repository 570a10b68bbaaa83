"""Writes a mail from what is true when it is sent, not when it was planned."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from services.notify.audiences.commands import is_withheld
from services.notify.audiences.duties import participants_site, site_name
from services.notify.audiences.model import item_of, reads_document
from services.notify.audiences.preparers import prepared_meeting
from services.notify.calendars.model import Attendee, Entry, cancel, request, uid_of
from services.notify.deliveries.model import Delivery, Reason
from services.notify.mails.carrier import NotTaken
from services.notify.mails.model import (
    NOTHING_DUE,
    CalendarPart,
    Due,
    Mail,
    News,
    Recipient,
    to_text,
    write_letter,
    write_mail,
)
from services.notify.mails.recipients import recipient_of
from services.notify.notices.model import (
    LEAVING,
    OF_PAPERS,
    REMINDERS,
    TO_UNIT,
    Template,
    paper_still_true,
    still_true,
)
from services.notify.world import World
from shared.directory import PersonRef
from shared.ids import participation_id
from shared.membership import Member, has_seat
from shared.permissions import Standing
from shared.store.port import Document
from shared.words import Reply, SubstitutionState
from shared.zones import all_zones

_CANCELS = {Template.MEETING_POSTPONED, Template.MEETING_CANCELLED, *LEAVING}
_OF_NO_CALENDAR = {
    Template.ANSWER_AWAITED,
    *REMINDERS,
    Template.SUBSTITUTE_PROPOSED,
    Template.SUBSTITUTE_REFUSED,
    *OF_PAPERS,
    *TO_UNIT,
    Template.SITE_TROUBLE,
}


async def compose(world: World, delivery: Delivery, followers: Sequence[Delivery] = ()) -> Mail | None:
    """One mail that tells `delivery` and what follows it; None when later facts overtook all of it.

    Raises NotTaken for a mail that cannot be addressed, or not yet be judged.
    """
    await _check_trust(world, delivery)
    person = await world.directory.people.get(delivery.person_id)
    member = await world.membership.member(delivery.meeting_id, delivery.person_id)
    meeting = await _meeting(world, delivery, member)
    if meeting is None or (person and not person["active"]):
        return None
    told = await _still_true(world, [delivery, *followers], meeting, member)
    if not told:
        return None
    recipient = await recipient_of(world, delivery.person_id, person, _role(member))
    departures = await world.audiences.departures(delivery.meeting_id, delivery.person_id)
    participation = await world.membership.participations.get(participation_id(delivery.meeting_id, delivery.person_id))
    answer = str(participation["reply"]) if participation else "pending"
    if delivery.template is Template.ANSWER_AWAITED and answer != "pending":
        return None
    due = await _due(world, meeting, member, participation) if delivery.template in REMINDERS else NOTHING_DUE
    if delivery.template is Template.PREPARATION_DUE and due == NOTHING_DUE:
        return None
    names = await _names(world, delivery, meeting, participation)
    return await asyncio.to_thread(
        _write, world, delivery.id, told, recipient, meeting, names, departures, answer, due, world.clock.now()
    )


def _write(
    world: World,
    mail_id: str,
    told: Sequence[Delivery],
    recipient: Recipient,
    meeting: Document,
    names: Mapping[str, str],
    departures: int,
    answer: str,
    due: Due,
    now: datetime,
) -> Mail:
    """A mail of several has a calendar entry when one of them has."""
    template = next((one.template for one in told if one.template not in _OF_NO_CALENDAR), told[0].template)
    zone = all_zones()[meeting["zone"]]
    link = f"{world.public}/preparing" if template in TO_UNIT else f"{world.public}/meetings/{meeting['id']}"
    shown_link = "" if template in LEAVING else link
    letter = write_letter(template, recipient, meeting, zone, names, shown_link, _news(told), due)
    entry = Entry(
        meeting=meeting | ({"place": names["site"]} if names["site"] else {}),
        zone=zone,
        uid=uid_of(meeting["id"], world.host),
        url=link,
        organiser=world.sender.addr_spec,
        attendee=Attendee(recipient.address, recipient.name, answer, recipient.role == "guest"),
        departures=departures,
        description=to_text(letter),
        made_at=now,
    )
    part = _calendar_part(template, entry)
    return write_mail(mail_id, letter, recipient, world.sender, world.host, part, now)


async def _due(world: World, meeting: Document, member: Member | None, participation: Document | None) -> Due:
    """What the reader has still to do. Who merely leads or presents was not asked for an answer."""
    if member is None:
        return NOTHING_DUE
    papers = [one for one in await world.audiences.documents_of(meeting["id"]) if one["version"]]
    mine = [one for one in papers if reads_document(member, one)]
    return Due(_owes_answer(participation), await world.audiences.unopened(member.person_id, mine))


def _owes_answer(participation: Document | None) -> bool:
    """Whoever waits for the chair's word on a substitute has answered."""
    if participation is None or not has_seat(participation) or participation["reply"] != Reply.PENDING:
        return False
    substitution = participation["substitution"]
    return not substitution or substitution["state"] != SubstitutionState.REQUESTED


async def _still_true(
    world: World, deliveries: Sequence[Delivery], meeting: Document, member: Member | None
) -> list[Delivery]:
    """Raises NotTaken while facts of a paper that one tells of are parked."""
    papers = [one.document_id for one in deliveries if one.template in OF_PAPERS]
    if papers and not {f"document/{key}" for key in papers}.isdisjoint(await world.parked()):
        raise NotTaken(Reason.FACTS_PARKED)
    documents = await world.audiences.documents.get_many(papers) if papers else {}

    def stands(one: Delivery) -> bool:
        if not still_true(one.template, meeting, one.template in TO_UNIT or member is not None):
            return False
        if one.template not in OF_PAPERS:
            return True
        return member is not None and paper_still_true(one.template, member, documents.get(one.document_id))

    return [one for one in deliveries if stands(one)]


def _news(told: Sequence[Delivery]) -> News:
    def papers(template: Template) -> int:
        return len({one.document_id for one in told if one.template is template})

    changed = dict.fromkeys(name for one in told for name in one.changed)
    return News(tuple(changed), papers(Template.PAPER_RELEASED), papers(Template.PAPER_RECALLED))


def _calendar_part(template: Template, entry: Entry) -> CalendarPart | None:
    if template in _OF_NO_CALENDAR or entry.meeting["called_at"] is None:  # handed over before it was called
        return None
    if template in _CANCELS:
        return CalendarPart("CANCEL", cancel(entry, departing=template in LEAVING))
    return CalendarPart("REQUEST", request(entry))


async def _meeting(world: World, delivery: Delivery, member: Member | None) -> Document | None:
    """As the recipient may be told of it; None when he may not be any more."""
    if delivery.template in TO_UNIT:
        return await prepared_meeting(world, delivery.meeting_id, delivery.item_id, delivery.person_id)
    return delivery.subject or (member.meeting if member else None)


async def _check_trust(world: World, delivery: Delivery) -> None:
    """Raises NotTaken while facts that decide about this mail are parked."""
    about_person = {f"person/{delivery.person_id}", f"contact/{delivery.person_id}"}
    if await is_withheld(world, delivery.meeting_id, delivery.person_id) or about_person & await world.parked():
        raise NotTaken(Reason.FACTS_PARKED)


def _role(member: Member | None) -> str:
    if member and Standing.CHAIR in member.standings:
        return "chair"
    return member.part.value if member and member.part else ""


async def _names(world: World, delivery: Delivery, meeting: Document, participation: Document | None) -> dict[str, str]:
    organisation = (await world.directory.organisation_refs([meeting["organisation_id"]]))[meeting["organisation_id"]]
    delegate = participation.get("in_place_of") if participation else None
    people = await world.directory.refs([meeting["chair_id"], *([delegate] if delegate else [])])
    item = item_of(meeting, delivery.item_id) if delivery.template in TO_UNIT else None
    site = await _site(world, delivery, participation)
    report = site["readiness"] if site else None
    return {
        "site": await site_name(world, site) if site else "",
        "trouble": report["note"] if report else "",
        "item": item["title"] if item else "",
        "organisation": organisation["name"],
        "chair": _with_post(people[meeting["chair_id"]]),
        "in_place_of": _with_post(people[delegate]) if delegate else "",
    }


async def _site(world: World, delivery: Delivery, participation: Document | None) -> Document | None:
    """The one it tells of, or where its reader takes part."""
    if delivery.template is Template.SITE_TROUBLE:
        return await world.audiences.sites.get(delivery.site_id)
    return await participants_site(world, participation)


def _with_post(person: PersonRef) -> str:
    return f"{person['full_name']}, {person['post']}" if person["post"] else person["full_name"]
