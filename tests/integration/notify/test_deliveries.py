"""Mails through a real server that takes, refuses, puts off or falls silent; never a second one for one confirmed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from shared.clock import SetClock
from shared.events.gateway import CONTACTS, ContactChanged
from shared.events.meeting import MeetingCancelled
from shared.words import Language
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.mailserver import MailServer, mail_server
from tests.integration.notify.saying import call, draft, say_of_meeting

AN = "an@tinh.example"
NOW = datetime(2030, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@asynccontextmanager
async def mailing(
    server: MailServer, tmp_path: Path, clock: SetClock, seconds: float = 60
) -> AsyncIterator[Installation]:
    """`seconds` has the server for each step: what it does not do in time waits for a clock that stands."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SMTP_HOST", "127.0.0.1")
        environment.setenv("SMTP_PORT", str(server.port))
        environment.setenv("SMTP_TLS", "none")
        environment.setenv("SMTP_SENDER", "hop@tinh.example")
        environment.setenv("SMTP_TIMEOUT", str(seconds))
        async with installation(tmp_path, build, clock=clock) as running:
            await populate(running)
            yield running


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def hop(
    server: MailServer, tmp_path: Path, clock: SetClock, request: pytest.FixtureRequest
) -> AsyncIterator[Installation]:
    async with mailing(server, tmp_path, clock, *getattr(request, "param", ())) as running:
        yield running


EVERYBODY = ("an", "binh", "guest", "chair", "secretary")


async def deliveries(hop: Installation, query: str = "") -> dict[str, dict[str, Any]]:
    listed = await hop.person("root", ("administrator", "o1")).get(f"/api/deliveries{query}")
    return {one["recipient"]["id"]: one for one in listed["items"] if one["template"] != "address_changed"}


async def wait_for_state(hop: Installation, person_id: str, state: str) -> dict[str, Any]:
    async def reached() -> bool:
        found = await deliveries(hop)
        return person_id in found and found[person_id]["state"] == state

    await until(reached)
    return (await deliveries(hop))[person_id]


async def degraded(hop: Installation) -> list[str]:
    async with hop.client.get("/readyz") as response:
        found: list[str] = (await response.json())["degraded"]
    return found


async def recovered(hop: Installation) -> bool:
    return await degraded(hop) == []


async def let_pass(hop: Installation, clock: SetClock, time: timedelta) -> None:
    """Time passes, and the dispatcher notices."""
    clock.moment += time
    hop.services[0].world.planned.set()


async def test_server_takes_one_mail_for_each(hop: Installation, server: MailServer) -> None:
    await draft(hop)
    await call(hop)
    for name in EVERYBODY:
        assert (await wait_for_state(hop, name, "sent"))["attempts"] == 1
    assert sorted(str(mail["To"].addresses[0].addr_spec) for mail in server.taken) == sorted(
        f"{name}@tinh.example" for name in EVERYBODY
    )
    assert {str(mail["From"]) for mail in server.taken} == {"Hop <hop@tinh.example>"}


async def test_refused_mailbox_is_parked_at_once_and_harms_nobody_else(hop: Installation, server: MailServer) -> None:
    server.to_recipient = lambda address: "550 no such user" if address == AN else "250 OK"
    await draft(hop)
    await call(hop)
    refused = await wait_for_state(hop, "an", "parked")
    assert (refused["reason"], refused["attempts"], refused["next_attempt_at"]) == ("mailbox_refused", 1, None)
    assert (await wait_for_state(hop, "binh", "sent"))["reason"] is None


async def test_administrator_sees_state_and_no_content(hop: Installation, server: MailServer) -> None:
    await draft(hop)
    await call(hop)
    shown = await wait_for_state(hop, "an", "sent")
    assert set(shown) == {
        "id", "at", "recipient", "channel", "template", "state", "attempts", "reason", "next_attempt_at",
    }  # fmt: skip
    assert shown["recipient"] == {"id": "an", "full_name": "Họ tên an"}
    assert (shown["channel"], shown["template"]) == ("mail", "meeting_called")


async def test_mail_put_off_is_sent_later(hop: Installation, server: MailServer, clock: SetClock) -> None:
    server.to_recipient = lambda address: "451 try later" if address == AN else "250 OK"
    await draft(hop)
    await call(hop)
    put_off = await wait_for_state(hop, "an", "failed")
    assert put_off["reason"] == "server_busy"
    assert NOW < datetime.fromisoformat(put_off["next_attempt_at"]) < NOW + timedelta(minutes=1)
    server.to_recipient = lambda address: "250 OK"
    await let_pass(hop, clock, timedelta(minutes=1))
    assert (await wait_for_state(hop, "an", "sent"))["attempts"] == 2
    assert len(server.taken_by(AN)) == 1


@pytest.mark.parametrize("hop", [(3,)], indirect=True)
async def test_silent_server_is_left_after_the_timeout(hop: Installation, server: MailServer, clock: SetClock) -> None:
    server.to_recipient = lambda address: ""
    await draft(hop)
    await call(hop)
    assert (await wait_for_state(hop, "an", "failed"))["reason"] == "server_silent"
    assert await degraded(hop) == ["mail"]
    server.to_recipient = lambda address: "250 OK"
    await let_pass(hop, clock, timedelta(minutes=1))
    await wait_for_state(hop, "an", "sent")
    assert len(server.taken_by(AN)) == 1
    await until(lambda: recovered(hop))


