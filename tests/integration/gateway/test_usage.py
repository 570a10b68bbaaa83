"""First usage figures: counted once however often a fact is heard, by the level of that day and by mode."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from services.gateway.usage.figures import Figures
from services.gateway.usage.reactions import UsageReactions
from services.gateway.usage.store import Contributions
from shared.clock import SystemClock
from shared.events import documents, meeting
from shared.events.documents import DocumentReleased, SittingEnded
from shared.events.envelope import Event, Fact
from shared.events.meeting import InvitationAnswered, MeetingCalled, MeetingCreated
from shared.events.registry import fact_of
from tests.integration.gateway.conftest import Browser, Hop, new_unit

Said = list[Event]


@pytest.fixture
async def commune(quantri: Browser, root_id: str) -> str:
    """Was a district until 30 June 2025."""
    unit = await new_unit(quantri, root_id, "Xã", level="district", since="2010-01-01")
    await quantri.send("PATCH", f"/api/organisations/{unit}", {"level": {"level": "commune", "since": "2025-07-01"}})
    return unit


def event(source: str, subject: str, sequence: int, fact: Fact) -> Event:
    return Event(
        id=f"{subject}-{sequence}",
        source=source,
        type=fact.type,
        time=SystemClock().now(),
        subject=subject,
        partitionkey="m1",
        sequence=sequence,
        data=fact.model_dump(mode="json"),
    )


def called(organisation_id: str, starts_at: str) -> list[Fact]:
    facts = MeetingCalled.example["meeting"] | {"organisation_id": organisation_id, "starts_at": starts_at}
    draft = facts | {"state": "draft", "called_at": None}
    return [MeetingCreated.model_validate({"meeting": draft}), MeetingCalled.model_validate({"meeting": facts})]


def busy_meeting(organisation_id: str, starts_at: str = "2026-11-25T01:30:00.000000Z") -> Said:
    """Called; one paper released twice, read in two sittings; one answer, changed once."""
    answer = InvitationAnswered.model_validate(InvitationAnswered.example)
    released = DocumentReleased.model_validate(DocumentReleased.example)
    sitting = SittingEnded.model_validate(SittingEnded.example)
    parts: list[tuple[str, str, Sequence[Fact]]] = [
        (documents.SOURCE, "reading/r1", [sitting, sitting]),
        (documents.SOURCE, "document/d1", [released, released]),
        (meeting.SOURCE, "participation/q1", [answer, answer]),
        (meeting.SOURCE, "meeting/m1", called(organisation_id, starts_at)),
    ]
    return [
        event(source, subject, sequence, fact)
        for source, subject, facts in parts
        for sequence, fact in enumerate(facts, 1)
    ]


async def hear(hop: Hop, said: Said) -> None:
    usage = hop.gateway.service.reactions[1]
    for one in said:
        await usage.hear(one)


async def figures(hop: Hop, browser: Browser) -> dict[str, Any]:
    """As a fresh process counts them."""
    world = hop.gateway.world
    await Figures(Contributions(hop.kit.backends.store, SystemClock()), world.organisations, SystemClock()).refresh()
    text = await (await browser.client.get("/metrics")).text()
    lines = [line.rpartition(" ") for line in text.splitlines() if line.startswith("hop_")]
    names = ("hop_meetings_called{", "hop_papers_released{", "hop_pages_read{", "hop_answers_given{")
    return {name: float(value) for name, _, value in lines if name.startswith(names)}


def labelled(level: str) -> dict[str, float]:
    labels = f'{{level="{level}",mode="hybrid"}}'
    return {
        f"hop_meetings_called{labels}": 1,
        f"hop_papers_released{labels}": 1,
        f"hop_pages_read{labels}": 6,
        f"hop_answers_given{labels}": 1,
    }


async def test_use_is_counted_by_level_and_mode(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, busy_meeting(commune))
    assert await figures(hop, quantri) == labelled("commune")


async def test_meeting_counts_at_the_level_of_its_day(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, busy_meeting(commune, "2024-11-25T01:30:00.000000Z"))
    assert await figures(hop, quantri) == labelled("district")


async def test_facts_heard_twice_count_once(hop: Hop, quantri: Browser, commune: str) -> None:
    """Also when a crash came between the effect and the mark, which the second round leaves out."""
    said = busy_meeting(commune)
    await hear(hop, said + said)
    handlers = UsageReactions(hop.gateway.world.contributions).handlers()
    for one in said:
        fact = fact_of(one)
        if fact and type(fact) in handlers:
            await handlers[type(fact)](fact, one)
    assert await figures(hop, quantri) == labelled("commune")


async def test_draft_is_no_meeting_called(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, busy_meeting(commune)[-2:-1])
    assert await figures(hop, quantri) == {}


async def test_running_process_adds_what_it_hears(hop: Hop, quantri: Browser, commune: str) -> None:
    world = hop.gateway.world
    running = Figures(world.contributions, world.organisations, SystemClock())
    await running.refresh()
    await hear(hop, busy_meeting(commune))
    await running.refresh()
    metrics = await (await quantri.client.get("/metrics")).text()
    assert 'hop_pages_read{level="commune",mode="hybrid"} 6.0' in metrics


async def test_metrics_are_for_this_machine_only(quantri: Browser) -> None:
    answer = await quantri.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status == 404
    assert await asyncio.gather(answer.read())
