"""Hands messages to push services (RFC 8030), over https, to public addresses, following no redirect."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from services.notify.deliveries.carrier import NotTaken, Round
from services.notify.deliveries.model import Reason
from services.notify.pushes.allowed import PushServices
from services.notify.pushes.encryption import encrypt
from services.notify.pushes.identity import PushIdentity
from services.notify.pushes.model import Push
from shared.clock import Clock
from shared.outside import Reach, ReachingResolver, is_busy, wait_asked

log = structlog.get_logger()

TIMEOUT = ClientTimeout(total=15, connect=5)
GONE = {404, 410}  # the subscription is over (RFC 8030, section 7.3)
TOO_LARGE = 413


class SubscriptionGone(Exception):
    """The device takes no more notices by this subscription."""


class PushCarrier:
    def __init__(self, services: PushServices, identity: PushIdentity, clock: Clock) -> None:
        """Reads the authorities this machine trusts, which blocks."""
        self._services = services
        self._identity = identity
        self._clock = clock
        self._tls = ssl.create_default_context()

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Round[Push]]:
        connector = TCPConnector(resolver=ReachingResolver(Reach(), self._services.is_own), ssl=self._tls)
        async with ClientSession(connector=connector, timeout=TIMEOUT) as session:
            yield _PushRound(session, self._identity, self._clock)


class _PushRound:
    """A service that does not answer is not asked again in this round."""

    def __init__(self, session: ClientSession, identity: PushIdentity, clock: Clock) -> None:
        self._session = session
        self._identity = identity
        self._clock = clock
        self._away: dict[str, Reason] = {}

    async def carry(self, message: Push) -> None:
        """Raises NotTaken, SubscriptionGone."""
        host = urlsplit(message.endpoint).netloc
        if host in self._away:
            raise NotTaken(self._away[host])
        try:
            async with self._session.post(
                message.endpoint,
                data=encrypt(message.content, message.key, message.secret),
                headers=self._headers(message),
                allow_redirects=False,
            ) as response:
                self._judge(response)
        except (ClientError, OSError) as error:  # a timeout is an OSError
            reason = Reason.SERVER_SILENT if isinstance(error, TimeoutError) else Reason.SERVER_AWAY
            self._away[host] = reason
            log.warning("push service failed", host=host, kind=type(error).__name__)
            raise NotTaken(reason) from error

    def _headers(self, message: Push) -> dict[str, str]:
        return {
            "Authorization": self._identity.authorization(message.endpoint, self._clock.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(message.kept.total_seconds())),
            "Topic": message.topic,
            "Urgency": message.urgency,
        }

    def _judge(self, response: ClientResponse) -> None:
        """Raises NotTaken, SubscriptionGone."""
        status = response.status
        if status < 300:
            return
        if status in GONE:
            raise SubscriptionGone
        log.warning("push refused", host=response.url.host, status=status)
        if is_busy(status):
            raise NotTaken(Reason.SERVER_BUSY, retry_after=wait_asked(response.headers, self._clock.now()))
        raise NotTaken(Reason.MESSAGE_REFUSED if status == TOO_LARGE else Reason.SENDER_REFUSED, permanent=True)
