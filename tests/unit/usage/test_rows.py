"""What a meeting adds to the figures: frozen at its start, whatever the order in which it was heard of."""

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import from_text
from shared.events import documents, meeting
from shared.events.documents import DocumentRecalled
from shared.events.meeting import MeetingCancelled, MeetingChanged, ParticipantRemoved, SeatReturned
from shared.words import DeviceKind, Form
from tests.factories.facts import meeting_facts
from tests.factories.usage import BUSY, Story, busy

BEFORE = "2026-11-10T02:00:00.000000Z"
AFTER = "2026-11-26T02:00:00.000000Z"


def busy_story() -> Story:
    story = Story()
    story.organisation("tinh", "o1", at="2026-01-01T00:00:00.000000Z")
    busy(story)
    return story


def test_busy_meeting_adds_all_that_is_recorded_of_it() -> None:
    assert busy_story().rows()["m1"]["figures"] == BUSY


def test_row_stands_on_the_day_in_the_meetings_own_zone() -> None:
    story = Story()
    busy(story, starts_at="2026-11-24T18:00:00.000000Z")
    story.meeting("m2", BEFORE, called=BEFORE, starts_at="2026-11-24T18:00:00Z", ends_at="2026-11-24T20:00:00Z")
    assert story.rows()["m2"]["day"] == "2026-11-25"


@settings(max_examples=40)
@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_duplicates_and_order_do_not_matter(chance: random.Random, repeats: int) -> None:
    """Order holds within an aggregate; facts of different ones come as they like."""
    story = busy_story()
    lanes: dict[str, list[object]] = {}
    for event in story.events:
        lanes.setdefault(event.subject, []).append(event)
    heard = []
    while lanes:
        subject = chance.choice(sorted(lanes))
        heard.append(lanes[subject].pop(0))
        if not lanes[subject]:
            del lanes[subject]
    heard += [chance.choice(story.events) for _ in range(repeats)]
    assert story.rows(heard) == story.rows()  # type: ignore[arg-type]


def test_what_happens_after_the_start_changes_nothing_that_was_frozen() -> None:
    story = busy_story()
    frozen = ("papers_handed_out", "pages_entitled", "people_entitled", "people_opened", "pages_opened")
    before = {name: story.rows()["m1"]["figures"][name] for name in frozen}
    story.paper("m1", "late-paper", AFTER)
    story.reading("m1", "m1-d1", "chi", AFTER, (1, 2))
    story.seat("m1", "binh", AFTER, ParticipantRemoved)
    assert {name: story.rows()["m1"]["figures"][name] for name in frozen} == before


def test_person_counts_once_for_each_kind_of_device_until_the_day_is_over() -> None:
    story = busy_story()
    story.reading("m1", "m1-d1", "an", "2026-11-25T16:59:59.000000Z", (5,), device=DeviceKind.PHONE)
    story.reading("m1", "m1-d1", "chi", "2026-11-25T17:00:00.000000Z", (1,), device=DeviceKind.DESKTOP)
    figures = story.rows()["m1"]["figures"]
    assert {kind: figures[f"devices_used.{kind}"] for kind in DeviceKind} == {"tablet": 2, "phone": 1, "desktop": 0}


def test_device_nobody_told_is_not_recorded() -> None:
    story = Story()
    story.meeting("m1", BEFORE, called=BEFORE, starts_at=AFTER, ends_at="2026-11-26T04:00:00Z")
    story.seat("m1", "an", BEFORE)
    story.paper("m1", "d1", BEFORE)
    story.reading("m1", "d1", "an", BEFORE, (1,), device=None)
    figures = story.rows()["m1"]["figures"]
    assert figures["people_opened"] == 1
    assert not [name for name in figures if name.startswith("devices_used")]


def test_paper_recalled_before_the_start_was_not_handed_out() -> None:
    story = busy_story()
    recalled = DocumentRecalled.model_validate(DocumentRecalled.example)
    paper = recalled.document.model_copy(update={"id": "m1-d1", "meeting_id": "m1"})
    story.say(documents.SOURCE, "document/m1-d1", BEFORE, recalled.model_copy(update={"document": paper}), key="m1")
    assert "papers_handed_out" not in story.rows()["m1"]["figures"]


