"""A mailbox that refuses: the meeting's secretary sees the name and has an act, and nobody else sees anything."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.clock import SetClock
from shared.events.gateway import CONTACTS, ContactChanged
from shared.events.meeting import MeetingHeld
from shared.words import Language
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, until
from tests.integration.notify.mailserver import MailServer, mail_server
from tests.integration.notify.saying import call, draft, say_of_meeting
from tests.integration.notify.test_deliveries import AN, deliveries, mailing, wait_for_state

ATTEMPTS = "/api/meetings/m1/unreached/attempts"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        running.to_recipient = lambda address: "550 no such user" if address == AN else "250 OK"
        yield running


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2030, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
async def hop(server: MailServer, tmp_path: Path, clock: SetClock) -> AsyncIterator[Installation]:
    """The invitation of "an" is given up."""
    async with mailing(server, tmp_path, clock) as running:
        await draft(running)
        await call(running)
        await wait_for_state(running, "an", "parked")
        yield running


async def unreached(hop: Installation, person_id: str = "secretary") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await hop.person(person_id).get("/api/unreached"))["items"]
    return items


async def test_secretary_sees_who_was_not_reached_and_no_content(hop: Installation) -> None:
    (one,) = await unreached(hop)
    assert one["meeting"]["id"] == "m1"
    assert [
        (missed["person"]["full_name"], missed["count"], missed["reason"], sorted(missed)) for missed in one["people"]
    ] == [("Họ tên an", 1, "mailbox_refused", ["count", "person", "reason", "since"])]


async def test_nobody_else_sees_it(hop: Installation) -> None:
    for name in ("chair", "an", "binh", "guest", "outsider"):
        assert await unreached(hop, name) == []
        assert await hop.person(name).problem("POST", ATTEMPTS) == "not-found"
        assert await hop.person(name).problem("DELETE", "/api/meetings/m1/unreached/an") == "not-found"


async def test_meeting_that_is_over_is_no_line_any_more(hop: Installation) -> None:
    await say_of_meeting(hop, MeetingHeld(meeting=meeting_facts(state="closed"), attended=()))
    assert await unreached(hop) == []


async def test_secretary_tries_again(hop: Installation, server: MailServer) -> None:
    server.to_recipient = lambda address: "250 OK"
    await hop.person("secretary").send("POST", ATTEMPTS)
    await wait_for_state(hop, "an", "sent")
    assert await unreached(hop) == []
    assert len(server.taken_by(AN)) == 1


async def test_line_goes_when_the_person_was_told_another_way(hop: Installation, server: MailServer) -> None:
    for _ in range(2):
        await hop.person("secretary").send("DELETE", "/api/meetings/m1/unreached/an")
    assert await unreached(hop) == []
    await wait_for_state(hop, "an", "withdrawn")


async def test_corrected_address_gets_what_was_given_up(hop: Installation, server: MailServer) -> None:
    corrected = ContactChanged(person_id="an", email="moi@tinh.example", language=Language.VIETNAMESE)
    await hop.say(CONTACTS, "contact", "an", corrected)

    async def taken() -> bool:
        return len(server.taken_by("moi@tinh.example")) == 1 and await unreached(hop) == []

    await until(taken)


async def test_corrected_address_gets_nothing_of_a_meeting_that_is_over(
    hop: Installation, server: MailServer, clock: SetClock
) -> None:
    """It stays called until somebody records it."""
    clock.moment = datetime(2030, 12, 12, tzinfo=UTC)
    corrected = ContactChanged(person_id="an", email="moi@tinh.example", language=Language.VIETNAMESE)
    await hop.say(CONTACTS, "contact", "an", corrected)
    assert (await deliveries(hop))["an"]["state"] == "parked"


async def test_administrator_sees_whose_address_is_wrong_until_it_is_corrected(
    hop: Installation, server: MailServer
) -> None:
    administrator = hop.person("root", ("administrator", "o1"))
    (one,) = (await administrator.get("/api/unreached-people"))["items"]
    assert (one["person"]["full_name"], one["count"], one["reason"]) == ("Họ tên an", 1, "mailbox_refused")
    assert await hop.person("root", ("administrator", "o2")).get("/api/unreached-people") == {"items": []}
    assert await hop.person("secretary").problem("GET", "/api/unreached-people") == "not-found"
    corrected = ContactChanged(person_id="an", email="an.moi@tinh.example", language=Language.VIETNAMESE)
    await hop.say(CONTACTS, "contact", "an", corrected)

    async def nobody() -> bool:
        return not (await administrator.get("/api/unreached-people"))["items"]

    await until(nobody)
