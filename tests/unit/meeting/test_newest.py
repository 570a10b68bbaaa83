"""A meeting that everybody asks for is decoded once, and never shown as it was before."""

from services.meeting.meetings import newest
from services.meeting.meetings.newest import Newest
from shared.store.port import Stored


def stored(version: int, title: str, meeting_id: str = "m1") -> Stored:
    return Stored(meeting_id, version, 1, f'{{"title":"{title}"}}'.encode())


def test_one_version_is_decoded_once() -> None:
    kept = Newest()
    first = kept.of(stored(1, "Phiên họp"))
    assert kept.of(stored(1, "Phiên họp")).body is first.body


def test_a_changed_meeting_is_seen_as_it_is_now() -> None:
    kept = Newest()
    kept.of(stored(1, "Phiên họp"))
    assert kept.of(stored(2, "Phiên họp thường kỳ")).body == {"title": "Phiên họp thường kỳ"}


def test_no_more_meetings_are_kept_than_it_says() -> None:
    kept = Newest()
    first = kept.of(stored(1, "Phiên họp"))
    for number in range(newest.MOST):
        kept.of(stored(1, "Phiên họp", f"other-{number}"))
    assert kept.of(stored(1, "Phiên họp")) is not first
