"""The first thing everybody notices: a called meeting reaches mailbox, calendar, inbox and open tablet."""

from icalendar import Calendar

from tests.factories.installation import Installation
from tests.integration.notify.postbox import wait_for_mails
from tests.integration.notify.saying import call, draft
from tests.integration.notify.stream import stream


async def test_called_meeting_reaches_everybody_by_mail_with_a_calendar_entry(hop: Installation) -> None:
    await draft(hop)
    await call(hop, place="Phòng họp số 1")
    found = {str(mail["To"].addresses[0].addr_spec): mail for mail in await wait_for_mails(hop, 5)}
    assert set(found) == {f"{name}@tinh.example" for name in ("secretary", "chair", "an", "binh", "guest")}
    mail = found["an@tinh.example"]
    assert mail["Subject"] == "Giấy mời họp: Phiên họp thường kỳ"
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert "Thứ Ba, 10/12/2030, 08:30 – 11:00 (giờ Việt Nam)" in parts["text/plain"].get_content()
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    event = Calendar.from_ical(parts["text/calendar"].get_content()).events[0]
    assert str(event["UID"]) == "m1@127.0.0.1"
    assert str(event["LOCATION"]) == "Phòng họp số 1"
    assert event["DTSTART"].to_ical() == b"20301210T083000"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(event["ATTENDEE"]) == "mailto:an@tinh.example"


async def test_called_meeting_is_in_the_inbox_of_those_invited_only(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    inbox = await hop.person("an").get("/api/inbox")
    assert inbox["unread"] == 1
    assert inbox["items"][0]["kind"] == "meeting_called"
    assert inbox["items"][0]["meeting"]["title"] == "Phiên họp thường kỳ"
    assert (await hop.person("outsider").get("/api/inbox")) == {"items": [], "next": None, "unread": 0}


async def test_called_meeting_appears_on_an_open_tablet(hop: Installation) -> None:
    await draft(hop)
    async with stream(hop.person("an")) as tablet:
        await call(hop)
        fact = await tablet.until_fact("meeting", "m1")
        assert fact["fields"]["title"] == "Phiên họp thường kỳ"
        mine = fact["fields"]["my"]
        assert (mine["role"], mine["answer"], mine["reason"]) == ("delegate", "pending", None)
        inbox = await tablet.until_fact("inbox", (await hop.person("an").get("/api/inbox"))["items"][0]["id"])
        assert inbox["fields"]["kind"] == "meeting_called"
