"""Reminders reach those they are for, and fall away when they are overtaken."""

from email.message import EmailMessage

from shared.events import documents
from shared.events.documents import VersionOpened
from shared.events.meeting import AnswersAwaited, InvitationAnswered, MeetingNears, MeetingPostponed
from shared.words import Nearness, Reply
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, release, say_of_meeting, say_of_participant


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


async def open_paper(hop: Installation, document_id: str, person_id: str) -> None:
    opened = VersionOpened(meeting_id="m1", document_id=document_id, version_id=f"{document_id}-1", person_id=person_id)
    await hop.say(documents.SOURCE, "reading", f"{document_id}-{person_id}", opened, key="m1")


async def answer(hop: Installation, person_id: str) -> None:
    answered = participation_facts(person_id).model_copy(update={"reply": Reply.ACCEPTED})
    await say_of_participant(hop, person_id, InvitationAnswered(participation=answered))


async def prepare(hop: Installation) -> None:
    """Two papers for delegates. "an" has answered and opened one, "binh" has done all, the others nothing."""
    await draft(hop)
    await call(hop)
    await release(hop, "d1")
    await release(hop, "d2")
    for person_id in ("an", "binh"):
        await answer(hop, person_id)
        await open_paper(hop, "d1", person_id)
    await open_paper(hop, "d2", "binh")


async def reminders(hop: Installation, word: str) -> dict[str, str]:
    """Their text by recipient."""
    found: list[EmailMessage] = [mail for mail in await read_mails(hop) if word in str(mail["Subject"])]
    return {str(mail["To"].addresses[0].username): str(mail.get_body(("plain",)).get_content()) for mail in found}  # type: ignore[union-attr]


async def all_decided(hop: Installation) -> bool:
    listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries?state=waiting")
    return not listed["items"]


async def test_reminder_says_what_its_reader_has_still_to_do(hop: Installation) -> None:
    await prepare(hop)
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.DAY))
    await until(lambda: all_decided(hop))
    told = await reminders(hop, "Nhắc lịch họp")
    assert set(told) == {"an", "binh", "guest", "chair", "secretary"}
    assert "- Việc Ông/Bà chưa làm: mở 1 tài liệu\n" in told["an"]
    assert "chưa làm" not in told["binh"]
    assert "chưa làm: trả lời giấy mời\n" in told["guest"]
    assert "chưa làm: trả lời giấy mời; mở 2 tài liệu\n" in told["chair"]
    assert "chưa làm: mở 2 tài liệu\n" in told["secretary"]


async def test_an_hour_before_only_who_has_something_to_do_gets_a_mail(hop: Installation) -> None:
    await prepare(hop)
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.HOUR))
    await until(lambda: all_decided(hop))
    told = await reminders(hop, "Việc cần làm trước cuộc họp")
    assert set(told) == {"an", "guest", "chair", "secretary"}
    assert (await kinds(hop, "binh")).count("meeting_nears") == 1


async def test_paper_that_a_reader_may_not_know_is_not_counted(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1", "delegate:binh")
    await answer(hop, "an")
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.HOUR))
    await until(lambda: all_decided(hop))
    assert "an" not in await reminders(hop, "Việc cần làm trước cuộc họp")
