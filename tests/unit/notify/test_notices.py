from typing import Any

import pytest

from services.notify.notices.model import Situation, Template, rows_of, still_true
from shared.audience import Part
from shared.events import documents, meeting
from shared.events.envelope import Fact
from shared.membership import Member
from shared.permissions import Standing
from shared.words import Reply
from tests.factories.facts import meeting_facts, participation_facts
from tests.integration.notify.saying import document_facts


def member(person_id: str, part: Part = Part.DELEGATE, **fields: Any) -> Member:
    return Member(person_id, about(**fields), frozenset({Standing(part.value)}), part)


def about(**fields: Any) -> dict[str, Any]:
    return meeting_facts(**fields).model_dump(mode="json") | {"items": []}


def told(situation: Situation) -> dict[Template, set[str]]:
    """Whom each template reaches, without those that reach nobody."""
    rows = [(row.template, set(row.audience(situation))) for row in rows_of(situation)]
    return {template: people for template, people in rows if people}


def changed(*names: str) -> Fact:
    return meeting.MeetingChanged(meeting=meeting_facts(), changed=names)


EVERYBODY = {one: member(one) for one in ("an", "binh")}


def test_call_is_told_to_everybody() -> None:
    fact = meeting.MeetingCalled(meeting=meeting_facts())
    assert told(Situation(fact, about(), members=EVERYBODY)) == {Template.MEETING_CALLED: {"an", "binh"}}


@pytest.mark.parametrize("name", ["title", "starts_at", "ends_at", "zone", "place", "video_link", "mode"])
def test_change_that_stands_in_calendars_is_told(name: str) -> None:
    assert told(Situation(changed(name), about(), members=EVERYBODY))[Template.MEETING_CHANGED] == {"an", "binh"}


def test_other_changes_and_changes_of_a_draft_are_not_told() -> None:
    assert Template.MEETING_CHANGED not in told(Situation(changed("urgent_reason"), about(), members=EVERYBODY))
    draft = about(state="draft", called_at=None)
    assert told(Situation(changed("place"), draft, members=EVERYBODY)) == {}


def test_cancellation_is_told_when_somebody_had_been_invited() -> None:
    fact = meeting.MeetingCancelled(meeting=meeting_facts(state="cancelled"), was_called=True)
    cancelled = about(state="cancelled")
    assert told(Situation(fact, cancelled, members=EVERYBODY)) == {Template.MEETING_CANCELLED: {"an", "binh"}}
    never_called = about(state="cancelled", called_at=None)
    assert told(Situation(fact, never_called, members=EVERYBODY)) == {}


def test_declining_is_told_to_secretaries_and_accepting_to_nobody() -> None:
    answered = participation_facts("an").model_copy(update={"reply": Reply.DECLINED})
    declined = Situation(meeting.InvitationAnswered(participation=answered), about())
    assert told(declined) == {Template.INVITATION_DECLINED: {"secretary"}}
    accepted = answered.model_copy(update={"reply": Reply.ACCEPTED})
    assert told(Situation(meeting.InvitationAnswered(participation=accepted), about())) == {}


@pytest.mark.parametrize("state", ["draft", "cancelled", "closed"])
def test_release_is_told_only_between_call_and_end(state: str) -> None:
    fact = documents.DocumentReleased(document=document_facts("d1"))
    document = document_facts("d1").model_dump(mode="json") | {"removed": False}
    assert told(Situation(fact, about(state=state), document, members=EVERYBODY)) == {}
    assert told(Situation(fact, about(), document, members=EVERYBODY)) == {Template.PAPER_RELEASED: {"an", "binh"}}


def test_release_is_told_to_whom_the_paper_admits() -> None:
    fact = documents.DocumentReleased(document=document_facts("d1", "delegate:an"))
    document = document_facts("d1", "delegate:an").model_dump(mode="json") | {"removed": False}
    assert told(Situation(fact, about(), document, members=EVERYBODY)) == {Template.PAPER_RELEASED: {"an"}}


def test_new_presenter_is_invited_and_a_former_one_released() -> None:
    fact = meeting.AgendaItemChanged.model_validate(meeting.AgendaItemChanged.example)
    situation = Situation(fact, about(), standings={"an": ["presenter of i1"]}, standings_before={"binh": ["chair"]})
    assert told(situation) == {Template.MEETING_CALLED: {"an"}, Template.PARTICIPANT_REMOVED: {"binh"}}


@pytest.mark.parametrize(
    ("template", "state", "is_member", "stands"),
    [
        (Template.MEETING_CALLED, "called", True, True),
        (Template.MEETING_CALLED, "postponed", True, False),
        (Template.MEETING_CALLED, "called", False, False),
        (Template.MEETING_CHANGED, "cancelled", True, False),
        (Template.MEETING_POSTPONED, "called", True, False),
        (Template.MEETING_POSTPONED, "postponed", True, True),
        (Template.MEETING_CANCELLED, "cancelled", True, True),
        (Template.PARTICIPANT_REMOVED, "called", True, False),
        (Template.PARTICIPANT_REMOVED, "called", False, True),
    ],
)
def test_overtaken_notice_does_not_go_out(template: Template, state: str, is_member: bool, stands: bool) -> None:
    assert still_true(template, about(state=state), is_member) is stands
