"""Mails that are about no meeting: a link to choose a password, word to an address that is his no more, a report."""

import asyncio
from datetime import date
from typing import Any

from services.notify.deliveries.model import Delivery
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.letters import words
from services.notify.mails.model import Letter, Mail, Recipient, write_mail
from services.notify.mails.recipients import recipient_of
from services.notify.notices.model import Template
from services.notify.world import World
from shared import tracing
from shared.aggregates import Act
from shared.clock import from_text
from shared.events.envelope import Event
from shared.events.gateway import ContactChanged, ResetAsked, UsageReportMade
from shared.ids import derived_id
from shared.store.port import Document
from shared.words import Channel, ReportPeriod
from shared.zones import all_zones


async def plan_reset(world: World, fact: ResetAsked, event: Event) -> None:
    about = fact.model_dump(mode="json", include={"name", "code", "expires_at"})
    await _plan(world, fact.person_id, Template.PASSWORD_RESET, about, event)


async def plan_farewell(world: World, fact: ContactChanged, event: Event) -> None:
    """To the address before, when it was another: whoever reads it learns of a change that he did not ask for."""
    contact = await world.audiences.contacts.get(fact.person_id)
    before = contact["email_before"] if contact else None
    if before and before != fact.email:
        await _plan(world, fact.person_id, Template.ADDRESS_CHANGED, {"address": before}, event)


async def plan_report(world: World, fact: UsageReportMade, event: Event) -> None:
    """To those named, by mail and inbox; whoever made it himself has it before him."""
    about = fact.model_dump(mode="json", include={"report_id", "organisation_id", "period", "since", "until"})
    for person_id in fact.recipients:
        if person_id == event.actor:
            continue
        await _plan(world, person_id, Template.USAGE_REPORT, about, event)
        entry = InboxEntry(
            id=f"{event.time:%Y%m%d%H%M%S%f}-{derived_id(event.id, person_id, Channel.INBOX)}",
            at=event.time,
            fact_id=event.id,
            person_id=person_id,
            kind=Template.USAGE_REPORT,
            meeting_id="",
            report=about,
        )
        await put_into_inbox(world, entry, Act(world.clock.now(), cause_id=event.id))


async def compose_letter(world: World, delivery: Delivery) -> Mail | None:
    """None when it came too late. Raises NotTaken for a mail that cannot be addressed."""
    about, now = delivery.subject or {}, world.clock.now()
    person = await world.directory.people.get(delivery.person_id)
    is_late = delivery.template is Template.PASSWORD_RESET and from_text(about["expires_at"]) <= now
    if is_late or (person and not person["active"]):
        return None
    recipient = await recipient_of(world, delivery.person_id, person, address=about.get("address"))
    signature = await _signature(world, person)
    if delivery.template is Template.USAGE_REPORT:
        letter = await _report_letter(world, about, recipient, signature)
    else:
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


async def _report_letter(world: World, about: Any, recipient: Recipient, signature: str) -> Letter:
    """No figure travels in the mail: whoever reads it signs in."""
    language, key = recipient.language, about["organisation_id"]
    organisation = (await world.directory.organisation_refs([key]))[key]["name"]
    period = words.period(ReportPeriod(about["period"]), date.fromisoformat(about["since"]), language)
    table = [(words.BODY.to(language), organisation), (words.PERIOD.to(language), period)]
    link = f"{world.public}/reports/{about['report_id']}"
    return words.letter(words.REPORT, recipient, table, link, signature, words.OPEN_REPORT)


def _letter(world: World, template: Template, about: Any, recipient: Recipient, signature: str) -> Letter:
    language = recipient.language
    if template is Template.PASSWORD_RESET:
        expires_at = from_text(about["expires_at"]).astimezone(all_zones()[words.ZONE])
        table = [
            (words.NAME.to(language), about["name"]),
            (words.GOOD_UNTIL.to(language), f"{expires_at:%H:%M, %d/%m/%Y}"),
        ]
        return words.letter(words.RESET, recipient, table, f"{world.public}/reset#{about['code']}", signature)
    return words.letter(words.FAREWELL, recipient, [], "", signature)
