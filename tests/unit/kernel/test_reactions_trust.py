"""What a consumer makes of events that their source may not send, or that are newer than it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.events import gateway, meeting
from shared.events.envelope import Event
from shared.events.gateway import CONTACTS, PersonChanged
from shared.events.meeting import MeetingChanged
from shared.events.registry import FACTS, OWNERS
from shared.reactions import Reactions
from shared.store.port import Store

PERSON, MEETING = "person/p1", "meeting/m1"


def event(source: str, subject: str, kind: str, sequence: int, data: dict[str, Any] | None = None) -> Event:
    name = f"{source}-{subject}-{sequence}-{kind}"
    example = FACTS[kind].example if kind in FACTS else {}
    return Event(
        id=name,
        source=source,
        type=kind,
        time=datetime.now(UTC),
        subject=subject,
        partitionkey="k",
        sequence=sequence,
        data=data or example,
    )


@pytest.fixture
def heard() -> list[int]:
    return []


@pytest.fixture
def reactions(store: Store, heard: list[int]) -> Reactions:
    async def note(fact: Any, one: Event) -> None:
        heard.append(one.sequence)

    topics = [gateway.SOURCE, meeting.SOURCE]
    return Reactions("s", "g", topics, store, SystemClock(), {PersonChanged: note, MeetingChanged: note})


@pytest.mark.parametrize(
    ("source", "subject", "kind"),
    [
        (meeting.SOURCE, PERSON, PersonChanged.type),  # another's fact
        (meeting.SOURCE, PERSON, MeetingChanged.type),  # its own fact, to spoil another's order
        (meeting.SOURCE, PERSON, "vn.hop.person.Promoted.v1"),  # a type nobody knows
        (CONTACTS, PERSON, PersonChanged.type),
        (gateway.SOURCE, "contact/p1", "vn.hop.contact.ContactChanged.v1"),
    ],
)
async def test_event_of_a_foreign_source_is_put_aside_and_touches_nobody(
    reactions: Reactions, heard: list[int], source: str, subject: str, kind: str
) -> None:
    await reactions.hear(event(source, subject, kind, 9))
    await reactions.hear(event(source, subject, kind, 9))
    assert [one["reason"] for one in await reactions.parked()] == ["foreign"]
    assert heard == []
    await reactions.hear(event(gateway.SOURCE, PERSON, PersonChanged.type, 1))
    assert heard == [1], "the true source goes on"
    assert not await reactions.is_parked(PERSON)


async def test_foreign_event_is_never_replayed(reactions: Reactions, heard: list[int]) -> None:
    await reactions.hear(event(meeting.SOURCE, PERSON, PersonChanged.type, 1))
    (parked,) = await reactions.parked()
    assert await reactions.replay(parked["subject"]) == 0
    assert await reactions.replay(PERSON) == 0
    assert heard == []
    assert len(await reactions.parked()) == 1


async def test_newer_version_of_a_fact_we_act_on_waits_for_our_upgrade(reactions: Reactions, heard: list[int]) -> None:
    await reactions.hear(event(meeting.SOURCE, MEETING, "vn.hop.meeting.MeetingChanged.v2", 1, {"new": 1}))
    await reactions.hear(event(meeting.SOURCE, MEETING, MeetingChanged.type, 2))
    assert [one["reason"] for one in await reactions.parked()] == ["NewerVersion", "behind"]
    assert heard == []


async def test_type_nobody_acts_on_is_passed_over(reactions: Reactions, heard: list[int]) -> None:
    await reactions.hear(event(meeting.SOURCE, MEETING, "vn.hop.meeting.Something.v1", 1, {"new": 1}))
    await reactions.hear(event(meeting.SOURCE, MEETING, MeetingChanged.type, 2))
    assert heard == [2]
    assert await reactions.parked() == []


def test_each_aggregate_has_one_source() -> None:
    assert OWNERS["contact"] == CONTACTS
    assert OWNERS["person"] == OWNERS["session"] == gateway.SOURCE
    assert OWNERS["meeting"] == OWNERS["participation"] == meeting.SOURCE
