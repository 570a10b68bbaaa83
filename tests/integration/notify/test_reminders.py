"""Reminders reach those they are for, and fall away when they are overtaken."""

from shared.events.meeting import AnswersAwaited, MeetingNears, MeetingPostponed
from shared.words import Nearness
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_meeting


async def kinds(hop: Installation, person_id: str) -> list[str]:
    return [one["kind"] for one in (await hop.person(person_id).get("/api/inbox"))["items"]]


async def test_missing_answer_is_asked_for_by_mail_without_a_calendar(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await say_of_meeting(hop, AnswersAwaited(meeting=meeting_facts(), person_ids=("an",)))

    async def asked() -> bool:
        return len(await read_mails(hop, "an")) == 2

    await until(asked)
    mail = (await read_mails(hop, "an"))[1]
    assert "Nhắc trả lời giấy mời" in str(mail["Subject"])
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert await kinds(hop, "an") == ["answer_awaited", "meeting_called"]
    assert await kinds(hop, "binh") == ["meeting_called"]


async def test_meeting_that_nears_is_told_to_everybody(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.DAY))
    assert [await kinds(hop, name) for name in ("an", "guest")] == [["meeting_nears", "meeting_called"]] * 2


async def test_reminder_of_a_meeting_that_was_postponed_a_second_before_is_not_given(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    postponed = meeting_facts(state="postponed", state_reason="Bão", calendar_sequence=1)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed))
    await say_of_meeting(hop, MeetingNears(meeting=postponed, within=Nearness.DAY))
    assert await kinds(hop, "an") == ["meeting_postponed", "meeting_called"]
