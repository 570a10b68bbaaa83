"""Who takes a meeting over is told so, and not invited to it."""

from functools import partial
from typing import Any

from shared.events.meeting import MeetingChanged, MeetingPostponed
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_meeting


async def kinds(hop: Installation, person_id: str) -> list[str]:
    return [one["kind"] for one in (await hop.person(person_id).get("/api/inbox"))["items"]]


async def test_new_secretary_is_told_that_the_meeting_is_his(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    handed = MeetingChanged(meeting=meeting_facts(secretary_ids=["outsider"]), changed=("secretary_ids",))
    await say_of_meeting(hop, handed)
    assert await kinds(hop, "outsider") == ["meeting_handed_over"]
    assert await kinds(hop, "an") == ["meeting_called"]


async def test_meeting_handed_over_while_it_is_postponed_stands_in_no_calendar(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    postponed: dict[str, Any] = {"state": "postponed", "calendar_sequence": 1}
    await say_of_meeting(hop, MeetingPostponed(meeting=meeting_facts(**postponed)))
    handed = meeting_facts(**postponed, secretary_ids=["outsider"])
    await say_of_meeting(hop, MeetingChanged(meeting=handed, changed=("secretary_ids",)))

    async def told() -> bool:
        return bool(await read_mails(hop, "outsider"))

    await until(told)
    [mail] = await read_mails(hop, "outsider")
    assert "text/calendar" not in {part.get_content_type() for part in mail.walk()}


async def test_former_secretary_hears_nothing_of_what_changed_with_his_leaving(hop: Installation) -> None:
    await draft(hop)
    await call(hop)

    async def told(mails: int) -> bool:
        return len(await read_mails(hop, "secretary")) == mails

    await until(partial(told, 1))  # what is still to be sent when he leaves is not
    changed = meeting_facts(secretary_ids=["outsider"], title="Họp kín", video_link="https://kin.example/x")
    names = ("secretary_ids", "title", "video_link")
    await say_of_meeting(hop, MeetingChanged(meeting=changed, changed=names))
    await until(partial(told, 2))
    _, farewell = await read_mails(hop, "secretary")
    parts = [part.get_content() for part in farewell.walk() if part.get_content_maintype() == "text"]
    assert len(parts) == 3
    assert not any("kin.example" in part or "Họp kín" in part for part in parts)
    [newest, *_] = (await hop.person("secretary").get("/api/inbox"))["items"]
    assert (newest["kind"], newest["meeting"]["title"]) == ("participant_removed", "Phiên họp thường kỳ")
