"""What cannot be handled hides what depends on it: nothing is shown on the strength of an old state."""

from typing import Any

import pytest

from services.notify.deliveries.model import Reason
from shared.events import gateway, meeting
from shared.events.envelope import Event, Fact
from shared.events.gateway import PersonChanged
from shared.events.meeting import MeetingChanged, ParticipantRoleChanged
from shared.ids import participation_id
from shared.store.port import Collection, StoreAway
from tests.factories.facts import meeting_facts, participation_facts, person
from tests.factories.installation import Installation, until
from tests.integration.notify.saying import call, draft, release
from tests.integration.notify.stream import stream
from tests.integration.notify.test_live_stream import place_changed, until_place


async def lose_a_fact(hop: Installation, subject: str) -> None:
    """A later fact of the subject arrives and one before it never did."""
    fact: Fact = MeetingChanged(meeting=meeting_facts(place="Nơi kín"), changed=("place",))
    if subject.startswith("participation/"):
        fact = ParticipantRoleChanged(participation=participation_facts("an", "guest"))
    event = Event(
        id=f"after a gap of {subject}",
        source=meeting.SOURCE,
        type=fact.type,
        time=hop.kit.clock.now(),
        subject=subject,
        partitionkey="m1",
        sequence=1000,
        data=fact.model_dump(mode="json"),
    )
    await hop.kit.backends.store.insert(Collection("said.gap"), event.id, {}, [event])
    await hop.settle()


@pytest.mark.parametrize("subject", ["meeting/m1", f"participation/{participation_id('m1', 'an')}"])
async def test_inbox_shows_nothing_while_facts_are_parked(hop: Installation, subject: str) -> None:
    await draft(hop)
    await call(hop)
    assert (await hop.person("an").get("/api/inbox"))["unread"] == 1
    await lose_a_fact(hop, subject)
    assert await hop.person("an").get("/api/inbox") == {"items": [], "next": None, "unread": 0}


async def test_stream_tells_nothing_of_a_meeting_with_parked_facts(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    async with stream(hop.person("an")) as tablet:
        await lose_a_fact(hop, "meeting/m1")
        await release(hop, "d1")
        await hop.say(gateway.SOURCE, "person", "an", PersonChanged(person=person("an").person))
        await tablet.until_fact("person", "an")
        async with stream(hop.person("an"), tablet.mark) as resumed:
            told = [*tablet.facts, *resumed.facts]
        assert {one["kind"] for one in told} == {"person"}


async def test_mail_waits_while_facts_about_it_are_parked(hop: Installation) -> None:
    await draft(hop)
    await lose_a_fact(hop, f"participation/{participation_id('m1', 'an')}")
    await call(hop)

    async def decided() -> bool:
        listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
        states = {one["recipient"]["id"]: (one["state"], one["reason"]) for one in listed["items"]}
        return states.get("an") == ("failed", Reason.FACTS_PARKED) and states.get("binh") == ("sent", None)

    await until(decided)


async def test_streams_stay_open_while_the_store_is_away(hop: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    await draft(hop)
    await call(hop)
    membership = hop.services[0].world.membership
    among, failures = membership.among, iter([True])

    async def away_once(*asked: Any, **how: Any) -> object:
        if next(failures, False):
            raise StoreAway("disk full")
        return await among(*asked, **how)

    async with stream(hop.person("an")) as tablet:
        monkeypatch.setattr(membership, "among", away_once)
        await place_changed(hop, "Phòng 2")
        await until_place(tablet, "Phòng 2")
    assert not list(failures)