@pytest.mark.parametrize("hop", [(3,)], indirect=True)
async def test_mail_taken_in_silence_is_repeated_once_under_the_same_id(
    hop: Installation, server: MailServer, clock: SetClock
) -> None:
    server.to_data = lambda message: "" if AN in str(message["To"]) else "250 OK"
    await draft(hop)
    await call(hop)
    assert (await wait_for_state(hop, "an", "failed"))["reason"] == "outcome_unknown"
    await let_pass(hop, clock, timedelta(minutes=1))
    given_up = await wait_for_state(hop, "an", "parked")
    assert (given_up["reason"], given_up["attempts"]) == ("outcome_unknown", 2)
    assert len(server.taken_by(AN)) == 2
    assert len({str(mail["Message-ID"]) for mail in server.taken_by(AN)}) == 1


async def test_refused_content_is_parked(hop: Installation, server: MailServer) -> None:
    server.to_data = lambda message: "554 not here"
    await draft(hop)
    await call(hop)
    assert (await wait_for_state(hop, "an", "parked"))["reason"] == "message_refused"


async def test_parked_mail_is_sent_when_the_administrator_tries_again(hop: Installation, server: MailServer) -> None:
    server.to_recipient = lambda address: "550 no such user" if address == AN else "250 OK"
    await draft(hop)
    await call(hop)
    parked = await wait_for_state(hop, "an", "parked")
    server.to_recipient = lambda address: "250 OK"
    administrator = hop.person("root", ("administrator", "o1"))
    await administrator.send("POST", f"/api/deliveries/{parked['id']}/attempts")
    await wait_for_state(hop, "an", "sent")
    assert len(server.taken_by(AN)) == 1
    assert await administrator.problem("POST", f"/api/deliveries/{parked['id']}/attempts") == "delivery-decided"


async def test_deliveries_are_seen_from_above_only(hop: Installation, server: MailServer) -> None:
    await draft(hop)
    await call(hop)
    sent = await wait_for_state(hop, "an", "sent")
    attempts = f"/api/deliveries/{sent['id']}/attempts"
    assert await hop.person("an").problem("GET", "/api/deliveries") == "not-found"
    assert await hop.person("an").problem("POST", attempts) == "not-found"
    elsewhere = hop.person("other", ("administrator", "o2"))
    assert (await elsewhere.get("/api/deliveries"))["items"] == []
    assert await elsewhere.problem("POST", attempts) == "not-found"


async def test_deliveries_are_listed_by_state_and_page(hop: Installation, server: MailServer) -> None:
    server.to_recipient = lambda address: "550 no such user" if address == AN else "250 OK"
    await draft(hop)
    await call(hop)
    await wait_for_state(hop, "an", "parked")
    await wait_for_state(hop, "secretary", "sent")
    assert set(await deliveries(hop, "?state=parked")) == {"an"}
    administrator = hop.person("root", ("administrator", "o1"))
    seen: list[str] = []
    path = "/api/deliveries?limit=2"
    while path:
        listed = await administrator.get(path)
        seen += [one["recipient"]["id"] for one in listed["items"]]
        path = listed["next"]
    assert sorted(seen) == ["an", "binh", "chair", "guest", "secretary"]


async def test_person_without_address_gets_the_mail_once_there_is_one(hop: Installation, server: MailServer) -> None:
    await hop.say(CONTACTS, "contact", "an", ContactChanged(person_id="an", email=None, language=Language.VIETNAMESE))
    await draft(hop)
    await call(hop)
    assert (await wait_for_state(hop, "an", "parked"))["reason"] == "no_address"
    known = ContactChanged(person_id="an", email="moi@tinh.example", language=Language.ENGLISH)
    await hop.say(CONTACTS, "contact", "an", known)
    await wait_for_state(hop, "an", "sent")
    assert len(server.taken_by("moi@tinh.example")) == 1


async def test_invitation_overtaken_by_a_cancellation_is_not_sent(
    hop: Installation, server: MailServer, clock: SetClock
) -> None:
    server.to_recipient = lambda address: "451 try later"
    await draft(hop)
    await call(hop)
    for name in EVERYBODY:  # one still under way would be taken by the server that is well again
        await wait_for_state(hop, name, "failed")
    server.to_recipient = lambda address: "250 OK"
    cancelled = meeting_facts(state="cancelled", state_reason="Bão", calendar_sequence=1)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=True))
    await let_pass(hop, clock, timedelta(minutes=2))

    async def settled() -> bool:
        listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
        return {(one["template"], one["state"]) for one in listed["items"]} == {
            ("meeting_called", "withdrawn"),
            ("meeting_cancelled", "sent"),
        }

    await until(settled)
    assert [str(mail["Subject"]) for mail in server.taken_by(AN)] == ["Hủy họp: Phiên họp thường kỳ"]
