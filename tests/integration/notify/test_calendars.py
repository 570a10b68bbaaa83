"""A recipient's calendar follows the meeting by itself: entries are replaced, taken out and put back."""

from email.message import EmailMessage

import pytest
from icalendar import Calendar

from shared.events.meeting import (
    MeetingCalled,
    MeetingCancelled,
    MeetingChanged,
    MeetingPostponed,
    ParticipantAdded,
    ParticipantRemoved,
)
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_meeting, say_of_participant


def entry(mail: EmailMessage) -> tuple[str, int, str]:
    """Method, sequence and begin of the calendar entry."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    event = calendar.events[0]
    assert calendar["METHOD"] == part.get_param("method")
    return str(calendar["METHOD"]), int(str(event["SEQUENCE"])), f"{event.start:%Y%m%dT%H%M%S}"


async def entries(hop: Installation, person_id: str, count: int) -> list[tuple[str, int, str]]:
    """In the order of sending, once there are `count`."""

    async def there() -> bool:
        return len(await read_mails(hop, person_id)) >= count

    await until(there)
    return [entry(mail) for mail in await read_mails(hop, person_id)]


async def test_change_of_time_replaces_the_entry(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    moved = meeting_facts(starts_at="2030-12-11T02:00:00Z", ends_at="2030-12-11T04:00:00Z", calendar_sequence=1)
    await say_of_meeting(hop, MeetingChanged(meeting=moved, changed=("ends_at", "starts_at")))
    assert await entries(hop, "an", 2) == [("REQUEST", 0, "20301210T083000"), ("REQUEST", 1, "20301211T090000")]


async def test_change_that_concerns_no_calendar_sends_no_mail(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    await say_of_meeting(hop, MeetingChanged(meeting=meeting_facts(), changed=("urgent_reason",)))
    assert len((await hop.person("an").get("/api/inbox"))["items"]) == 1


async def test_postponed_meeting_leaves_calendars_and_comes_back_when_called_again(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    postponed = meeting_facts(state="postponed", state_reason="Bão số 9", calendar_sequence=1)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed))
    await entries(hop, "an", 2)
    again = meeting_facts(starts_at="2030-12-12T01:30:00Z", ends_at="2030-12-12T04:00:00Z", calendar_sequence=2)
    await say_of_meeting(hop, MeetingCalled(meeting=again))
    assert await entries(hop, "an", 3) == [
        ("REQUEST", 0, "20301210T083000"),
        ("CANCEL", 1, "20301210T083000"),
        ("REQUEST", 2, "20301212T083000"),
    ]


async def test_cancelled_meeting_is_taken_out_and_says_why(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    cancelled = meeting_facts(state="cancelled", state_reason="Trùng lịch Trung ương", calendar_sequence=1)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=True))
    assert (await entries(hop, "an", 2))[1][:2] == ("CANCEL", 1)
    text = (await read_mails(hop, "an"))[1].get_body(("plain",))
    assert text is not None
    assert "Lý do: Trùng lịch Trung ương" in text.get_content()


async def test_cancelled_draft_is_nobodys_news(hop: Installation) -> None:
    await draft(hop)
    cancelled = meeting_facts(state="cancelled", called_at=None, state_reason="Nhầm", calendar_sequence=1)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=False))
    for person_id in ("an", "chair"):
        assert (await hop.person(person_id).get("/api/inbox"))["items"] == []


async def test_removed_participant_is_taken_out_alone_and_can_come_back(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    await entries(hop, "binh", 1)
    await say_of_participant(hop, "an", ParticipantRemoved(participation=participation_facts("an")))
    await entries(hop, "an", 2)
    await say_of_participant(hop, "an", ParticipantAdded(participation=participation_facts("an")))
    assert [one[:2] for one in await entries(hop, "an", 3)] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
    assert len(await entries(hop, "binh", 1)) == 1


async def test_removed_participant_hears_nothing_of_later_changes(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "an", 1)
    await say_of_participant(hop, "an", ParticipantRemoved(participation=participation_facts("an")))
    moved = meeting_facts(place="Nơi mới", calendar_sequence=1)
    await say_of_meeting(hop, MeetingChanged(meeting=moved, changed=("place",)))
    await entries(hop, "binh", 2)
    assert [one[0] for one in await entries(hop, "an", 2)] == ["REQUEST", "CANCEL"]
    assert not any("Nơi mới" in str(mail) for mail in await read_mails(hop, "an"))


async def test_participant_added_after_the_call_is_invited(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await say_of_participant(hop, "outsider", ParticipantAdded(participation=participation_facts("outsider")))
    assert (await entries(hop, "outsider", 1))[0][0] == "REQUEST"


async def test_new_secretary_is_invited_and_the_former_one_released(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "secretary", 1)
    handed_over = meeting_facts(secretary_ids=["outsider"])
    await say_of_meeting(hop, MeetingChanged(meeting=handed_over, changed=("secretary_ids",)))
    assert [one[0] for one in await entries(hop, "outsider", 1)] == ["REQUEST"]
    assert [one[:2] for one in await entries(hop, "secretary", 2)] == [("REQUEST", 0), ("CANCEL", 1)]


async def test_secretary_who_is_no_delegate_any_more_stays_invited(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, "secretary", 1)
    delegate = participation_facts("secretary")
    await say_of_participant(hop, "secretary", ParticipantAdded(participation=delegate))
    await say_of_participant(hop, "secretary", ParticipantRemoved(participation=delegate))
    inbox = await hop.person("secretary").get("/api/inbox")
    assert [one["kind"] for one in inbox["items"]] == ["meeting_called"]
    assert len(await entries(hop, "secretary", 1)) == 1


async def test_invitation_is_said_once_in_whatever_order_the_facts_arrive(hop: Installation) -> None:
    await say_of_participant(hop, "an", ParticipantAdded(participation=participation_facts("an")))
    await call(hop)
    await say_of_participant(hop, "chair", ParticipantAdded(participation=participation_facts("chair")))
    await say_of_participant(hop, "binh", ParticipantAdded(participation=participation_facts("binh")))
    for person_id in ("an", "chair", "binh", "secretary"):
        assert [one[:2] for one in await entries(hop, person_id, 1)] == [("REQUEST", 0)]


@pytest.mark.parametrize(
    ("person_id", "words"),
    [("chair", "kính mời Ông/Bà chủ trì"), ("guest", "với tư cách khách mời"), ("an", "kính mời Ông/Bà dự cuộc họp")],
)
async def test_invitation_addresses_everybody_as_what_he_is(hop: Installation, person_id: str, words: str) -> None:
    await draft(hop)
    await call(hop)
    await entries(hop, person_id, 1)
    text = (await read_mails(hop, person_id))[0].get_body(("plain",))
    assert text is not None
    assert words in text.get_content()
    assert f"Kính gửi: Ông/Bà Họ tên {person_id}, Chuyên viên" in text.get_content()
