"""Loads the province: its units, its people with their roles, and the one password of the demo."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

from services.demo.history import History
from services.demo.province import ADMINISTRATOR, COMMUNES_SINCE, PEOPLE, ROOT, UNITS, Somebody, Unit
from services.demo.rooms import load_rooms
from services.demo.steps import Steps
from services.gateway.passwords.commands import set_password
from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID, Beginning, is_set_up, set_up
from services.gateway.setup.model import SET_UP_ID
from services.gateway.world import World
from services.gateway.yardsticks.commands import set_yardsticks
from services.gateway.yardsticks.model import Yardsticks
from shared.aggregates import Act
from shared.events.gateway import Baseline, PaperRate, Target
from shared.groups import task_group
from shared.store.port import Document
from shared.words import Language, Measure

BEFORE = timedelta(days=90)  # the installation is older than the first of its meetings

SAMPLE = "Số liệu mẫu để dùng thử"
E_CABINET = "Định hướng của hệ thống e-Cabinet quốc gia"

DEMO = "demo"  # marks the installation as one whose people share a password

Places = dict[str, str]
"""Ids of units by the demo's names for them."""


async def is_demo(gateway: World) -> bool:
    there = await gateway.set_ups.look_up(SET_UP_ID)
    return there is not None and there.fingerprint == DEMO


async def is_real(gateway: World) -> bool:
    """Set up by somebody for his own use."""
    return await is_set_up(gateway) and not await is_demo(gateway)


async def load_people(history: History, steps: Steps, gateway: World, began: datetime, password: str) -> Places:
    at = began - BEFORE
    await steps.once("root", _root(gateway, password, at))
    places = {ROOT.key: ROOT_ID}
    for unit in UNITS:
        gave = await steps.once(f"unit/{unit.key}", _unit(history, unit, places, at))
        places[unit.key] = gave["id"]
    async with task_group() as group:
        for person in PEOPLE:
            if person is not ADMINISTRATOR:
                group.create_task(steps.once(f"person/{person.name}", _person(history, person, places, at)))
    await _give_password(steps, gateway, password)
    await steps.once("yardsticks", _yardsticks(gateway, at))
    await history.settle()
    await load_rooms(history, steps, at)
    return places


def _yardsticks(gateway: World, at: datetime) -> Callable[[], Awaitable[Document]]:
    """Of the province, for all below it. Numbers nobody has measured say so in their source."""

    async def do() -> Document:
        since = date(at.year, 1, 1)
        paper = PaperRate(since=since, dong_per_page=350, grams_per_sheet=5.0, pages_per_sheet=2, source=SAMPLE)
        targets = [
            Target(measure=measure, level=level, percent=percent, since=since, until=None, source=source)
            for level in ("province", "commune")
            for measure, percent, source in (
                (Measure.MEETINGS_SHORTER, 30, E_CABINET),
                (Measure.MEETINGS_ELECTRONIC, 100, E_CABINET),
                (Measure.PAPERS_OPENED, 80, SAMPLE),
            )
        ]
        own = await gateway.yardsticks.look_up(ROOT_ID) or Yardsticks(id=ROOT_ID)
        await set_yardsticks(gateway, own, [paper], Baseline(minutes=180, source=SAMPLE), targets, Act(at))
        return {}

    return do


def _root(gateway: World, password: str, at: datetime) -> Callable[[], Awaitable[Document]]:
    async def do() -> Document:
        beginning = Beginning(
            organisation_name=ROOT.name,
            short_name=ROOT.short_name,
            level=ROOT.level,
            since=ROOT.since,
            name=ADMINISTRATOR.name,
            full_name=ADMINISTRATOR.full_name,
            title=ADMINISTRATOR.title,
            email=ADMINISTRATOR.email,
            language=Language.VIETNAMESE,
            password=password,
        )
        if not await is_set_up(gateway):
            await set_up(gateway, beginning, Act(at, actor_id=person_id_of(ADMINISTRATOR.name)), DEMO)
        return {}

    return do


def _unit(history: History, unit: Unit, places: Places, at: datetime) -> Callable[[], Awaitable[Document]]:
    async def do() -> Document:
        body = {
            "name": unit.name,
            "short_name": unit.short_name,
            "parent_id": places[unit.parent],
            "level": unit.level,
            "since": unit.since.isoformat(),
        }
        made = await history.ask(ADMINISTRATOR, at, "POST", "/api/organisations", body, key=unit.key)
        if unit.merged_into:
            merger = {
                "kind": "merge",
                "on": COMMUNES_SINCE.isoformat(),
                "sources": [made["id"]],
                "into": places[unit.merged_into],
            }
            await history.ask(ADMINISTRATOR, at, "POST", "/api/reorganisations", merger, key=f"merge {unit.key}")
        return {"id": made["id"]}

    return do


def _person(history: History, person: Somebody, places: Places, at: datetime) -> Callable[[], Awaitable[Document]]:
    async def do() -> Document:
        home = places[person.unit]
        body = {
            "name": person.name,
            "full_name": person.full_name,
            "email": person.email,
            "organisation_id": home,
            "posts": [{"organisation_id": home, "title": person.title}],
        }
        made = await history.ask(ADMINISTRATOR, at, "POST", "/api/people", body, key=person.name)
        for role, unit in person.roles:
            granted: dict[str, Any] = {"role": role.value, "organisation_id": places[unit]}
            await history.ask(ADMINISTRATOR, at, "POST", f"/api/people/{made['id']}/roles", granted)
        return {}

    return do


async def _give_password(steps: Steps, gateway: World, password: str) -> None:
    """Not again at the next start, so that whoever chose his own keeps it; only when the demo's own has changed."""
    if await gateway.hasher.verify(await steps.password_hash(), password):
        return
    act = Act(gateway.clock.now())
    async with task_group() as group:
        for person in PEOPLE:
            group.create_task(set_password(gateway, person_id_of(person.name), password, act))
    await steps.note_password(await gateway.hasher.hash(password))
