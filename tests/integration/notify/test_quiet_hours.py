"""At night mail waits for the morning, unless the meeting begins before then."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from services.notify.deliveries.commands import send_due
from services.notify.deliveries.model import DeliveryState
from services.notify.deliveries.store import DELIVERIES
from shared.clock import SetClock
from shared.events import gateway
from shared.events.gateway import HouseRules, QuietSpan
from shared.events.meeting import (
    AnswersAwaited,
    MeetingCalled,
    MeetingCancelled,
    MeetingChanged,
    MeetingNears,
    MeetingPostponed,
)
from shared.store.port import every
from shared.words import Nearness
from tests.factories.facts import meeting_facts, organisation
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import lateness, read_mails, taken_since, wait_for_mails
from tests.integration.notify.saying import call, draft, release, say_of_meeting
from tests.integration.notify.test_digests import let_pass

LATE = datetime(2030, 11, 20, 15, 30, tzinfo=UTC)  # 22:30 in Vietnam
MINE = "/api/me/quiet-hours"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(LATE)


@pytest.fixture
async def hop(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    monkeypatch.setenv("QUIET_HOURS", "22:00-06:00")
    monkeypatch.setenv("DIGEST_MINUTES", "5")
    async with installation(tmp_path, build, clock=clock) as running:
        await populate(running)
        await draft(running)
        yield running


async def being_sent(world: Any) -> bool:
    """By the dispatcher, which runs beside."""
    found = every(world.store, DELIVERIES, "below", each="o1")
    return any([one.body["state"] == DeliveryState.SENDING async for one in found])


async def sent(hop: Installation) -> list[str]:
    """To whom, once everything that is due was attempted."""
    world = hop.services[0].world
    while await send_due(world) or await being_sent(world):
        continue
    return sorted(str(mail["To"].addresses[0].username) for mail in await read_mails(hop))


async def test_invitation_of_the_night_arrives_in_the_morning(hop: Installation, clock: SetClock) -> None:
    await call(hop)
    assert await sent(hop) == []
    assert (await hop.person("an").get("/api/inbox"))["unread"] == 1
    await let_pass(hop, clock, timedelta(hours=7, minutes=29))
    assert await sent(hop) == []
    await let_pass(hop, clock, timedelta(minutes=1))
    assert len(await wait_for_mails(hop, 5)) == 5


async def test_what_waits_for_the_morning_is_not_late(hop: Installation, clock: SetClock) -> None:
    taken, late = lateness()
    await call(hop)
    assert await sent(hop) == []
    await let_pass(hop, clock, timedelta(hours=7, minutes=32))
    await wait_for_mails(hop, 5)
    await until(lambda: taken_since(taken, 5))
    assert lateness() == pytest.approx((taken + 5, late + 5 * 120))


async def test_papers_of_the_night_are_one_mail_in_the_morning(hop: Installation, clock: SetClock) -> None:
    await call(hop)
    for number in range(4):
        await release(hop, f"d{number}")
        await let_pass(hop, clock, timedelta(hours=1))
        assert await sent(hop) == []
    await let_pass(hop, clock, timedelta(hours=4))
    assert (await sent(hop)).count("an") == 2


async def test_nothing_waits_that_concerns_a_meeting_before_the_morning(hop: Installation, clock: SetClock) -> None:
    await call(hop, starts_at="2030-11-20T20:00:00Z", ends_at="2030-11-20T21:00:00Z")
    assert len(await wait_for_mails(hop, 5)) == 5


async def test_cancellation_of_what_was_never_told_is_all_that_arrives(hop: Installation, clock: SetClock) -> None:
    await call(hop)
    cancelled = meeting_facts(state="cancelled", state_reason="Bão", calendar_sequence=1)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=True))
    assert await sent(hop) == []
    await let_pass(hop, clock, timedelta(hours=8))
    assert (await sent(hop)).count("an") == 1


def nears(**fields: Any) -> MeetingNears:
    return MeetingNears(meeting=meeting_facts(**fields), within=Nearness.DAY)


async def subjects(hop: Installation, clock: SetClock) -> list[str]:
    """Of what "an" is told in the morning."""
    await let_pass(hop, clock, timedelta(hours=8))
    await sent(hop)
    return [str(mail["Subject"]) for mail in await read_mails(hop, "an")]


TOMORROW = {"starts_at": "2030-11-21T09:00:00Z", "ends_at": "2030-11-21T10:00:00Z"}


async def remind_of_tomorrow(hop: Installation) -> None:
    await call(hop, **TOMORROW)
    awaited = AnswersAwaited(meeting=meeting_facts(**TOMORROW), person_ids=("an",))
    await say_of_meeting(hop, nears(**TOMORROW), awaited)


async def test_reminders_of_a_meeting_that_was_postponed_a_second_later_are_not_sent(
    hop: Installation, clock: SetClock
) -> None:
    """They were right when they were planned, and wait for the morning."""
    await remind_of_tomorrow(hop)
    clock.moment += timedelta(seconds=1)
    postponed = meeting_facts(state="postponed", state_reason="Bão", calendar_sequence=1, **TOMORROW)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed))
    (told,) = await subjects(hop, clock)
    assert "Hoãn" in told


async def test_reminders_of_a_meeting_that_was_called_to_another_day_meanwhile_are_not_sent(
    hop: Installation, clock: SetClock
) -> None:
    await remind_of_tomorrow(hop)
    postponed = meeting_facts(state="postponed", state_reason="Bão", calendar_sequence=1, **TOMORROW)
    again = meeting_facts(called_at=LATE + timedelta(seconds=1), calendar_sequence=2)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed), MeetingCalled(meeting=again))
    told = await subjects(hop, clock)
    assert [word for word in told if "Nhắc" in word] == []


@pytest.mark.parametrize(("change", "reminders"), [({}, 0), ({"place": "Phòng 2"} | TOMORROW, 1)], ids=["day", "place"])
async def test_reminder_falls_away_when_the_day_changes_and_not_when_the_place_does(
    hop: Installation, clock: SetClock, change: dict[str, str], reminders: int
) -> None:
    await call(hop, **TOMORROW)
    await say_of_meeting(hop, nears(**TOMORROW))
    changed = ("place",) if change else ("ends_at", "starts_at")
    facts = meeting_facts(calendar_sequence=1, **change)
    await say_of_meeting(hop, MeetingChanged(meeting=facts, changed=changed))
    assert len([one for one in await subjects(hop, clock) if "Nhắc" in one]) == reminders


async def test_each_chooses_his_own(hop: Installation, clock: SetClock) -> None:
    an, binh = hop.person("an"), hop.person("binh")
    usual = {"on": True, "begins": "22:00", "ends": "06:00", "zone": "Asia/Ho_Chi_Minh"}
    assert await an.get(MINE) == usual | {"own": False, "usual": usual}
    assert await an.send("PUT", MINE, usual | {"on": False}) == usual | {"on": False, "own": True, "usual": usual}
    longer = usual | {"ends": "07:30"}
    assert await binh.send("PUT", MINE, longer) == longer | {"own": True, "usual": usual}
    await call(hop)
    assert await sent(hop) == ["an"]
    await let_pass(hop, clock, timedelta(hours=8))
    assert await sent(hop) == ["an", "chair", "guest", "secretary"]
    await let_pass(hop, clock, timedelta(hours=1))
    assert "binh" in await sent(hop)


def quiet(begins: str, ends: str, *, on: bool = True) -> HouseRules:
    return HouseRules(quiet_hours=QuietSpan(on=on, begins=begins, ends=ends, zone="Asia/Ho_Chi_Minh"))


async def decide(hop: Installation, rules: HouseRules, *above: str) -> None:
    """As the people's body has decided."""
    await hop.say(gateway.SOURCE, "organisation", "o1", organisation("o1", *above, rules=rules))


