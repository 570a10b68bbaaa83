"""A mail that the server took and sends back later: whom it was for is not reached, and he alone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from shared.clock import SetClock
from shared.events.gateway import CONTACTS, ContactChanged
from shared.words import Language
from tests.factories.installation import Installation, until
from tests.integration.notify.mailbox import PASSWORD, USER, Mailbox, mailbox, report
from tests.integration.notify.mailserver import MailServer, mail_server
from tests.integration.notify.saying import call, draft
from tests.integration.notify.test_deliveries import AN, degraded, deliveries, mailing, recovered, wait_for_state
from tests.integration.notify.test_unreached import ATTEMPTS, unreached

LONG = 60.0  # seconds
REPORT = b'Content-Type: multipart/report; boundary="x"\r\n\r\n--x\r\nContent-Type: '


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_box() -> AsyncIterator[Mailbox]:
    async with mailbox() as running:
        yield running


@pytest.fixture
async def box(shared_box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """Nothing in it is of another test."""
    await shared_box.empty()
    monkeypatch.setenv("BOUNCES_ADDRESS", "tra-lai@tinh.example")
    monkeypatch.setenv("BOUNCES_HOST", "127.0.0.1")
    monkeypatch.setenv("BOUNCES_PORT", str(shared_box.port))
    monkeypatch.setenv("BOUNCES_TLS", "none")
    monkeypatch.setenv("BOUNCES_USER", USER)
    monkeypatch.setenv("BOUNCES_PASSWORD", PASSWORD)
    monkeypatch.setenv("BOUNCES_SECONDS", "0.1")
    return shared_box


@pytest.fixture
async def hop(server: MailServer, box: Mailbox, tmp_path: Path) -> AsyncIterator[Installation]:
    """All have their invitation, as far as the mail server says."""
    async with mailing(server, tmp_path, SetClock(datetime(2030, 11, 20, 2, tzinfo=UTC))) as running:
        await draft(running)
        await call(running)
        for name in ("an", "binh", "chair", "guest", "secretary"):
            await wait_for_state(running, name, "sent")
        yield running


async def put(box: Mailbox, content: bytes) -> None:
    """Waits until it was looked at."""
    await box.put(content)

    async def was_seen() -> bool:
        return await box.unseen() == 0

    await until(was_seen, LONG)


def of_an(server: MailServer) -> EmailMessage:
    """His invitation."""
    return server.taken_by(AN)[0]


async def states(hop: Installation) -> dict[str, Any]:
    return {name: (one["state"], one["reason"]) for name, one in (await deliveries(hop)).items()}


async def test_mails_return_to_the_mailbox_and_still_come_from_the_sender(
    hop: Installation, server: MailServer
) -> None:
    assert server.senders == {"tra-lai@tinh.example"}
    assert {str(mail["From"]) for mail in server.taken} == {"Hop <hop@tinh.example>"}


@pytest.mark.parametrize("whole", [False, True])
async def test_whose_mail_came_back_is_not_reached(
    hop: Installation, server: MailServer, box: Mailbox, whole: bool
) -> None:
    await put(box, report(of_an(server), whole=whole))
    (one,) = await unreached(hop)
    assert [(missed["person"]["id"], missed["reason"]) for missed in one["people"]] == [("an", "mailbox_refused")]
    administrator = hop.person("root", ("administrator", "o1"))
    (wrong,) = (await administrator.get("/api/unreached-people"))["items"]
    assert (wrong["person"]["id"], wrong["reason"]) == ("an", "mailbox_refused")
    assert {name for name, state in (await states(hop)).items() if state == ("sent", None)} >= {"binh", "chair"}


async def test_full_mailbox_is_told_as_a_mail_that_came_back(
    hop: Installation, server: MailServer, box: Mailbox
) -> None:
    await put(box, report(of_an(server), "5.2.2"))
    assert (await states(hop))["an"] == ("parked", "mail_returned")


async def test_same_report_twice_tells_once_and_a_new_attempt_stands(
    hop: Installation, server: MailServer, box: Mailbox
) -> None:
    await put(box, report(of_an(server)))
    await put(box, report(of_an(server)))
    ((missed,),) = [one["people"] for one in await unreached(hop)]
    assert missed["count"] == 1
    await hop.person("secretary").send("POST", ATTEMPTS)
    await wait_for_state(hop, "an", "sent")
    assert await unreached(hop) == []


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
async def test_what_is_no_failure_changes_nothing(
    hop: Installation, server: MailServer, box: Mailbox, action: str
) -> None:
    await put(box, report(of_an(server), "4.4.1", action))
    assert await unreached(hop) == []


async def test_corrected_address_gets_the_mail_that_came_back_from_the_former_one(
    hop: Installation, server: MailServer, box: Mailbox
) -> None:
    corrected = ContactChanged(person_id="an", email="moi@tinh.example", language=Language.VIETNAMESE)
    await hop.say(CONTACTS, "contact", "an", corrected)
    await put(box, report(of_an(server)))

    async def taken() -> bool:
        return len(server.taken_by("moi@tinh.example")) == 1 and await unreached(hop) == []

    await until(taken, LONG)
    await put(box, report(server.taken_by("moi@tinh.example")[0]))
    assert (await states(hop))["an"] == ("parked", "mailbox_refused")


async def test_nobody_has_the_address_of_another_declared_dead(
    hop: Installation, server: MailServer, box: Mailbox
) -> None:
    """Somebody who knows how deliveries are named, and has got a mail of his own."""
    mine, other = (mark_of(mail) for mail in (of_an(server), server.taken_by("binh@tinh.example")[0]))
    delivery, first, second = mine.rsplit(".", 2)
    own = other.rsplit(".", 2)
    for mark in (delivery, f"{delivery}.{'0' * 16}.{second}", f"{delivery}.{own[1]}.{own[2]}", f"{own[0]}.{first}.x"):
        await put(box, report(of_an(server), mark=mark))
    assert await unreached(hop) == []


def mark_of(mail: EmailMessage) -> str:
    return str(mail["Message-ID"]).strip("<> ").partition("@")[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00 no mail at all",
        b"Subject: Toi vang mat\r\n\r\nHen gap lai.",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno parts",
        REPORT + b"message/delivery-status\r\n\r\n\r\n--x--",
        REPORT + b"message/rfc822\r\n\r\n\r\n--x--",
        REPORT + b"text/rfc822-headers; charset*=utf-8''utf-8\r\n\r\nSubject: \xe1\r\n--x--",
    ],
)
async def test_anything_else_is_passed_over(
    hop: Installation, server: MailServer, box: Mailbox, content: bytes
) -> None:
    await put(box, content or b"\r\n")
    await put(box, report(of_an(server)))
    assert (await states(hop))["an"] == ("parked", "mailbox_refused")


async def test_mailbox_that_is_away_is_said_and_looked_at_again(
    server: MailServer, box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUNCES_PASSWORD", "another")
    async with mailing(server, tmp_path, SetClock(datetime(2030, 11, 20, 2, tzinfo=UTC))) as hop:

        async def is_said() -> bool:
            return await degraded(hop) == ["bounces"]

        await until(is_said, LONG)
    monkeypatch.setenv("BOUNCES_PASSWORD", PASSWORD)
    async with mailing(server, tmp_path, SetClock(datetime(2030, 11, 20, 2, tzinfo=UTC))) as hop:
        await until(lambda: recovered(hop), LONG)