def test_meeting_nobody_recorded_as_held_has_no_minutes() -> None:
    story = Story()
    story.meeting("m1", BEFORE, called=BEFORE, starts_at=AFTER, ends_at="2026-11-26T04:00:00Z")
    figures = story.rows()["m1"]["figures"]
    assert figures["meetings_held"] == 0
    assert "minutes_held" not in figures
    assert "participants_attended" not in figures


def test_draft_counts_nothing() -> None:
    story = Story()
    story.meeting("m1", BEFORE, called=None)
    assert story.rows()["m1"]["figures"] == {}


def test_cancelled_meeting_keeps_its_call_and_its_messages_only() -> None:
    story = Story()
    story.meeting("m1", BEFORE, called=BEFORE, starts_at=AFTER, ends_at="2026-11-26T04:00:00Z")
    story.seat("m1", "an", BEFORE)
    story.mail("m1", "an", BEFORE)
    facts = meeting_facts("m1", state="cancelled", called_at=BEFORE, starts_at=AFTER, ends_at="2026-11-26T04:00:00Z")
    story.say(meeting.SOURCE, "meeting/m1", BEFORE, MeetingCancelled(meeting=facts, was_called=True))
    figures = story.rows()["m1"]["figures"]
    assert figures["meetings_cancelled"] == figures["deliveries.mail.succeeded"] == 1
    assert "participants_called" not in figures


def test_meeting_that_moves_across_the_year_leaves_its_old_day() -> None:
    story = Story()
    times = {"called_at": BEFORE, "starts_at": "2026-12-31T01:00:00Z", "ends_at": "2026-12-31T03:00:00Z"}
    story.meeting("m1", BEFORE, called=BEFORE, starts_at=times["starts_at"], ends_at=times["ends_at"])
    moved = meeting_facts("m1", **times | {"starts_at": "2027-01-02T01:00:00Z", "ends_at": "2027-01-02T03:00:00Z"})
    story.say(meeting.SOURCE, "meeting/m1", BEFORE, MeetingChanged(meeting=moved, changed=("starts_at",)))
    assert story.rows()["m1"]["day"] == "2027-01-02"


def test_call_two_working_days_ahead_is_late_unless_it_is_urgent() -> None:
    story = Story()
    times = {"starts_at": "2026-11-25T01:30:00Z", "ends_at": "2026-11-25T04:00:00Z"}
    called = "2026-11-23T02:00:00.000000Z"
    story.meeting("late", called, called=called, **times)
    story.meeting("urgent", called, called=called, urgent_reason="Bão số 9", **times)
    assert story.rows()["late"]["figures"]["invitations_late"] == 1
    assert story.rows()["urgent"]["figures"]["invitations_late"] == 0


def test_body_is_counted_where_it_stood_and_at_the_level_it_had_that_day() -> None:
    """A commune below a district that ended on 30 June 2025; its figures of before stay in the district."""
    levels = (("commune", "2010-01-01"),)
    story = Story()
    story.organisation("tinh", "huyen", "o1", levels=levels, at="2024-01-01T00:00:00.000000Z")
    story.organisation("tinh", "o1", levels=levels, at="2025-07-01T00:00:00.000000Z")
    busy(story, "before", "2025-05-20", "2025-05-05")
    busy(story, "since", "2025-08-20", "2025-08-05")
    rows = story.rows()
    assert rows["before"]["path"] == ["tinh", "huyen", "o1"]
    assert rows["since"]["path"] == ["tinh", "o1"]


def test_body_that_changed_its_level_keeps_the_old_one_for_old_days() -> None:
    story = Story()
    story.organisation("o1", levels=(("district", "2006-12-01"), ("commune", "2025-07-01")), at=BEFORE)
    busy(story, "before", "2024-05-20", "2024-05-05")
    busy(story, "since", "2026-05-20", "2026-05-05")
    rows = story.rows()
    assert (rows["before"]["level"], rows["since"]["level"]) == ("district", "commune")
    assert date.fromisoformat(rows["since"]["day"]) == date(2026, 5, 20)


def test_paper_added_by_a_clock_that_ran_ahead_counts_from_its_release() -> None:
    """Its first fact bears a time after the start, its second one before."""
    story = busy_story()
    added, released = [event for event in story.events if event.subject == "document/m1-d1"]
    story.events[story.events.index(added)] = added.model_copy(update={"time": from_text(AFTER)})
    assert story.rows()["m1"]["figures"] == BUSY
    assert released.time < from_text(AFTER)