async def test_hours_of_the_body_hold_for_whoever_chose_none(hop: Installation, clock: SetClock) -> None:
    await decide(hop, quiet("22:00", "05:00"))
    await hop.person("binh").send("PUT", MINE, {"on": True, "begins": "22:00", "ends": "07:30"})
    await call(hop)
    assert await sent(hop) == []
    await let_pass(hop, clock, timedelta(hours=6, minutes=31))
    assert await sent(hop) == ["an", "chair", "guest", "secretary"]
    await let_pass(hop, clock, timedelta(hours=3))
    assert "binh" in await sent(hop)


async def test_body_that_wants_none_is_heard_above_the_installation(hop: Installation, clock: SetClock) -> None:
    await decide(hop, quiet("22:00", "05:00", on=False))
    await call(hop)
    assert len(await wait_for_mails(hop, 5)) == 5


async def test_body_above_decides_where_ones_own_has_not(hop: Installation) -> None:
    await hop.say(gateway.SOURCE, "organisation", "top", organisation("top", rules=quiet("20:00", "07:00")))
    await decide(hop, HouseRules(), "top")
    shown = await hop.person("an").get(MINE)
    assert (shown["begins"], shown["ends"], shown["own"]) == ("20:00", "07:00", False)


async def test_whoever_gives_his_own_hours_up_follows_his_body_again(hop: Installation) -> None:
    an = hop.person("an")
    await an.send("PUT", MINE, {"on": True, "begins": "23:00", "ends": "04:00"})
    await decide(hop, quiet("21:00", "06:30"))
    assert (await an.get(MINE))["usual"]["begins"] == "21:00"
    for _ in range(2):
        left = await an.send("DELETE", MINE)
        assert (left["begins"], left["ends"], left["own"]) == ("21:00", "06:30", False)
    again = await an.send("PUT", MINE, {"on": False})
    assert (again["on"], again["own"]) == (False, True)


@pytest.mark.parametrize("wrong", [{"begins": "24:00"}, {"begins": "06:00"}, {"zone": "Mars/Base"}, {"ends": "6h"}])
async def test_what_is_no_span_is_refused(hop: Installation, wrong: dict[str, str]) -> None:
    assert await hop.person("an").problem("PUT", MINE, {"on": True} | wrong) == "invalid"
