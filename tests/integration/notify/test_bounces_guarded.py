"""The mailbox that mails come back to, over TLS: its password goes to its own server, and never in the clear."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from services.notify.bounces.mailbox import BounceMailbox, MailboxAway
from services.notify.settings import NotifySettings
from tests.backends.authority import Authority, authority
from tests.integration.notify.mailbox import PASSWORD, USER, Mailbox, mailbox


@pytest.fixture
async def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = await asyncio.to_thread(authority, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
    return made


def reading(port: int, tls: str, host: str = "127.0.0.1") -> BounceMailbox:
    return BounceMailbox(
        NotifySettings.model_validate(
            {
                "bounces_address": "tra-lai@tinh.example",
                "bounces_host": host,
                "bounces_port": port,
                "bounces_tls": tls,
                "bounces_user": USER,
                "bounces_password": PASSWORD,
            }
        )
    )


@dataclass(slots=True)
class Wire:
    """What went from the client to the mailbox, as one who listens there would see it."""

    port: int = 0
    heard: bytearray = field(default_factory=bytearray)


@asynccontextmanager
async def wire_to(box: Mailbox, tls: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    """With `tls` it speaks TLS from the first byte, as servers do on port 993, and hears what is inside."""
    wire = Wire()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", box.port)

        async def answer() -> None:
            while content := await there.read(65536):
                writer.write(content)
                await writer.drain()

        answering = asyncio.create_task(answer())
        try:
            while content := await reader.read(65536):
                wire.heard += content
                back.write(content)
                await back.drain()
        except ConnectionError:
            pass
        finally:
            back.close()
            await asyncio.wait([answering])
            writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=tls)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        await server.wait_closed()


def server_side(trust: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trust.certificate, trust.key)
    return context


async def look(box: BounceMailbox) -> list[bytes]:
    """What came back and nobody has looked at; then it is looked at."""
    found = await box.unseen()
    for name in found:
        await box.see(name)
    return list(found.values())


async def test_mailbox_is_read_over_tls_from_the_first_byte(trust: Authority) -> None:
    guard = await asyncio.to_thread(server_side, trust)
    async with mailbox() as box, wire_to(box, guard) as wire:
        await box.put(b"Subject: a\r\n\r\nb\r\n")
        reader = reading(wire.port, "tls")
        (content,) = await look(reader)
        assert content.startswith(b"Subject: a")
        assert await look(reader) == []


async def test_mailbox_is_read_after_starttls_and_listeners_hear_no_password(trust: Authority) -> None:
    async with mailbox(trust=trust) as box, wire_to(box) as wire:
        await box.put(b"Subject: a\r\n\r\nb\r\n")
        (content,) = await look(reading(wire.port, "starttls"))
        assert content.startswith(b"Subject: a")
        assert b"STARTTLS" in wire.heard
        assert PASSWORD.encode() not in wire.heard


async def test_server_without_starttls_gets_no_password(trust: Authority) -> None:
    """Somebody between us and the server may have taken the offer away."""
    async with mailbox() as box, wire_to(box) as wire:
        with pytest.raises(MailboxAway):
            await reading(wire.port, "starttls").unseen()
        assert wire.heard
        assert PASSWORD.encode() not in wire.heard


@pytest.mark.parametrize("tls", ["tls", "starttls"])
async def test_server_with_a_certificate_of_an_unknown_authority_gets_no_password(
    trust: Authority, tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = await asyncio.to_thread(authority, tmp_path / "other")
    guard = await asyncio.to_thread(server_side, trust)
    async with mailbox(trust=None if tls == "tls" else trust) as box:
        monkeypatch.setenv("SSL_CERT_FILE", str(other.ca))
        async with wire_to(box, guard if tls == "tls" else None) as wire:
            with pytest.raises(MailboxAway):
                await reading(wire.port, tls).unseen()
            assert PASSWORD.encode() not in wire.heard


async def test_whoever_stops_waits_for_the_visit_under_way_however_often_he_is_told() -> None:
    came, release = asyncio.Event(), asyncio.Event()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.set()
        await release.wait()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        visit = asyncio.create_task(reading(port, "none").unseen())
        await came.wait()
        for _ in range(3):
            visit.cancel()
            assert not (await asyncio.wait([visit], timeout=0.05))[0]
        release.set()
        await asyncio.wait([visit])
        assert visit.cancelled()
