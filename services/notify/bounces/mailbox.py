"""The mailbox that mails come back to, read over IMAP (RFC 3501). What was looked at is marked as seen."""

import asyncio
import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from services.notify.settings import NotifySettings

LARGEST = 256 << 10  # bytes; a report begins with what we need, and may end with the whole mail
AT_ONCE = 20
TIMEOUT = 5.0  # seconds for each step; a stop waits for the one under way

T = TypeVar("T")


class MailboxAway(Exception):
    """It does not answer, or does not let us in."""


class BounceMailbox:
    """The library blocks, so that each visit has a thread and a connection of its own. Raises MailboxAway."""

    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings

    async def unseen(self) -> dict[str, bytes]:
        """By name, the oldest that nobody has looked at, each as far as LARGEST; reading does not mark them."""
        return await _in_thread(self._read)

    async def see(self, name: str) -> None:
        await _in_thread(lambda: self._mark(name))

    def _read(self) -> dict[str, bytes]:
        with self._open() as client:
            (found,) = _answer(client.uid("search", "UNSEEN"))
            names = [name.decode() for name in (found or b"").split()[:AT_ONCE]]
            return {name: _content(client, name) for name in names}

    def _mark(self, name: str) -> None:
        with self._open() as client:
            _answer(client.uid("store", name, "+FLAGS.SILENT", r"(\Seen)"))

    @contextmanager
    def _open(self) -> Iterator[imaplib.IMAP4]:
        settings, trust = self._settings, ssl.create_default_context()
        if settings.bounces_tls == "tls":
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                settings.bounces_host, settings.bounces_port, ssl_context=trust, timeout=TIMEOUT
            )
        else:
            client = imaplib.IMAP4(settings.bounces_host, settings.bounces_port, timeout=TIMEOUT)
        try:
            if settings.bounces_tls == "starttls":
                client.starttls(trust)
            client.login(settings.bounces_user, settings.bounces_password.get_secret_value())
            client.select("INBOX")
            yield client
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()
            with suppress(OSError):  # a logout that failed leaves it open
                client.shutdown()


def _content(client: imaplib.IMAP4, name: str) -> bytes:
    """Empty for one that is gone."""
    answer = _answer(client.uid("fetch", name, f"(BODY.PEEK[]<0.{LARGEST}>)"))
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")


def _answer(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, lines = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(kind)
    return lines


async def _in_thread(visit: Callable[[], T]) -> T:
    """A thread cannot be broken off: whoever stops waits until its connection is closed, however often he is told."""
    visiting = asyncio.create_task(asyncio.to_thread(visit))
    try:
        return await asyncio.shield(visiting)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxAway(type(error).__name__) from error
    finally:
        while not visiting.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([visiting])
