"""Tells whoever is in charge of a room of its bookings: when, for whom and with what. Blocks are his own doing.

Rooms have calendars apart from meetings, and a booking may be heard of before its meeting: what is told is the booking.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.notify.audiences.rooms import kept_room
from services.notify.deliveries.carrier import NotTaken
from services.notify.deliveries.model import Delivery, Reason, most_attempts
from services.notify.duties.words import NOTE, SERVICE_NAMES, SERVICES
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.keepers import words
from services.notify.keepers.model import booking_topic, write_booking_notice
from services.notify.mails.commands import mail_of
from services.notify.mails.model import Letter, Mail, Recipient
from services.notify.mails.recipients import recipient_of
from services.notify.mails.words import CLOSING, GREETING, GREETING_WITH_POST, TIME, period
from services.notify.notices.model import Row, Situation, Template, rows_of
from services.notify.pushes.commands import push_to
from services.notify.pushes.model import Push, kept_for
from services.notify.subscriptions.commands import devices_of, taking_device
from services.notify.world import World
from shared.aggregates import Act
from shared.events.envelope import Event
from shared.ids import derived_id
from shared.store.port import Document
from shared.text import clean_line
from shared.words import Channel, Language, RoomService
from shared.zones import all_zones


async def tell_keeper(world: World, situation: Situation, event: Event) -> None:
    """Once for a booking that stands in the calendars of two months; of what he does himself he is not told."""
    for row in rows_of(situation):
        for person_id in row.audience(situation):
            if person_id != event.actor:
                await _tell(world, row, person_id, situation.fact.booking, event)
    world.planned.set()


async def _tell(world: World, row: Row, person_id: str, booking: Any, event: Event) -> None:
    about = {
        "at": event.time,
        "recorded_at": event.recordedtime,
        "person_id": person_id,
        "meeting_id": booking.meeting_id,
        "room_id": booking.room_id,
        "subject": booking.model_dump(mode="json"),
    }

    def named(to: str, channel: Channel) -> str:
        key = derived_id(booking.room_id, booking.meeting_id, booking.number, row.template, to, channel)
        return f"{event.time:%Y%m%d%H%M%S%f}-{key}"

    for channel in row.channels:
        if channel is Channel.INBOX:
            entry = InboxEntry(id=named(person_id, channel), fact_id=event.id, kind=row.template, **about)
            await put_into_inbox(world, entry, Act(world.clock.now(), cause_id=event.id))
        elif channel is Channel.MAIL:
            await _plan(world, named(person_id, channel), row.template, about, event)
        elif channel is Channel.PUSH:
            for device in await devices_of(world, person_id):
                await _plan(world, named(device.id, channel), row.template, about, event, device.id)


async def _plan(
    world: World, delivery_id: str, template: Template, about: Mapping[str, Any], event: Event, session_id: str = ""
) -> None:
    """A push to the device of `session_id`, else a mail."""
    channel = Channel.PUSH if session_id else Channel.MAIL
    delivery = Delivery(
        id=delivery_id,
        template=template,
        channel=channel,
        session_id=session_id,
        last_attempt=most_attempts(channel),
        path=await world.directory.path_of_person(about["person_id"]),
        next_attempt_at=world.clock.now(),
        **about,
    )
    await world.deliveries.add(delivery, Act(world.clock.now(), cause_id=event.id))


async def compose_for_keeper(world: World, delivery: Delivery) -> Mail | Push | None:
    """None for one who is in charge of that room no more. Raises NotTaken."""
    person = await world.directory.people.get(delivery.person_id)
    if not {f"person/{delivery.person_id}", f"room/{delivery.room_id}"}.isdisjoint(await world.parked()):
        raise NotTaken(Reason.FACTS_PARKED)
    room = await kept_room(world, delivery.room_id, delivery.person_id)
    if room is None or (person and not person["active"]):
        return None
    if delivery.channel is Channel.PUSH:
        return await _push(world, delivery, room, Language(person["language"])) if person else None
    recipient = await recipient_of(world, delivery.person_id, person)
    letter = await _letter(world, delivery, room, recipient)
    return await mail_of(world, delivery, letter, recipient)


async def _push(world: World, delivery: Delivery, room: Document, language: Language) -> Push | None:
    """None when the device takes none any more, or the time is over."""
    booking, now = delivery.subject or {}, world.clock.now()
    device = await taking_device(world, delivery.session_id)
    if device is None or datetime.fromisoformat(booking["ends_at"]) <= now:
        return None
    organisation = await _organisation(world, delivery.meeting_id)
    notice = write_booking_notice(
        delivery.template, room, booking, organisation, _when(booking, room, language), _link(booking, room), language
    )
    topic = booking_topic(delivery.template, booking)
    return push_to(device, delivery, delivery.template, notice, topic, kept_for(booking, now))


async def _letter(world: World, delivery: Delivery, room: Document, recipient: Recipient) -> Letter:
    language, wording, booking = recipient.language, words.WORDINGS[delivery.template], delivery.subject or {}
    organisation = await _organisation(world, delivery.meeting_id) or words.SOMEBODY.to(language)
    ordered = [words_of.to(language) for words_of in (SERVICE_NAMES[RoomService(one)] for one in booking["services"])]
    rows = [
        (words.ROOM, ", ".join(filter(None, (room["name"], room["location"])))),
        (TIME, _when(booking, room, language)),
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
        link=f"{world.public}{_link(booking, room)}",
        link_text=words.OPEN_ROOMS.to(language),
        closing=CLOSING.to(language),
        signature="Hop",
    )


def _when(booking: Document, room: Document, language: Language) -> str:
    return period(*_times(booking, room), room["zone"], language)


def _link(booking: Document, room: Document) -> str:
    """The week in which the booking is."""
    return f"/rooms?day={_times(booking, room)[0].date()}"


def _times(booking: Document, room: Document) -> tuple[datetime, datetime]:
    zone = all_zones()[room["zone"]]
    starts_at, ends_at = (datetime.fromisoformat(booking[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    return starts_at, ends_at


async def _organisation(world: World, meeting_id: str) -> str:
    """Empty while the meeting is not heard of."""
    meeting = await world.membership.meetings.get(meeting_id)
    organisation_id = meeting.get("organisation_id") if meeting else None
    if not organisation_id:
        return ""
    return (await world.directory.organisation_refs([organisation_id]))[organisation_id]["name"]
