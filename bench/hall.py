"""A hall of forty people and one called meeting with a 30-item agenda, made by the product's own commands."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from services.gateway.app import Gateway
from services.gateway.app import build as build_gateway
from services.gateway.people.commands import Account, create_person
from services.gateway.people.model import Person
from services.gateway.setup.commands import Beginning, set_up
from services.meeting.agenda_items.commands import add_item
from services.meeting.agenda_items.model import AgendaItem
from services.meeting.app import build as build_meeting
from services.meeting.meetings.commands import call_meeting, create_meeting
from services.meeting.meetings.model import Meeting
from services.meeting.participants.commands import add_participant
from shared.aggregates import Act
from shared.app import Kit, Service, application
from shared.audience import EVERY_DELEGATE, Audience
from shared.auth import Verifier
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.settings import Settings
from shared.words import ItemKind, Kind, Language, Mode, ParticipantRole
from tests.factories.installation import until

PEOPLE = 40
ITEMS = 30
FACTS = "facts.json"


@dataclass(slots=True)
class Hall:
    app: web.Application
    kit: Kit
    gateway: Gateway
    meeting: Service


@asynccontextmanager
async def hall(folder: Path, *, mounted: bool = True) -> AsyncIterator[Hall]:
    """Not yet listening. Without the gateway mounted, the meeting service trusts a valid token, as when it runs alone.

    The web app's files are left out: their reading would be counted as start-up, and nobody asks for them here.
    """
    settings = Settings(data=folder / "data", public_url="http://127.0.0.1:8080")
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, SystemClock(), cursors)
        gateway = await asyncio.to_thread(build_gateway, kit)
        meeting = await asyncio.to_thread(build_meeting, kit)
        door = Door(Verifier(gateway.keys), cursors, kit.clock)
        if mounted:
            door = Door(Verifier(gateway.keys), cursors, kit.clock, gateway.check_session, gateway.admit_stranger)
        services = [meeting, gateway.service] if mounted else [meeting]
        yield Hall(application(services, door, backends), kit, gateway, meeting)


async def furnish(folder: Path) -> dict[str, Any]:
    """Fills an empty folder; gives meeting, caller (a person) and accounts, which also stand in its facts.json."""
    async with hall(folder) as made:
        runner = web.AppRunner(made.app)
        await runner.setup()
        facts = await _furnish(made)
        await _settle(made)
        await runner.cleanup()
    await asyncio.to_thread((folder / FACTS).write_text, json.dumps(facts), "utf-8")
    return facts


async def copied(folder: Path, name: str) -> Path:
    """A hall of its own for another process."""
    copy = folder.with_name(name)
    await asyncio.to_thread(shutil.copytree, folder, copy)
    return copy


async def _furnish(made: Hall) -> dict[str, Any]:
    act = Act(made.kit.clock.now())
    chair = await set_up(made.gateway.world, _beginning(), act)
    accounts, people = [], []
    for number in range(PEOPLE):
        account = Account(f"daibieu{number}", f"Đại biểu {number}", chair.organisation_id)
        person, password = await create_person(made.gateway.world, account, f"account-{number}", act)
        accounts.append({"name": account.name, "password": password})
        people.append(person)
    await _settle(made)
    meeting_id = await _meeting(made, chair, people, act)
    return {"meeting": meeting_id, "caller": people[0].id, "accounts": accounts}


def _beginning() -> Beginning:
    return Beginning(
        organisation_name="Ủy ban nhân dân tỉnh",
        short_name="UBND tỉnh",
        level="province",
        since=date(2000, 1, 1),
        name="quantri",
        full_name="Trần Thị Quản Trị",
        title="Quản trị viên",
        email=None,
        language=Language.VIETNAMESE,
        password="một câu dài để nhớ",
    )


async def _meeting(made: Hall, chair: Person, people: list[Person], act: Act) -> str:
    world, starts_at = made.meeting.world, made.kit.clock.now() + timedelta(days=30)
    meeting = Meeting(
        id="meeting-1",
        organisation_id=chair.organisation_id,
        title="Phiên họp thường kỳ",
        kind=Kind.WORK_RESOLVING,
        mode=Mode.HYBRID,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        zone="Asia/Ho_Chi_Minh",
        chair_id=chair.id,
        secretary_ids=[chair.id],
    )
    await create_meeting(world, meeting, act)
    await _settle(made)
    for person in people:
        await add_participant(world, meeting.id, person.id, ParticipantRole.DELEGATE, act)
    for item in _items(meeting.id, people):
        await add_item(world, meeting.id, item, None, act)
    await call_meeting(world, meeting.id, None, None, act)
    return meeting.id


def _items(meeting_id: str, people: list[Person]) -> list[AgendaItem]:
    """Each third is meant for one other delegate, so that the caller is shown twenty and the rest is filtered."""
    closed = Audience(people=(people[1].id,))
    return [
        AgendaItem(
            id=f"item-{number}",
            meeting_id=meeting_id,
            title=f"Nội dung thứ {number}: báo cáo tình hình và nhiệm vụ trọng tâm",
            kind=ItemKind.DISCUSSION,
            planned_minutes=15,
            presenter_ids=[people[number % PEOPLE].id if number % 3 else people[1].id],
            audience=EVERY_DELEGATE if number % 3 else closed,
        )
        for number in range(ITEMS)
    ]


async def _settle(made: Hall) -> None:
    """Until every reaction has heard what was said."""
    log = made.kit.backends.log
    groups = [*made.meeting.reactions, *made.gateway.service.reactions]

    async def all_heard() -> bool:
        return not sum([await log.behind(group.group, group.topics) for group in groups])

    await until(all_heard)
