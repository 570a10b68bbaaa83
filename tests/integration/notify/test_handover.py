"""Who takes a meeting over is told so, and not invited to it."""

from shared.events.meeting import MeetingChanged
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation
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
