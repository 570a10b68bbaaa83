"""Every consumer group of the code hears what at-least-once and a service broken into may send it.

The groups are those the services are built with, so that a new one is here without being named.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.hop.opened import Opened
from services.hop.rebuild import rebuild, rebuildable
from shared.events.envelope import Event
from shared.events.registry import FACTS, OWNERS, SOURCES
from shared.ids import derived_id
from shared.keeping import Kept
from shared.reactions import Reactions
from shared.settings import Settings
from tests.backends.kafka import send
from tests.factories.commune import Commune, commune
from tests.factories.events import NOON
from tests.factories.installation import until
from tests.factories.logs import set_up_logs
from tests.factories.passwords import quick_passwords as quick_passwords

pytestmark = pytest.mark.timeout(400)
set_up_logs()  # what is parked is logged with its cause: a hundred of them drawn for a terminal take minutes

OF_THE_GROUPS = ("marks", "parked")
TOLD = ("person_id", "template", "meeting_id")  # of mails, which find no server here and are tried again and again
NO_EVENTS: list[tuple[dict[str, bytes], bytes | None]] = [({}, b"\xff"), ({"ce_id": b"\xff"}, b"{}"), ({}, None)]


@pytest.fixture
def every_effect_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each process had died between each effect and its mark."""
    once = Reactions._handle

    async def twice(self: Reactions, event: Event) -> None:
        await once(self, event)
        await once(self, event)

    monkeypatch.setattr(Reactions, "_handle", twice)


def groups_of(hop: Commune) -> list[Reactions]:
    return [group for service in hop.product.services for group in service.reactions]


async def state(hop: Commune) -> dict[tuple[str, str], Any]:
    """Of all services, but for what the groups note about themselves."""
    found: list[Kept] = []
    async for batch in hop.product.kit.backends.keeping.documents(str):
        found += batch
    return {
        (one.collection, one.id): _lasting(one)
        for one in found
        if one.collection.partition(".")[2] not in OF_THE_GROUPS
    }


def _lasting(one: Kept) -> Any:
    if one.collection == "notify.deliveries" and one.body:
        return {name: one.body[name] for name in TOLD}
    return one.body


async def settled(hop: Commune) -> dict[tuple[str, str], Any]:
    """The state once it stays as it is: jobs done, papers checked, figures added up."""
    (gateway,) = (service for service in hop.product.services if service.name == "gateway")
    looks: list[dict[tuple[str, str], Any]] = [{}]

    async def stays() -> bool:
        await gateway.world.usage.settling.settle()
        looks.append(await state(hop))
        return looks[-1] == looks[-2]

    await until(stays, 60)
    return looks[-1]


async def said(hop: Commune) -> list[Event]:
    """All that the log has."""
    return [event async for batch in hop.product.kit.backends.keeping.events() for event in batch]


async def say(hop: Commune, events: Sequence[Event]) -> None:
    await hop.product.kit.backends.keeping.append(events)
    await hop.settle()


def told_by(source: str, kind: str, subject: str, **fields: Any) -> Event:
    given = {"id": derived_id(source, kind, subject), "source": source, "type": kind, "subject": subject, "time": NOON}
    return Event.model_validate(given | {"partitionkey": subject, "sequence": 1, "data": {}} | fields)


def foreign() -> list[Event]:
    """A fact of every aggregate, told by each source that may not tell it."""
    first = {kind.split(".")[2]: (kind, fact) for kind, fact in reversed(FACTS.items())}
    return [
        told_by(source, kind, f"{aggregate}/forged", data=fact.example)
        for aggregate, (kind, fact) in first.items()
        for source in SOURCES
        if source != OWNERS[aggregate]
    ]


def newer() -> list[Event]:
    """Every fact in a version that nobody knows yet, each of an aggregate of its own."""
    made = []
    for kind in FACTS:
        aggregate, stem = kind.split(".")[2], kind.rpartition(".")[0]
        made.append(told_by(OWNERS[aggregate], f"{stem}.v99", f"{aggregate}/newer-{stem}"))
    return made


async def effects_are_single(hop: Commune) -> None:
    """What people are told, once each; and copies of others' state are as the log alone would make them."""
    found = await settled(hop)
    told = {
        "notify.inbox": ("person_id", "kind", "meeting_id", "document_id", "about_id"),
        "notify.deliveries": TOLD,
    }
    for collection, names in told.items():
        entries = [body for (place, _), body in found.items() if place == collection]
        keys = Tally(tuple(body[name] for name in names) for body in entries)
        assert keys, collection
        assert max(keys.values()) == 1, keys
    opened = Opened(hop.product.kit, hop.product.services)
    for group in groups_of(hop):
        if rebuildable(opened, group):
            assert not await rebuild(opened, group), group.group
    assert await settled(hop) == found


async def reasons(group: Reactions) -> Tally[str]:
    return Tally(one["reason"] for one in await group.parked())


def not_events(group: Reactions) -> float:
    return REGISTRY.get_sample_value("hop_log_not_events_total", {"group": group.group}) or 0


async def test_no_group_acts_twice_or_on_what_is_not_for_it(settings: Settings, every_effect_twice: None) -> None:
    async with commune(settings) as hop:
        await hop.set_up()
        await hop.add_person("roi")
        await hop.hold_meeting()
        await (await hop.sign_in("binh")).send("PUT", f"{hop.path}/answer", {"answer": "accepted"})
        await (await hop.sign_in("quantri")).send("PATCH", f"/api/people/{hop.ids['roi']}", {"active": False})
        await hop.settle()
        groups, facts = groups_of(hop), await said(hop)
        for group in groups:
            heard = {event.type for event in facts if event.source in group.topics}
            assert heard & group.types, f"{group.group} heard nothing it acts on: give the story an act that it follows"
            assert not await group.parked(), group.group
        await effects_are_single(hop)
        before = await settled(hop)

        await say(hop, facts)
        assert await settled(hop) == before, "heard again, from the first fact on"

        await say(hop, [*foreign(), *newer()])
        for group in groups:
            wrong = [event for event in foreign() if event.source in group.topics]
            unknown = [kind for kind in group.types if OWNERS[kind.split(".")[2]] in group.topics]
            assert await reasons(group) == Tally(foreign=len(wrong), NewerVersion=len(unknown)), group.group
        counted = {group.group: not_events(group) for group in groups}
        for topic in SOURCES:
            for headers, value in NO_EVENTS:
                await send(settings, topic, b"k", value, headers)
        await hop.settle()
        for group in groups:
            assert not_events(group) - counted[group.group] == len(NO_EVENTS) * len(group.topics), group.group
        assert await settled(hop) == before, "nothing but the true order has an effect"
