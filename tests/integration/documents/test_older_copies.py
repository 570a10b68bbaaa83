"""What an older release has kept of others' facts holds up nothing."""

from shared.events import meeting
from shared.events.meeting import AgendaItemAdded
from shared.membership import Membership
from tests.factories.facts import item_facts
from tests.factories.installation import Installation


async def test_item_heard_before_papers_were_asked_for_stays_beside_new_ones(hop: Installation) -> None:
    store = hop.kit.backends.store
    membership = Membership("documents", store)
    stored = await store.get(membership.meetings.collection, "m1")
    assert stored is not None
    old = [{name: value for name, value in item.items() if name != "papers_asked_at"} for item in stored.body["items"]]
    await store.save(membership.meetings.collection, stored, stored.body | {"items": old})
    await hop.say(meeting.SOURCE, "meeting", "m1", AgendaItemAdded(item=item_facts("new", "m1")))
    member = await membership.member("m1", "an")
    assert member is not None
    assert [item["id"] for item in member.meeting["items"]] == [*(item["id"] for item in old), "new"]
