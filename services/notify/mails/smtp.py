"""A mail server that takes the mails (RFC 5321)."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import structlog
from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from services.notify.deliveries.carrier import NotTaken, OutcomeUnknown, Round
from services.notify.deliveries.model import Reason
from services.notify.mails.model import Mail
from services.notify.settings import NotifySettings

log = structlog.get_logger()

PERMANENT = 500  # replies from here on mean that trying again is of no use (RFC 5321, 4.2.1)


class MailServer:
    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Round[Mail]]:
        round_ = _ServerRound(self._settings)
        try:
            yield round_
        finally:
            await round_.end()


class _ServerRound:
    """Connects with the first mail; after trouble with the connection the next mail gets a new one."""

    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings
        self._client: SMTP | None = None

    async def carry(self, message: Mail) -> None:
        client = self._client or await self._connect()
        await self._ask(
            client.mail(self._settings.bounces_address or message.sender), Reason.SENDER_REFUSED, about_mail=False
        )
        await self._ask(client.rcpt(message.recipient), Reason.MAILBOX_REFUSED)
        await self._hand_over(client, message)

    async def end(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            await client.quit()
        except (SMTPException, OSError):
            client.close()

    async def _connect(self) -> SMTP:
        settings = self._settings
        client = SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            timeout=settings.smtp_timeout,
        )
        try:
            await client.connect()
        except SMTPAuthenticationError as error:
            client.close()
            raise self._trouble(error, Reason.SIGN_IN_REFUSED) from error
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise self._trouble(error, Reason.SERVER_AWAY) from error
        self._client = client
        return client

    async def _ask(self, step: Awaitable[Any], refused: Reason, *, about_mail: bool = True) -> None:
        """A step before the mail itself is handed over: whatever goes wrong, it was not taken."""
        try:
            await step
        except SMTPResponseException as error:
            if error.code < PERMANENT:
                await self._start_over()
                raise NotTaken(Reason.SERVER_BUSY) from error
            await self._start_over()
            raise NotTaken(refused, permanent=about_mail, for_all=not about_mail) from error
        except (SMTPException, OSError) as error:
            raise self._trouble(error, Reason.SERVER_AWAY) from error

    async def _hand_over(self, client: SMTP, mail: Mail) -> None:
        try:
            await client.data(mail.message)
        except SMTPResponseException as error:
            await self._start_over()
            if error.code < PERMANENT:
                raise NotTaken(Reason.SERVER_BUSY) from error
            raise NotTaken(Reason.MESSAGE_REFUSED, permanent=True) from error
        except (SMTPException, OSError) as error:
            self._drop()
            raise OutcomeUnknown from error

    async def _start_over(self) -> None:
        """The server forgets the refused mail; one that does not even do that gets a new connection."""
        if self._client is None:
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._drop()

    def _trouble(self, error: Exception, reason: Reason) -> NotTaken:
        self._drop()
        silent = isinstance(error, SMTPTimeoutError | TimeoutError)
        log.warning("mail server failed", reason=reason, kind=type(error).__name__)
        return NotTaken(
            Reason.SERVER_SILENT if silent else reason, for_all=not isinstance(error, SMTPServerDisconnected)
        )

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
