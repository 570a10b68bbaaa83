"""Calendar entries by mail (iTIP, RFC 5546): one UID per meeting, so that calendars update and cancel themselves.

A postponed meeting is cancelled in calendars, not marked tentative: it has no time any more, and STATUS:TENTATIVE would
keep the old one blocked. Calling it again is a REQUEST with a higher SEQUENCE, which RFC 5546 (2.1.4) lets win.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attendee:
    """The recipient, who is the only attendee named: nobody learns from his calendar who else is invited."""

    address: str
    name: str
    answer: str  # pending, accepted or declined
    guest: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """`meeting` as in MeetingFacts. `departures` counts how often the recipient was taken out of the meeting."""

    meeting: Json
    zone: ZoneInfo
    uid: str
    url: str
    organiser: str
    attendee: Attendee
    departures: int
    description: str
    made_at: datetime


_PARTICIPATION = {"pending": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED"}


def uid_of(meeting_id: str, host: str) -> str:
    return f"{meeting_id}@{host}"


def sequence_of(calendar_sequence: int, departures: int, *, departing: bool) -> int:
    """Grows with each change of the meeting, and with each time the recipient is let out or in again.

    A cancellation because he left is then newer than what he had, and a later invitation newer than that.
    """
    return calendar_sequence + 2 * departures - (1 if departing else 0)


def request(entry: Entry) -> bytes:
    event = _event(entry, departing=False)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return _calendar("REQUEST", event, entry)


def cancel(entry: Entry, *, departing: bool) -> bytes:
    """For everybody (postponed, cancelled), or for a recipient who is `departing`."""
    event = _event(entry, departing=departing)
    event.add("status", "CANCELLED")
    return _calendar("CANCEL", event, entry)


def _event(entry: Entry, *, departing: bool) -> Event:
    meeting = entry.meeting
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", sequence_of(meeting["calendar_sequence"], entry.departures, departing=departing))
    event.add("dtstamp", entry.made_at)
    event.add("dtstart", _local(entry, "starts_at"))
    event.add("dtend", _local(entry, "ends_at"))
    event.add("summary", meeting["title"])
    event.add("description", entry.description)
    event.add("url", entry.url)
    if place := meeting["place"] or meeting["video_link"]:
        event.add("location", place)
    event.add("organizer", vCalAddress(f"mailto:{entry.organiser}"))
    event.add("attendee", _attendee(entry.attendee))
    return event


def _attendee(attendee: Attendee) -> vCalAddress:
    """RSVP=FALSE: answers are given in Hop; a reply to the mailbox would be lost."""
    address = vCalAddress(f"mailto:{attendee.address}")
    address.params["CN"] = attendee.name
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "OPT-PARTICIPANT" if attendee.guest else "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = _PARTICIPATION[attendee.answer]
    address.params["RSVP"] = "FALSE"
    return address


def _calendar(method: str, event: Event, entry: Entry) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Hop//Hop//VI")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    first, last = _local(entry, "starts_at").year - 1, _local(entry, "ends_at").year + 2
    calendar.add_component(_zone(entry.meeting["zone"], first, last))
    calendar.add_component(event)
    encoded: bytes = calendar.to_ical()
    return encoded


@lru_cache(maxsize=64)
def _zone(name: str, first: int, last: int) -> Timezone:
    """Its clock changes from one new year to another; kept, because finding them takes longer than all the rest."""
    return Timezone.from_tzid(name, first_date=date(first, 1, 1), last_date=date(last, 1, 1))


def _local(entry: Entry, name: str) -> datetime:
    return datetime.fromisoformat(entry.meeting[name]).astimezone(entry.zone)
