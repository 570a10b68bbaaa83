"""The secretary tells of a changed agenda: in mail and inbox, with his note, and no entry in the calendar."""

from shared.events.meeting import AgendaNoted, MeetingCancelled
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_meeting

NOTE = "Nội dung nhân sự chuyển lên đầu"


async def test_changed_agenda_is_told_to_all_who_were_invited_with_the_note(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await say_of_meeting(hop, AgendaNoted(meeting=meeting_facts(), note=NOTE))

    async def told() -> bool:
        return len(await read_mails(hop, "guest")) == 2

    await until(told, 30)
    mail = (await read_mails(hop, "guest"))[1]
    assert "Thay đổi chương trình họp" in str(mail["Subject"])
    text, _ = mail.iter_parts()
    assert f"Ghi chú của thư ký: {NOTE}" in text.get_content()
    for name in ("an", "binh", "guest"):
        newest, *_ = (await hop.person(name).get("/api/inbox"))["items"]
        assert (newest["kind"], newest["note"]) == ("agenda_changed", NOTE)


async def test_nobody_is_told_of_the_agenda_of_a_cancelled_meeting(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    off = meeting_facts(state="cancelled", state_reason="Bão", calendar_sequence=1)
    await say_of_meeting(hop, MeetingCancelled(meeting=off, was_called=True))
    await say_of_meeting(hop, AgendaNoted(meeting=off, note=NOTE))
    kinds = [one["kind"] for one in (await hop.person("an").get("/api/inbox"))["items"]]
    assert kinds == ["meeting_cancelled", "meeting_called"]
