"""Mails about somebody's account: a link to choose a password or to confirm an address, and word to a former one."""

import asyncio
from typing import Any

from services.notify.deliveries.model import Delivery
from services.notify.letters import words
from services.notify.letters.words import Link
from services.notify.mails.model import Letter, Mail, Recipient, write_mail
from services.notify.mails.recipients import recipient_of
from services.notify.notices.model import Template
from services.notify.world import World
from shared import tracing
from shared.aggregates import Act
from shared.clock import from_text
from shared.events.envelope import Event
from shared.events.gateway import AddressConfirmationAsked, ContactChanged, ResetAsked
from shared.ids import derived_id
from shared.store.port import Document
from shared.words import Channel, Language
from shared.zones import all_zones


async def plan_reset(world: World, fact: ResetAsked, event: Event) -> None:
    about = fact.model_dump(mode="json", include={"name", "code", "expires_at"})
    await _plan(world, fact.person_id, Template.PASSWORD_RESET, about, event)


async def plan_confirmation(world: World, fact: AddressConfirmationAsked, event: Event) -> None:
    """To the address to be, which is not the person's yet."""
    about = {"address": fact.email, **fact.model_dump(mode="json", include={"code", "expires_at"})}
    await _plan(world, fact.person_id, Template.ADDRESS_CONFIRMATION, about, event)


async def plan_farewell(world: World, fact: ContactChanged, event: Event) -> None:
    """To the address before, when it was another: whoever reads it learns of a change that he did not ask for."""
    contact = await world.audiences.contacts.get(fact.person_id)
    before = contact["email_before"] if contact else None
    if before and before != fact.email:
        await _plan(world, fact.person_id, Template.ADDRESS_CHANGED, {"address": before}, event)


async def compose_letter(world: World, delivery: Delivery) -> Mail | None:
    """None when it came too late. Raises NotTaken for a mail that cannot be addressed."""
    about, now = delivery.subject or {}, world.clock.now()
    person = await world.directory.people.get(delivery.person_id)
    is_late = "expires_at" in about and from_text(about["expires_at"]) <= now
    if is_late or (person and not person["active"]):
        return None
    recipient = await recipient_of(world, delivery.person_id, person, address=about.get("address"))
    signature = await _signature(world, person)
    letter = _letter(world, delivery.template, about, recipient, signature)
    return await asyncio.to_thread(write_mail, delivery.id, letter, recipient, world.sender, world.host, None, now)


async def _plan(world: World, person_id: str, template: Template, about: Document, event: Event) -> None:
    person = await world.directory.people.get(person_id)
    organisation = await world.directory.organisations.get(person["organisation_id"]) if person else None
    delivery = Delivery(
        id=f"{event.time:%Y%m%d%H%M%S%f}-{derived_id(event.id, person_id, Channel.MAIL)}",
        at=event.time,
        person_id=person_id,
        template=template,
        meeting_id="",
        path=organisation["path"] if organisation else [],
        subject=about,
        next_attempt_at=world.clock.now(),
        traceparent=tracing.carried(),
    )
    await world.deliveries.add(delivery, Act(world.clock.now(), cause_id=event.id))
    world.planned.set()


async def _signature(world: World, person: Document | None) -> str:
    if person is None:
        return "Hop"
    key = person["organisation_id"]
    return (await world.directory.organisation_refs([key]))[key]["name"] or "Hop"


def _letter(world: World, template: Template, about: Any, recipient: Recipient, signature: str) -> Letter:
    language = recipient.language
    if template is Template.PASSWORD_RESET:
        table = [(words.NAME.to(language), about["name"]), _good_until(about, language)]
        link = Link(f"{world.public}/reset#{about['code']}", words.CHOOSE_PASSWORD)
        return words.letter(words.RESET, recipient, table, link, signature)
    if template is Template.ADDRESS_CONFIRMATION:
        link = Link(f"{world.public}/address#{about['code']}", words.CONFIRM_ADDRESS)
        return words.letter(words.CONFIRMATION, recipient, [_good_until(about, language)], link, signature)
    return words.letter(words.FAREWELL, recipient, [], None, signature)


def _good_until(about: Any, language: Language) -> tuple[str, str]:
    expires_at = from_text(about["expires_at"]).astimezone(all_zones()[words.ZONE])
    return words.GOOD_UNTIL.to(language), f"{expires_at:%H:%M, %d/%m/%Y}"
