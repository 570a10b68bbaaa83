"""Who hears of a substitute: the chair of the proposal, the delegate of the decision, the substitute of his seat."""

from shared.events.meeting import (
    InvitationAnswered,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipationFacts,
    SeatReturned,
    SubstituteAgreed,
    SubstituteProposed,
    SubstituteRefused,
    Substitution,
)
from shared.words import Reply
from tests.factories.facts import participation_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_participant
from tests.integration.notify.stream import stream
from tests.integration.notify.test_calendars import entries

WHEN = "2030-11-21T02:00:00Z"


def proposal(state: str) -> ParticipationFacts:
    substitution = Substitution.model_validate(
        {"person_id": "outsider", "reason": "Đi công tác", "state": state, "proposed_at": WHEN, "proposed_by": "an"}
    )
    return participation_facts("an").model_copy(update={"substitution": substitution})


async def kinds(hop: Installation, person_id: str) -> list[str]:
    """Newest first, without the invitation."""
    items = (await hop.person(person_id).get("/api/inbox"))["items"]
    return [one["kind"] for one in items if one["kind"] != "meeting_called"]


async def called(hop: Installation) -> None:
    await draft(hop)
    await call(hop)


async def test_refused_proposal_is_told_to_chair_secretary_and_delegate_only(hop: Installation) -> None:
    await called(hop)
    async with stream(hop.person("binh")) as other, stream(hop.person("an")) as own:
        await say_of_participant(hop, "an", SubstituteProposed(participation=proposal("requested")))
        await say_of_participant(hop, "an", SubstituteRefused(participation=proposal("refused")))
        answered = participation_facts("binh").model_copy(update={"reply": Reply.ACCEPTED})
        await say_of_participant(hop, "binh", InvitationAnswered(participation=answered))
        await other.until_fact("participant", "binh")
        assert [fact for fact in other.facts if fact["id"] == "an"] == []
        assert (await own.until_fact("participant", "an"))["fields"]["substitution"]["person"]["id"] == "outsider"
    assert await kinds(hop, "chair") == ["substitute_proposed"]
    assert await kinds(hop, "secretary") == ["substitute_proposed"]
    assert await kinds(hop, "an") == ["substitute_refused"]
    for name in ("binh", "guest", "outsider"):
        assert await kinds(hop, name) == []
    assert await read_mails(hop, "outsider") == []


async def test_seat_changes_hands_in_calendars_too(hop: Installation) -> None:
    await called(hop)
    await entries(hop, "an", 1)
    await say_of_participant(hop, "an", SubstituteAgreed(participation=proposal("agreed")))
    seat = participation_facts("outsider").model_copy(update={"in_place_of": "an"})
    await say_of_participant(hop, "outsider", ParticipantAdded(participation=seat))
    assert (await entries(hop, "an", 2))[1][0] == "CANCEL"
    assert [method for method, _, _ in await entries(hop, "outsider", 1)] == ["REQUEST"]
    (invitation,) = await read_mails(hop, "outsider")
    part = invitation.get_body(("plain",))
    assert part is not None
    assert "Dự thay: Họ tên an, Chuyên viên" in part.get_content()
    assert await kinds(hop, "an") == ["seat_handed_over"]
    assert await kinds(hop, "secretary") == ["substitute_agreed"]


async def test_replaced_delegate_hears_nothing_more(hop: Installation) -> None:
    await called(hop)
    await entries(hop, "an", 1)
    async with stream(hop.person("an")) as own:
        await say_of_participant(hop, "an", SubstituteAgreed(participation=proposal("agreed")))
        await own.until_event("reload")
        told = len(own.facts)
        await call(hop, place="Phòng khác", calendar_sequence=1)
        await say_of_participant(hop, "binh", ParticipantRemoved(participation=participation_facts("binh")))
        await entries(hop, "an", 2)  # overtaken by his return, the farewell would not be sent
        await say_of_participant(hop, "an", SeatReturned(participation=participation_facts("an")))
        back = await own.until_fact("meeting", "m1")
        assert {fact["kind"] for fact in own.facts[told:] if fact is not back} <= {"inbox"}
    assert [method for method, _, _ in await entries(hop, "an", 3)] == ["REQUEST", "CANCEL", "REQUEST"]


async def test_chair_is_asked_by_mail_without_names(hop: Installation) -> None:
    await called(hop)
    await say_of_participant(hop, "an", SubstituteProposed(participation=proposal("requested")))

    async def asked() -> bool:
        return len(await read_mails(hop, "chair")) == 2

    await until(asked)
    mail = (await read_mails(hop, "chair"))[1]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert all("outsider" not in str(part.get_content()) for part in mail.iter_parts())


async def test_person_is_told_what_a_secretary_entered_for_him(hop: Installation) -> None:
    await called(hop)
    entered = participation_facts("an").model_copy(update={"reply": Reply.ACCEPTED, "replied_by": "secretary"})
    await say_of_participant(hop, "an", InvitationAnswered(participation=entered))
    assert await kinds(hop, "an") == ["answer_recorded"]
