"""Those outside an audience do not learn that something exists, by stream, inbox, mail or count (domain, rule 6)."""

from contextlib import AsyncExitStack
from typing import Any

import orjson
import pytest

from shared.events.documents import DocumentChanged, DocumentRecalled, VersionChecked
from shared.events.meeting import AgendaItemAdded, AgendaItemChanged, AgendaItemMoved, AgendaItemRemoved, MeetingChanged
from tests.factories.facts import item_facts, meeting_facts
from tests.factories.installation import Installation
from tests.integration.notify.postbox import read_mails, wait_for_mails
from tests.integration.notify.saying import call, document_facts, draft, release, say_of_document, say_of_meeting
from tests.integration.notify.stream import Stream, stream
from tests.integration.notify.test_live_stream import until_place

ONLY_AN: dict[str, Any] = {"guests": False, "people": ["an"]}
SECRETS = ("nhân sự kín", "i-restricted", "d-restricted", "luân chuyển")


async def life_of_a_restricted_item(hop: Installation) -> None:
    item: dict[str, Any] = {"title": "nhân sự kín", "audience": ONLY_AN}
    await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i-restricted", **item)))
    paper: dict[str, Any] = {"title": "luân chuyển", "item_id": "i-restricted"}
    await release(hop, "d-restricted", "delegate:an", **paper)
    version = document_facts("d-restricted").version
    assert version is not None
    await say_of_document(
        hop, "d-restricted", VersionChecked(document_id="d-restricted", meeting_id="m1", version=version)
    )
    await say_of_meeting(hop, AgendaItemChanged(item=item_facts("i-restricted", **item, planned_minutes=5)))
    await say_of_meeting(hop, AgendaItemMoved(item=item_facts("i-restricted", **item, position=9)))
    facts = document_facts("d-restricted", "delegate:an", **paper)
    await say_of_document(hop, "d-restricted", DocumentChanged(document=facts))
    recalled = document_facts("d-restricted", "delegate:an", released=False, **paper)
    await say_of_document(hop, "d-restricted", DocumentRecalled(document=recalled, reason="luân chuyển"))
    await say_of_meeting(hop, AgendaItemRemoved(item=item_facts("i-restricted", **item)))
    moved = meeting_facts(place="Phòng cuối", calendar_sequence=1)
    await say_of_meeting(hop, MeetingChanged(meeting=moved, changed=("place",)))


def names_a_secret(told: Any) -> list[str]:
    text = told if isinstance(told, str) else orjson.dumps(told).decode()
    return [word for word in SECRETS if word in text]


@pytest.fixture
async def called(hop: Installation) -> Installation:
    await draft(hop)
    await call(hop)
    return hop


async def test_outsiders_learn_nothing_of_a_restricted_item_and_its_paper(called: Installation) -> None:
    async with AsyncExitStack() as stack:
        names = ("an", "binh", "guest", "outsider")
        tablets: dict[str, Stream] = {
            name: await stack.enter_async_context(stream(called.person(name))) for name in names
        }
        await life_of_a_restricted_item(called)
        for name in ("an", "binh", "guest"):
            await until_place(tablets[name], "Phòng cuối")
        assert set(names_a_secret(tablets["an"].facts)) == {
            "nhân sự kín",
            "i-restricted",
            "d-restricted",
            "luân chuyển",
        }
        for name in ("binh", "guest", "outsider"):
            assert names_a_secret(tablets[name].facts) == [], name
            resumed = await stack.enter_async_context(stream(called.person(name), tablets[name].mark))
            assert names_a_secret(resumed.facts) == [], name


async def test_inbox_and_counts_of_outsiders_tell_nothing(called: Installation) -> None:
    await life_of_a_restricted_item(called)
    for name, unread in (("binh", 2), ("guest", 2), ("outsider", 0)):
        inbox = await called.person(name).get("/api/inbox")
        assert (inbox["unread"], names_a_secret(inbox)) == (unread, []), name


async def test_no_mail_names_it_not_even_to_its_audience(called: Installation) -> None:
    await life_of_a_restricted_item(called)
    for mail in await wait_for_mails(called, 10):
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        assert names_a_secret(" ".join([str(mail["Subject"]), *parts])) == []
    assert len(await read_mails(called, "outsider")) == 0
