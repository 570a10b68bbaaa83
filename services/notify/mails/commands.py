"""Writes a mail from what is true when it is sent, not when it was planned."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from services.notify.audiences.duties import participants_site, site_name
from services.notify.audiences.model import item_of
from services.notify.calendars.model import Attendee, Entry, cancel, request, uid_of
from services.notify.deliveries.matter import Matter, reply_in, weigh
from services.notify.deliveries.model import Delivery
from services.notify.mails.model import (
    CalendarPart,
    Letter,
    Mail,
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
)
from services.notify.world import World
from shared.directory import PersonRef
from shared.membership import Member
from shared.permissions import Standing
from shared.store.port import Document
from shared.words import MeetingState
from shared.zones import all_zones

_CANCELS = {Template.MEETING_POSTPONED, Template.MEETING_CANCELLED, *LEAVING}
_OF_NO_CALENDAR = {
    Template.AGENDA_CHANGED,
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
    matter = await weigh(world, delivery, followers)
    if matter is None:
        return None
    recipient = await recipient_of(world, delivery.person_id, matter.person, _role(matter.member))
    departures = await world.audiences.departures(delivery.meeting_id, delivery.person_id)
    names = await _names(world, delivery, matter.meeting, matter.participation)
    mark = world.mark(delivery.id, recipient.address)
    return await asyncio.to_thread(_write, world, mark, matter, recipient, names, departures, world.clock.now())


async def mail_of(
    world: World, delivery: Delivery, letter: Letter, recipient: Recipient, part: CalendarPart | None = None
) -> Mail:
    """Set beside the loop: a letter takes milliseconds."""
    mark, now = world.mark(delivery.id, recipient.address), world.clock.now()
    return await asyncio.to_thread(write_mail, mark, letter, recipient, world.sender, world.host, part, now)


def _write(
    world: World,
    mark: str,
    matter: Matter,
    recipient: Recipient,
    names: Mapping[str, str],
    departures: int,
    now: datetime,
) -> Mail:
    """A mail of several has a calendar entry when one of them has."""
    meeting, told = matter.meeting, matter.told
    template = next((one.template for one in told if one.template not in _OF_NO_CALENDAR), told[0].template)
    zone = all_zones()[meeting["zone"]]
    link = f"{world.public}/preparing" if template in TO_UNIT else f"{world.public}/meetings/{meeting['id']}"
    shown_link = "" if template in LEAVING else link
    letter = write_letter(template, recipient, meeting, zone, names, shown_link, matter.news, matter.due)
    entry = Entry(
        meeting=meeting | ({"place": names["site"]} if names["site"] else {}),
        zone=zone,
        uid=uid_of(meeting["id"], world.host),
        url=link,
        organiser=world.sender.addr_spec,
        attendee=Attendee(recipient.address, recipient.name, reply_in(matter.participation), recipient.role == "guest"),
        departures=departures,
        description=to_text(letter),
        made_at=now,
    )
    part = _calendar_part(template, entry)
    return write_mail(mark, letter, recipient, world.sender, world.host, part, now)


def _calendar_part(template: Template, entry: Entry) -> CalendarPart | None:
    if template in _OF_NO_CALENDAR or entry.meeting["called_at"] is None:  # handed over before it was called
        return None
    if template in _CANCELS:
        return CalendarPart("CANCEL", cancel(entry, departing=template in LEAVING))
    if entry.meeting["state"] != MeetingState.CALLED:  # … or while it is postponed
        return None
    return CalendarPart("REQUEST", request(entry))


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
