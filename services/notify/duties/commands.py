"""Writes mails to people on duty at a connecting site: logistics alone, with a calendar entry of the duty."""

from collections.abc import Sequence
from datetime import datetime

from services.notify.audiences.duties import expected_at, site_name
from services.notify.calendars.model import Attendee, Entry, cancel, request, uid_of
from services.notify.deliveries.matter import weigh
from services.notify.deliveries.model import Delivery
from services.notify.duties import words
from services.notify.mails.commands import mail_of
from services.notify.mails.model import CalendarPart, Letter, Mail, Recipient, to_text
from services.notify.mails.recipients import recipient_of
from services.notify.mails.words import CLOSING, GREETING, GREETING_WITH_POST, MATTER, SITE, TIME, VIDEO, period
from services.notify.notices.model import Template
from services.notify.world import World
from shared.store.port import Document
from shared.text import clean_line
from shared.words import RoomService
from shared.zones import all_zones

_OF_NO_CALENDAR = {Template.DUTY_DUE}
_CANCELS = {Template.DUTY_POSTPONED, Template.DUTY_CANCELLED, Template.DUTY_ENDED}
_EPOCH = 1_600_000_000  # seconds; keeps sequences of calendar entries within 32 bits


async def compose_duty(world: World, delivery: Delivery) -> Mail | None:
    """None when later facts overtook it. Raises NotTaken for a mail that cannot be addressed, or not yet be judged."""
    matter = await weigh(world, delivery)
    if matter is None:
        return None
    meeting, sites = matter.meeting, matter.sites
    recipient = await recipient_of(world, delivery.person_id, matter.person)
    letter = await _letter(world, delivery.template, meeting, sites, recipient)
    entry = await _entry(world, meeting, sites, recipient, letter)
    part = _calendar_part(delivery.template, entry)
    return await mail_of(world, delivery, letter, recipient, part)


async def _letter(
    world: World, template: Template, meeting: Document, sites: Sequence[Document], recipient: Recipient
) -> Letter:
    language, wording = recipient.language, words.WORDINGS[template]
    organisation = (await world.directory.organisation_refs([meeting["organisation_id"]]))[meeting["organisation_id"]]
    values = {"organisation": organisation["name"], "title": meeting["title"]}
    greeting = GREETING_WITH_POST if recipient.post else GREETING
    ended = template is Template.DUTY_ENDED
    return Letter(
        language=language,
        subject=clean_line(wording.subject.to(language).format(**values)),
        greeting=greeting.to(language).format(name=recipient.name, post=recipient.post),
        opening=wording.opening.to(language).format(**values),
        table=await _table(world, template, meeting, sites, recipient),
        advice=wording.advice.to(language) if wording.advice else "",
        link="" if ended else f"{world.public}/duties",
        link_text=words.OPEN_DUTIES.to(language),
        closing=CLOSING.to(language),
        signature=organisation["name"],
    )


async def _table(
    world: World, template: Template, meeting: Document, sites: Sequence[Document], recipient: Recipient
) -> list[tuple[str, str]]:
    language, zone = recipient.language, all_zones()[meeting["zone"]]
    begin, end = (datetime.fromisoformat(meeting[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    rows = [(MATTER, meeting["title"]), (TIME, period(begin, end, meeting["zone"], language))]
    rows += [(SITE, await site_name(world, site)) for site in sites]
    if template not in _CANCELS:
        ordered = dict.fromkeys(service for site in sites for service in site["services"])
        secretaries = await world.directory.refs(meeting["secretary_ids"])
        rows += [
            (words.SEATS, str(sum(site["seats"] for site in sites))),
            (words.EXPECTED, str(await expected_at(world, sites))),
            (words.SERVICES, ", ".join(words.SERVICE_NAMES[RoomService(one)].to(language) for one in ordered)),
            (words.NOTE, "; ".join(site["note"] for site in sites if site["note"])),
            (VIDEO, meeting["video_link"] or ""),
            (words.CONTACTS, ", ".join(one["full_name"] for one in secretaries.values())),
        ]
    return [(label.to(language), value) for label, value in rows if value]


async def _entry(
    world: World, meeting: Document, sites: Sequence[Document], recipient: Recipient, letter: Letter
) -> Entry:
    """Of its own beside the meeting's, as the same person may also take part.

    A site changes without the meeting: the sequence is the time of writing, so that what is written later wins.
    """
    now = world.clock.now()
    named = {
        "title": words.ON_DUTY.to(recipient.language).format(title=meeting["title"]),
        "place": "; ".join([await site_name(world, site) for site in sites]),
        "calendar_sequence": int(now.timestamp()) - _EPOCH,
    }
    return Entry(
        meeting=meeting | named,
        zone=all_zones()[meeting["zone"]],
        uid=uid_of(f"duty-{meeting['id']}", world.host),
        url=f"{world.public}/duties",
        organiser=world.sender.addr_spec,
        attendee=Attendee(recipient.address, recipient.name, "accepted", guest=False),
        departures=0,
        description=to_text(letter),
        made_at=now,
    )


def _calendar_part(template: Template, entry: Entry) -> CalendarPart | None:
    if template in _OF_NO_CALENDAR:
        return None
    if template in _CANCELS:
        return CalendarPart("CANCEL", cancel(entry, departing=False))
    return CalendarPart("REQUEST", request(entry))
