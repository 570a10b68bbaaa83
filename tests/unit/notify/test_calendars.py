from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.notify.calendars.model import Attendee, Entry, cancel, request, sequence_of, uid_of
from tests.factories.facts import meeting_facts


def entry(departures: int = 0, **fields: Any) -> Entry:
    meeting = meeting_facts(**fields).model_dump(mode="json")
    return Entry(
        meeting=meeting,
        zone=ZoneInfo(meeting["zone"]),
        uid=uid_of("m1", "hop.example"),
        url="https://hop.example/meetings/m1",
        organiser="hop@tinh.example",
        attendee=Attendee("an@tinh.example", 'Nguyễn "Văn" An', "accepted", guest=False),
        departures=departures,
        description="Kính gửi\nÔng/Bà; An, …",
        made_at=datetime(2030, 11, 20, 2, 0, tzinfo=UTC),
    )


def test_request_carries_all_that_a_calendar_needs() -> None:
    calendar = Calendar.from_ical(request(entry(place="Phòng số 1", calendar_sequence=3)))
    event = calendar.events[0]
    assert (calendar["METHOD"], event["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert (str(event["UID"]), str(event["SEQUENCE"])) == ("m1@hop.example", "3")
    assert event.start == datetime(2030, 12, 10, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert event.end == datetime(2030, 12, 10, 11, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Ho_Chi_Minh"]
    assert (str(event["ORGANIZER"]), str(event["LOCATION"])) == ("mailto:hop@tinh.example", "Phòng số 1")
    assert str(event["URL"]) == "https://hop.example/meetings/m1"


def test_recipient_is_the_only_attendee_and_is_asked_for_no_reply() -> None:
    event = Calendar.from_ical(request(entry())).events[0]
    attendee = event["ATTENDEE"]
    assert str(attendee) == "mailto:an@tinh.example"
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("FALSE", "ACCEPTED")


def test_online_meeting_has_its_link_for_a_place() -> None:
    event = Calendar.from_ical(request(entry(video_link="https://video.example/1"))).events[0]
    assert str(event["LOCATION"]) == "https://video.example/1"


def test_cancellation_names_the_same_entry() -> None:
    calendar = Calendar.from_ical(cancel(entry(calendar_sequence=4), departing=False))
    event = calendar.events[0]
    assert (calendar["METHOD"], event["STATUS"], str(event["UID"])) == ("CANCEL", "CANCELLED", "m1@hop.example")
    assert str(event["SEQUENCE"]) == "4"


def test_zone_tells_its_clock_changes_around_the_meeting() -> None:
    summer = entry(zone="Europe/Berlin", starts_at="2030-07-10T07:00:00Z", ends_at="2030-07-10T09:00:00Z")
    calendar = Calendar.from_ical(request(summer))
    assert calendar.events[0].start == datetime(2030, 7, 10, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert {type(part).__name__ for part in calendar.timezones[0].subcomponents} == {
        "TimezoneStandard",
        "TimezoneDaylight",
    }


@given(st.lists(st.sampled_from(["changed", "out", "in"]), max_size=30))
def test_what_is_sent_later_is_always_newer(history: list[str]) -> None:
    """RFC 5546, 2.1.4: a calendar keeps what has the higher SEQUENCE."""
    sequence, departures, takes_part = 0, 0, True
    sent = [sequence_of(sequence, departures, departing=False)]
    for step in history:
        if step == "changed":
            sequence += 1
        elif step == "out" and takes_part:
            takes_part, departures = False, departures + 1
            sent.append(sequence_of(sequence, departures, departing=True))
        elif step == "in" and not takes_part:
            takes_part = True
            sent.append(sequence_of(sequence, departures, departing=False))
        if step == "changed" and takes_part:
            sent.append(sequence_of(sequence, departures, departing=False))
    assert sent == sorted(set(sent))
