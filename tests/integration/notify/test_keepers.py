"""Who is in charge of a room hears of its bookings: when, for whom and with what, never what the meeting is about."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from services.notify.app import build
from shared.clock import SetClock
from shared.events import meeting
from shared.events.meeting import (
    BookingSettled,
    MeetingCreated,
    RoomAdded,
    RoomBooked,
    RoomChanged,
    RoomFreed,
)
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import booking_facts, room_facts, say_of_calendar, say_of_meeting


async def ready(hop: Installation) -> None:
    await hop.say(meeting.SOURCE, "room", "r1", RoomAdded(room=room_facts()))
    await say_of_meeting(hop, MeetingCreated(meeting=meeting_facts(state="draft", called_at=None)))


async def kinds(hop: Installation, person_id: str) -> list[str]:
    """Oldest first."""
    return [one["kind"] for one in reversed((await hop.person(person_id).get("/api/inbox"))["items"])]


async def mails(hop: Installation, count: int) -> list[EmailMessage]:
    async def there() -> bool:
        return len(await read_mails(hop, "outsider")) >= count

    await until(there)
    return await read_mails(hop, "outsider")


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_booking_that_waits_is_told_with_services_and_without_the_matter(hop: Installation) -> None:
    await ready(hop)
    await say_of_calendar(hop, RoomBooked(booking=booking_facts()))
    (mail,) = await mails(hop, 1)
    for line in (
        "UBND tỉnh",
        "Phòng họp số 1",
        "Số người: 24",
        "Phục vụ: nước uống, biển tên",
        "Lưu ý: Cần 2 micro không dây",
        "xác nhận hoặc từ chối",
    ):
        assert line in text(mail)
    assert "Phiên họp thường kỳ" not in mail.as_string() + text(mail)
    (entry,) = (await hop.person("outsider").get("/api/inbox"))["items"]
    assert (entry["kind"], entry["meeting"], entry["booking"]["people"]) == ("room_asked", None, 24)


async def test_move_and_release_of_a_confirmed_booking_are_told(hop: Installation) -> None:
    await ready(hop)
    await say_of_calendar(hop, RoomBooked(booking=booking_facts(state="confirmed")))
    later = {"number": 2, "state": "confirmed", "starts_at": "2030-12-11T01:30:00Z", "ends_at": "2030-12-11T04:00:00Z"}
    await say_of_calendar(hop, RoomBooked(booking=booking_facts(**later)))
    await say_of_calendar(hop, RoomFreed(booking=booking_facts(**later | {"state": "released"})))
    _, moved, _ = await mails(hop, 3)
    assert "11/12/2030" in text(moved)
    assert await kinds(hop, "outsider") == ["room_booked", "room_booked", "room_freed"]


async def test_booking_over_the_end_of_a_month_is_told_once(tmp_path: Path) -> None:
    """Both calendars tell of it, in one act and so at one time."""
    async with installation(tmp_path, build, clock=SetClock(datetime(2030, 12, 1, tzinfo=UTC))) as hop:
        await populate(hop)
        await ready(hop)
        await say_across(hop)
        assert await kinds(hop, "outsider") == ["room_asked"]


async def say_across(hop: Installation) -> None:
    across = booking_facts(starts_at="2030-12-31T10:00:00Z", ends_at="2031-01-01T10:00:00Z")
    for month in ("c12", "c1"):
        await say_of_calendar(hop, RoomBooked(booking=across), month=month)
    await hop.settle()


async def test_blocked_time_and_the_keepers_own_word_are_told_to_nobody(hop: Installation) -> None:
    await ready(hop)
    await say_of_calendar(hop, RoomBooked(booking=booking_facts(meeting_id=None, state="confirmed")))
    await say_of_calendar(hop, BookingSettled(booking=booking_facts(state="confirmed")))
    await say_of_calendar(hop, BookingSettled(booking=booking_facts(state="expired")))
    await hop.settle()
    assert await kinds(hop, "outsider") == ["room_lapsed"]


async def test_who_is_in_charge_no_more_sees_no_booking(hop: Installation) -> None:
    await ready(hop)
    await say_of_calendar(hop, RoomBooked(booking=booking_facts()))
    await mails(hop, 1)
    await hop.say(meeting.SOURCE, "room", "r1", RoomChanged(room=room_facts(keeper_id="binh")))
    await hop.settle()
    assert await kinds(hop, "outsider") == []
    await say_of_calendar(hop, RoomBooked(booking=booking_facts(number=2)))
    await hop.settle()
    assert await kinds(hop, "binh") == ["room_asked"]
