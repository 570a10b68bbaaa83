"""Ten changes in a few minutes are one mail, and nobody waits for what cannot wait."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from services.notify.app import build
from services.notify.deliveries import commands
from services.notify.deliveries.bundles import gather, leader_of
from services.notify.deliveries.model import Delivery, DeliveryState
from services.notify.deliveries.store import DELIVERIES
from shared.aggregates import Act
from shared.clock import SetClock
from shared.events.documents import DocumentChanged, DocumentRecalled
from shared.events.gateway import CONTACTS, ContactChanged
from shared.events.meeting import MeetingCancelled, MeetingChanged
from shared.store.port import every
from shared.words import Language
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import lateness, read_mails
from tests.integration.notify.saying import call, document_facts, draft, release, say_of_document, say_of_meeting

NOW = datetime(2030, 11, 20, 2, 0, tzinfo=UTC)
WINDOW = timedelta(minutes=5)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def hop(tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    monkeypatch.setenv("DIGEST_MINUTES", "5")
    async with installation(tmp_path, build, clock=clock) as running:
        await populate(running)
        await draft(running)
        await call(running)
        await mails(running, "an", 1)
        yield running


async def mails(hop: Installation, person_id: str, count: int) -> list[Any]:
    async def there() -> bool:
        return len(await read_mails(hop, person_id)) >= count

    await until(there)
    return await read_mails(hop, person_id)


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


async def waiting(hop: Installation) -> list[Delivery]:
    """What may be told in one mail with others to "an", oldest first."""
    found = every(hop.kit.backends.store, DELIVERIES, "below", each="o1")
    return [one for one in [Delivery.load(stored) async for stored in found] if one.person_id == "an" and one.bundle]


async def states(hop: Installation) -> list[DeliveryState]:
    return [one.state for one in await waiting(hop)]


async def let_pass(hop: Installation, clock: SetClock, time: timedelta) -> None:
    clock.moment += time
    hop.services[0].world.planned.set()


async def move(hop: Installation, sequence: int, **fields: Any) -> None:
    facts = meeting_facts(calendar_sequence=sequence, **fields)
    await say_of_meeting(hop, MeetingChanged(meeting=facts, changed=tuple(fields)))


async def ten_changes(hop: Installation, clock: SetClock) -> None:
    for number in range(5):
        await move(hop, number + 1, place=f"Phòng {number}")
        await release(hop, f"d{number}")
        clock.moment += timedelta(seconds=20)


async def test_ten_changes_in_a_few_minutes_are_one_mail(hop: Installation, clock: SetClock) -> None:
    await ten_changes(hop, clock)
    assert await states(hop) == [DeliveryState.WAITING] * 10
    await let_pass(hop, clock, WINDOW)
    _, digest = await mails(hop, "an", 2)
    assert str(digest["Subject"]) == "Cập nhật cuộc họp: Phiên họp thường kỳ"
    assert "- Cập nhật: thay đổi địa điểm; 5 tài liệu mới hoặc bản mới\n" in text_of(digest)
    assert "Báo cáo" not in str(digest)
    await until(lambda: all_in_one(hop))
    assert len(await read_mails(hop, "an")) == 2


async def test_what_is_gathered_is_not_late(hop: Installation, clock: SetClock) -> None:
    await until(lambda: all_sent(hop, 5))
    taken, late = lateness()
    await release(hop, "d1")
    await let_pass(hop, clock, WINDOW + timedelta(seconds=30))
    await until(lambda: all_sent(hop, 9))
    assert lateness() == pytest.approx((taken + 4, late + 4 * 30))


async def all_sent(hop: Installation, count: int) -> bool:
    found = [one.body["state"] async for one in every(hop.kit.backends.store, DELIVERIES, "below", each="o1")]
    return found == [DeliveryState.SENT] * count


async def all_in_one(hop: Installation) -> bool:
    return await states(hop) == [DeliveryState.SENT] + [DeliveryState.COLLECTED] * 9


async def decided(hop: Installation) -> bool:
    return DeliveryState.WAITING not in await states(hop)


async def test_calendar_entry_of_a_digest_is_the_newest(hop: Installation, clock: SetClock) -> None:
    await ten_changes(hop, clock)
    await let_pass(hop, clock, WINDOW)
    digest = (await mails(hop, "an", 2))[1]
    part = next(part for part in digest.walk() if part.get_content_type() == "text/calendar")
    event = Calendar.from_ical(part.get_content()).events[0]
    assert (part.get_param("method"), int(str(event["SEQUENCE"])), str(event["LOCATION"])) == ("REQUEST", 5, "Phòng 4")


async def test_inbox_does_not_wait(hop: Installation, clock: SetClock) -> None:
    await ten_changes(hop, clock)
    assert (await hop.person("an").get("/api/inbox"))["unread"] == 11


async def test_digest_of_papers_alone_has_no_calendar_and_speaks_the_readers_language(
    hop: Installation, clock: SetClock
) -> None:
    english = ContactChanged(person_id="an", email="an@tinh.example", language=Language.ENGLISH)
    await hop.say(CONTACTS, "contact", "an", english)
    for number in range(3):
        await release(hop, f"d{number}")
    await let_pass(hop, clock, WINDOW)
    digest = (await mails(hop, "an", 2))[1]
    assert [part.get_content_type() for part in digest.iter_parts()] == ["text/plain", "text/html"]
    assert "3 tài liệu" in text_of(digest)


async def test_cancellation_is_not_held_back_and_what_waited_falls_away(hop: Installation, clock: SetClock) -> None:
    await ten_changes(hop, clock)
    cancelled = meeting_facts(state="cancelled", state_reason="Bão", calendar_sequence=6)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=True))
    assert str((await mails(hop, "an", 2))[1]["Subject"]).startswith("Hủy họp")
    await let_pass(hop, clock, WINDOW)
    await until(lambda: decided(hop))
    assert len(await read_mails(hop, "an")) == 2


async def test_change_of_a_meeting_that_begins_soon_takes_along_what_waited(hop: Installation, clock: SetClock) -> None:
    await release(hop, "d1")
    soon = clock.moment + timedelta(minutes=50)
    await move(hop, 1, starts_at=soon, ends_at=soon + timedelta(hours=1))
    digest = (await mails(hop, "an", 2))[1]
    assert "thay đổi thời gian; 1 tài liệu" in text_of(digest)


async def test_paper_that_is_recalled_before_its_mail_is_not_announced(hop: Installation, clock: SetClock) -> None:
    await release(hop, "d1")
    await release(hop, "d2")
    await say_of_document(hop, "d1", DocumentRecalled(document=document_facts("d1", released=False), reason="Nhầm"))
    await let_pass(hop, clock, WINDOW)
    digest = (await mails(hop, "an", 2))[1]
    assert "1 tài liệu mới hoặc bản mới; 1 tài liệu đã thu hồi" in text_of(digest)


async def test_paper_that_admits_somebody_no_more_is_not_counted(hop: Installation, clock: SetClock) -> None:
    await release(hop, "d1")
    await release(hop, "d2")
    await say_of_document(hop, "d1", DocumentChanged(document=document_facts("d1", "delegate:binh")))
    await let_pass(hop, clock, WINDOW)
    assert "1 tài liệu mới" in text_of((await mails(hop, "an", 2))[1])
    assert "2 tài liệu mới" in text_of((await mails(hop, "binh", 2))[1])


async def test_next_window_is_another_mail(hop: Installation, clock: SetClock) -> None:
    await release(hop, "d1")
    await let_pass(hop, clock, WINDOW)
    await mails(hop, "an", 2)
    await release(hop, "d2")
    await let_pass(hop, clock, WINDOW)
    assert "1 tài liệu mới" in text_of((await mails(hop, "an", 3))[2])


async def test_what_was_collected_by_a_process_that_died_is_told_once(hop: Installation, clock: SetClock) -> None:
    """It died before the leader began: here we do what it did until then."""
    await ten_changes(hop, clock)
    world = hop.services[0].world
    leader = await leader_of(world, (await waiting(hop))[0])
    followers = await gather(world, leader)
    assert len(followers) == 9
    await release(hop, "d9")
    await let_pass(hop, clock, WINDOW)
    assert "6 tài liệu mới" in text_of((await mails(hop, "an", 2))[1])
    await let_pass(hop, clock, WINDOW)
    await until(lambda: decided(hop))
    assert len(await read_mails(hop, "an")) == 2


async def test_what_another_replica_collected_too_late_is_told_by_the_next_mail(
    hop: Installation, clock: SetClock
) -> None:
    """It took one along for a leader that had begun without it."""
    await release(hop, "d1")
    await let_pass(hop, clock, WINDOW)
    await mails(hop, "an", 2)
    await release(hop, "d2")
    late = next(one for one in await waiting(hop) if one.document_id == "d2")
    leader = next(one for one in await waiting(hop) if one.document_id == "d1")
    late.follow(leader.id, clock.moment + timedelta(minutes=1))
    await hop.services[0].world.deliveries.save(late, Act(clock.moment))
    await let_pass(hop, clock, timedelta(minutes=1))
    assert "1 tài liệu mới" in text_of((await mails(hop, "an", 3))[2])


async def test_two_dispatchers_at_once_send_one_mail(hop: Installation, clock: SetClock) -> None:
    await ten_changes(hop, clock)
    clock.moment += WINDOW
    world = hop.services[0].world
    await asyncio.gather(*(commands.send_due(world) for _ in range(4)))
    await until(lambda: decided(hop))
    assert len(await read_mails(hop, "an")) == 2
