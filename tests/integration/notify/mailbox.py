"""A real IMAP server in a process of its own, with one mailbox that mails come back to."""

import asyncio
import imaplib
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.backends.authority import Authority
from tests.backends.server import free_ports

SERVER = Path(__file__).with_name("imap_server.py")
USER, PASSWORD = "returned", "mailbox-secret"
STARTS = 60.0  # seconds until it answers, however busy the machine is


@dataclass(frozen=True, slots=True)
class Mailbox:
    """With `trust` it lets nobody sign in before STARTTLS."""

    port: int
    trust: Authority | None = None

    async def put(self, content: bytes) -> None:
        await asyncio.to_thread(self._put, content)

    async def unseen(self) -> int:
        return await asyncio.to_thread(self._unseen)

    async def empty(self) -> None:
        await asyncio.to_thread(self._empty)

    def _put(self, content: bytes) -> None:
        with self._open() as client:
            assert client.append("INBOX", "", "", content)[0] == "OK"

    def _unseen(self) -> int:
        with self._open() as client:
            client.select("INBOX", readonly=True)
            return len(client.search(None, "UNSEEN")[1][0].split())

    def _empty(self) -> None:
        with self._open() as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS", "\\Deleted")
            client.expunge()

    def _open(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=30)
        if self.trust:
            client.starttls(ssl.create_default_context(cafile=str(self.trust.ca)))
        client.login(USER, PASSWORD)
        return client


@asynccontextmanager
async def mailbox(port: int = 0, trust: Authority | None = None) -> AsyncIterator[Mailbox]:
    running = Mailbox(port or free_ports(1)[0], trust)
    command = [sys.executable, "-P", str(SERVER), "--host", "127.0.0.1", "--port", str(running.port)]
    tls = ["--cert", str(trust.certificate), "--key", str(trust.key)] if trust else ["--no-tls"]
    account = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    server = await asyncio.create_subprocess_exec(*command, *tls, *account)
    try:
        await _answering(running)
        yield running
    finally:
        server.terminate()
        await server.wait()


async def _answering(box: Mailbox) -> None:
    deadline = time.monotonic() + STARTS
    while True:
        try:
            await box.unseen()
            return
        except (OSError, imaplib.IMAP4.error):
            assert time.monotonic() < deadline, "the IMAP server does not answer"
            await asyncio.sleep(0.05)


def report(
    returned: EmailMessage, status: str = "5.1.1", action: str = "failed", *, whole: bool = False, mark: str = ""
) -> bytes:
    """As Postfix writes it (RFC 3464), with the headers of the mail that is returned, or all of it.

    `mark` is another left side of its Message-ID.
    """
    lines = {name: str(value) for name, value in returned.items()}
    lines |= {"Message-ID": f"<{mark}@hop.example>"} if mark else {}
    headers = "".join(f"{name}: {value}\n" for name, value in lines.items())
    address = returned["To"].addresses[0].addr_spec
    text = _REPORT.format(
        address=address,
        status=status,
        action=action,
        kind="message/rfc822" if whole else "text/rfc822-headers",
        returned=f"{headers}\n(the mail)\n" if whole else headers,
    )
    return text.encode()


_REPORT = """\
From: MAILER-DAEMON@mail.tinh.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4F1.1/mail.tinh.example"

This is a MIME-encapsulated message.

--4F1.1/mail.tinh.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.tinh.example.

--4F1.1/mail.tinh.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.tinh.example
X-Postfix-Queue-ID: 4F1
Arrival-Date: Wed, 20 Nov 2030 09:00:00 +0700 (+07)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; other.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected:
    User unknown

--4F1.1/mail.tinh.example
Content-Description: Undelivered Message
Content-Type: {kind}

{returned}
--4F1.1/mail.tinh.example--
"""
