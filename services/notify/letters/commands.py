"""Mails that are about no meeting: of an account (choose a password, confirm an address), and of a report of use."""

from datetime import date
from typing import Any

from services.notify.deliveries.model import Delivery
from services.notify.inbox.commands import put_into_inbox
from services.notify.inbox.model import InboxEntry
from services.notify.letters import words
from services.notify.letters.words import Link
from services.notify.mails.commands import mail_of
from services.notify.mails.model import Letter, Mail, Recipient
from services.notify.mails.recipients import recipient_of
from services.notify.notices.model import Template
from services.notify.world import World
from shared import tracing
from shared.aggregates import Act
from shared.clock import from_text
from shared.events.envelope import Event
from shared.events.gateway import AddressConfirmationAsked, ContactChanged, ResetAsked, UsageReportMade
from shared.ids import derived_id
from shared.store.port import Document
from shared.words import Channel, Language, ReportPeriod
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
            recorded_at=event.recordedtime,
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
    is_late = "expires_at" in about and from_text(about["expires_at"]) <= now
    if is_late or (person and not person["active"]):
        return None
    recipient = await recipient_of(world, delivery.person_id, person, address=about.get("address"))
    signature = await _signature(world, person)
    if delivery.template is Template.USAGE_REPORT:
        letter = await _report_letter(world, about, recipient, signature)
    else:
        letter = _letter(world, delivery.template, about, recipient, signature)
    return await mail_of(world, delivery, letter, recipient)


async def _plan(world: World, person_id: str, template: Template, about: Document, event: Event) -> None:
    delivery = Delivery(
        id=f"{event.time:%Y%m%d%H%M%S%f}-{derived_id(event.id, person_id, Channel.MAIL)}",
        at=event.time,
        recorded_at=event.recordedtime,
        person_id=person_id,
        template=template,
        meeting_id="",
        path=await world.directory.path_of_person(person_id),
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
    link = Link(f"{world.public}/reports/{about['report_id']}", words.OPEN_REPORT)
    return words.letter(words.REPORT, recipient, table, link, signature)


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