def test_clock_that_steps_back_loses_no_page() -> None:
    story = busy_story()
    story.reading("m1", "m1-d1", "chi", "2026-11-12T02:00:00.000000Z", (1, 2))
    story.reading("m1", "m1-d1", "chi", "2026-11-11T02:00:00.000000Z", (3,))
    assert story.rows()["m1"]["figures"]["pages_opened"] == BUSY["pages_opened"] + 3


def test_paper_added_by_a_clock_ahead_counts_as_released_when_that_was_said() -> None:
    story = busy_story()
    before = story.rows()["m1"]["figures"]["papers_handed_out"]
    story.paper("m1", "m1-d9", BEFORE)
    added, released = story.events[-2:]
    story.events[-2:] = [added.model_copy(update={"time": released.time + timedelta(days=30)}), released]
    assert story.rows()["m1"]["figures"]["papers_handed_out"] == before + 1


def test_delegate_whose_seat_a_substitute_has_does_not_count_as_seated() -> None:
    story = busy_story()
    story.replace("m1", "chi", "dung", BEFORE)
    figures = story.rows()["m1"]["figures"]
    assert figures["participants_called"] == figures["people_entitled"] == 3
    assert figures["answers_by_substitute"] == 1
    assert figures["pages_entitled"] == 30


def test_seat_that_was_returned_is_the_delegates_again() -> None:
    story = busy_story()
    story.replace("m1", "chi", "dung", BEFORE)
    story.seat("m1", "dung", BEFORE, ParticipantRemoved, in_place_of="chi")
    story.seat("m1", "chi", BEFORE, SeatReturned, attended=True)
    assert story.rows()["m1"]["figures"] == BUSY


def figures_of(story: Story) -> dict[str, int]:
    figures: dict[str, int] = story.rows()["m1"]["figures"]
    return figures


def held_story() -> Story:
    """Three people and ten pages, nothing heard of the print desk."""
    story = Story()
    busy(story)
    story.events = [event for event in story.events if "print" not in event.subject]
    return story


def test_without_a_word_of_the_print_desk_nothing_is_said_of_paper_printed_or_saved() -> None:
    figures = figures_of(held_story())
    assert not {"pages_printed", "pages_saved", "meetings_only_electronic", "meetings_with_paper"} & set(figures)
    assert figures["pages_entitled"] == 30


def test_what_was_not_printed_is_known_once_the_count_is_complete() -> None:
    story = held_story()
    story.print("m1", BEFORE, pages=5, copies=2)
    assert figures_of(story)["pages_printed"] == 10
    assert "pages_saved" not in figures_of(story)
    story.all_counted("m1", AFTER)
    assert figures_of(story)["pages_saved"] == 20


def test_complete_count_of_nothing_makes_the_meeting_electronic() -> None:
    story = held_story()
    story.all_counted("m1", AFTER)
    figures = figures_of(story)
    assert (figures["pages_printed"], figures["pages_saved"]) == (0, 30)
    assert (figures["meetings_only_electronic"], figures["meetings_with_paper"]) == (1, 0)


def test_entry_that_was_struck_out_counts_no_more() -> None:
    story = held_story()
    story.print("m1", BEFORE)
    story.print("m1", BEFORE, pages=7, copies=1)
    story.strike_last_print(AFTER)
    assert figures_of(story)["pages_printed"] == 8


def test_more_paper_than_was_needed_is_a_saving_below_nought() -> None:
    story = held_story()
    story.print("m1", BEFORE, pages=10, copies=5)
    story.all_counted("m1", AFTER)
    assert figures_of(story)["pages_saved"] == -20


def test_book_is_printed_paper_and_its_contents_are_not_counted() -> None:
    story = held_story()
    story.book("m1", "an", BEFORE, {"m1-d1": 10})
    assert figures_of(story)["pages_printed"] == 10
    story.all_counted("m1", AFTER)
    figures = figures_of(story)
    assert (figures["pages_saved"], figures["meetings_with_paper"]) == (20, 1)


def test_forms_are_printed_pages_and_leave_the_meeting_electronic() -> None:
    story = held_story()
    story.form("m1", BEFORE, 3)
    story.form("m1", AFTER, 2, Form.NAME_PLATES)
    assert "meetings_only_electronic" not in figures_of(story)
    story.all_counted("m1", AFTER)
    figures = figures_of(story)
    assert (figures["pages_printed"], figures["pages_saved"]) == (5, 25)
    assert (figures["meetings_only_electronic"], figures["meetings_with_paper"]) == (1, 0)
