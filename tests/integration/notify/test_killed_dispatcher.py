"""kill -9 between the mail server's acceptance and our saving it: at most one repetition, recognisable; then none."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from services.notify.app import build
from services.notify.deliveries.model import Delivery, DeliveryState
from services.notify.deliveries.store import DELIVERIES
from shared.backends import open_backends
from shared.clock import SetClock
from shared.settings import Settings
from shared.store.port import every
from tests.factories.installation import installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.mailserver import MailServer, mail_server
from tests.integration.notify.saying import call, draft, release

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
PEOPLE = ("an", "binh", "guest", "chair", "secretary")


@asynccontextmanager
async def notify_process(data: Path, server: MailServer) -> AsyncIterator[asyncio.subprocess.Process]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "DATA": str(data),
        "PORT": str(port),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(server.port),
        "SMTP_TLS": "none",
        "SMTP_SENDER": "hop@tinh.example",
        "SMTP_TIMEOUT": "0.2",
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.notify",
        cwd=ROOT,
        env={**os.environ, **settings},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def killing(child: asyncio.subprocess.Process, address: str) -> Callable[[EmailMessage], str]:
    """A server that takes the mail to `address` while its sender dies."""

    def take(message: EmailMessage) -> str:
        if address in str(message["To"]):
            os.kill(child.pid, signal.SIGKILL)
        return "250 OK"

    return take


def count(server: MailServer) -> Counter[str]:
    """Mails taken, by recipient."""
    return Counter(str(mail["To"].addresses[0].username) for mail in server.taken)


async def states(data: Path) -> dict[str, DeliveryState]:
    return {delivery.person_id: delivery.state for delivery in await deliveries(data)}


async def deliveries(data: Path) -> list[Delivery]:
    async with open_backends(Settings(data=data)) as backends:
        found = every(backends.store, DELIVERIES, "below", each="o1")
        return [Delivery.load(stored) async for stored in found]


async def test_killed_dispatcher_repeats_at_most_once_and_never_what_was_confirmed(tmp_path: Path) -> None:
    async with installation(tmp_path) as hop:
        await populate(hop)
        await draft(hop)
        await call(hop)
    data = tmp_path / "data"
    async with mail_server() as server:
        confirmed: dict[str, int] = {}
        for _ in range(2):
            async with notify_process(data, server) as child:
                server.to_data = killing(child, "guest@tinh.example")
                assert await asyncio.wait_for(child.wait(), 20) == -signal.SIGKILL
            sent = [person for person, state in (await states(data)).items() if state is DeliveryState.SENT]
            confirmed = {person: count(server)[person] for person in sent} | confirmed
        server.to_data = lambda message: "250 OK"
        async with notify_process(data, server):

            async def all_decided() -> bool:
                return set((await states(data)).values()) <= {DeliveryState.SENT, DeliveryState.PARKED}

            await until(all_decided)
        decided = await states(data)
    mails = count(server)
    assert (decided["guest"], mails["guest"]) == (DeliveryState.PARKED, 2)
    assert {person: mails[person] for person in confirmed} == confirmed
    assert all(mails[person] <= 2 for person in PEOPLE)
    assert all(mails[person] for person, state in decided.items() if state is DeliveryState.SENT)
    assert len({str(mail["Message-ID"]) for mail in server.taken}) == len(+mails)


async def test_digest_whose_sender_is_killed_before_it_is_handed_over_goes_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_MINUTES", "5")
    earlier = SetClock(datetime.now(UTC) - timedelta(minutes=10))
    async with installation(tmp_path, build, clock=earlier) as hop:
        await populate(hop)
        await draft(hop)
        await call(hop)
        for number in range(5):
            await release(hop, f"d{number}", "delegate:an")
    data = tmp_path / "data"

    def killing_before(child: asyncio.subprocess.Process) -> Callable[[str], str]:
        def refuse(address: str) -> str:
            if address == "an@tinh.example":
                os.kill(child.pid, signal.SIGKILL)
            return "250 OK"

        return refuse

    async with mail_server() as server:
        async with notify_process(data, server) as child:
            server.to_recipient = killing_before(child)
            assert await asyncio.wait_for(child.wait(), 30) == -signal.SIGKILL
        server.to_recipient = lambda address: "250 OK"
        assert not count(server)["an"]
        async with notify_process(data, server):

            async def all_told() -> bool:
                return {one.state for one in await deliveries(data)} == {DeliveryState.SENT, DeliveryState.COLLECTED}

            await until(all_told, 60)
    assert count(server)["an"] == 1
    text = server.taken_by("an@tinh.example")[0].get_body(("plain",))
    assert text is not None
    assert "5 tài liệu mới" in text.get_content()
