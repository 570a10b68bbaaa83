"""Tells whoever is in charge of a room of its bookings: when, for whom and with what. Blocks are his own doing.

Rooms have calendars apart from meetings, and a booking may be heard of before its meeting: what is told is the booking.
"""

import asyncio
from datetime import datetime
from typing import Any

from services.notify.audiences.rooms import kept_room
from services.notify.deliveries.carrier import NotTaken
from services.notify.deliveries.model import Delivery, Reason
from services.notify.duties.words import NOTE, SERVICE_NAMES, SERVICES
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.keepers import words
from services.notify.mails.model import Letter, Mail, Recipient, write_mail
from services.notify.mails.recipients import recipient_of
from services.notify.mails.words import CLOSING, GREETING, GREETING_WITH_POST, TIME, period
from services.notify.notices.model import Situation, Template, rows_of
from services.notify.world import World
from shared.aggregates import Act
from shared.events.envelope import Event
from shared.ids import derived_id
from shared.store.port import Document
from shared.text import clean_line
from shared.words import Channel, RoomService
from shared.zones import all_zones


async def tell_keeper(world: World, situation: Situation, event: Event) -> None:
    """Once for a booking that stands in the calendars of two months; of what he does himself he is not told."""
    for row in rows_of(situation):
        for person_id in row.audience(situation):
            if person_id != event.actor:
                await _tell(world, row.template, row.channels, person_id, situation.fact.booking, event)


async def _tell(
    world: World, template: Template, channels: tuple[Channel, ...], person_id: str, booking: Any, event: Event
) -> None:
    person = await world.directory.people.get(person_id)
    organisation = await world.directory.organisations.get(person["organisation_id"]) if person else None
    act = Act(world.clock.now(), cause_id=event.id)
    about = {"at": event.time, "person_id": person_id, "meeting_id": booking.meeting_id, "room_id": booking.room_id}
    about["subject"] = booking.model_dump(mode="json")
    for channel in channels:
        key = derived_id(booking.room_id, booking.meeting_id, booking.number, template, person_id, channel)
        delivery_id = f"{event.time:%Y%m%d%H%M%S%f}-{key}"
        if channel is Channel.INBOX:
            entry = InboxEntry(id=delivery_id, fact_id=event.id, kind=template, **about)
            await put_into_inbox(world, entry, act)
        elif channel is Channel.MAIL:
            path = organisation["path"] if organisation else []
            delivery = Delivery(
                id=delivery_id, template=template, path=path, next_attempt_at=world.clock.now(), **about
            )
            await world.deliveries.add(delivery, act)
    world.planned.set()


async def compose_for_keeper(world: World, delivery: Delivery) -> Mail | None:
    """None for one who is in charge of that room no more. Raises NotTaken."""
    person = await world.directory.people.get(delivery.person_id)
    if not {f"person/{delivery.person_id}", f"room/{delivery.room_id}"}.isdisjoint(await world.parked()):
        raise NotTaken(Reason.FACTS_PARKED)
    room = await kept_room(world, delivery.room_id, delivery.person_id)
    if room is None or (person and not person["active"]):
        return None
    recipient = await recipient_of(world, delivery.person_id, person)
    letter = await _letter(world, delivery, room, recipient)
    now = world.clock.now()
    mark = world.mark(delivery.id, recipient.address)
    return await asyncio.to_thread(write_mail, mark, letter, recipient, world.sender, world.host, None, now)


async def _letter(world: World, delivery: Delivery, room: Document, recipient: Recipient) -> Letter:
    language, wording, booking = recipient.language, words.WORDINGS[delivery.template], delivery.subject or {}
    organisation = await _organisation(world, delivery.meeting_id) or words.SOMEBODY.to(language)
    begin, end = (
        datetime.fromisoformat(booking[name]).astimezone(all_zones()[room["zone"]]) for name in ("starts_at", "ends_at")
    )
    ordered = [words_of.to(language) for words_of in (SERVICE_NAMES[RoomService(one)] for one in booking["services"])]
    rows = [
        (words.ROOM, ", ".join(filter(None, (room["name"], room["location"])))),
        (TIME, period(begin, end, room["zone"], language)),
        (words.PEOPLE, str(booking["people"] or "")),
        (SERVICES, ", ".join(ordered)),
        (NOTE, booking["note"]),
    ]
    greeting = GREETING_WITH_POST if recipient.post else GREETING
    return Letter(
        language=language,
        subject=clean_line(wording.subject.to(language).format(title=room["name"])),
        greeting=greeting.to(language).format(name=recipient.name, post=recipient.post),
        opening=wording.opening.to(language).format(organisation=organisation),
        table=[(label.to(language), value) for label, value in rows if value],
        advice=wording.advice.to(language) if wording.advice else "",
        link=f"{world.public}/rooms",
        link_text=words.OPEN_ROOMS.to(language),
        closing=CLOSING.to(language),
        signature="Hop",
    )


async def _organisation(world: World, meeting_id: str) -> str:
    """Empty while the meeting is not heard of."""
    meeting = await world.membership.meetings.get(meeting_id)
    organisation_id = meeting.get("organisation_id") if meeting else None
    if not organisation_id:
        return ""
    return (await world.directory.organisation_refs([organisation_id]))[organisation_id]["name"]
