"""A real mail server in the test's process, which may refuse, put off, or fall silent."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass  # no slots: the library looks at every member, and that of weak references fails in Python 3.11.2
class MailServer:
    """`port` on loopback; `senders` are those of envelopes.

    Replies may be changed at any time; an answer of "" keeps the client waiting.
    """

    port: int = 0
    to_recipient: Callable[[str], str] = lambda address: "250 OK"
    to_data: Callable[[EmailMessage], str] = lambda message: "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)
    senders: set[str | None] = field(default_factory=set)
    silence: asyncio.Event = field(default_factory=asyncio.Event)

    def taken_by(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if address in str(message["To"])]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer or await self._keep_waiting()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.senders.add(envelope.mail_from)
        answer = self.to_data(message)
        if not answer or answer.startswith("250"):
            self.taken.append(message)
        return answer or await self._keep_waiting()

    async def _keep_waiting(self) -> str:
        await self.silence.wait()
        return "421 too late"


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    handler = MailServer()
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(handler, enable_SMTPUTF8=False, hostname="mail.example"))
        return sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        handler.silence.set()
        server.close()
        for one in sessions:
            if one.transport is not None:
                one.transport.close()
        ends = [one._handler_coroutine for one in sessions if one._handler_coroutine is not None]
        await asyncio.gather(*ends, return_exceptions=True)
        await server.wait_closed()
