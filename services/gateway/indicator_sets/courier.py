"""Hands a set to a receiving system: one POST over https, following no redirect, to an address that may be reached."""

import re
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson
import structlog
from aiohttp import (
    ClientConnectorCertificateError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)

from services.gateway.indicator_sets.model import IndicatorSet, TryOutcome
from services.gateway.receiving_systems.model import KeyHeader, ReceivingSystem
from shared.backends import BadSetting
from shared.clock import Clock
from shared.outside import AddressForbidden, Reach, ReachingResolver, is_busy, trust, wait_asked
from shared.text import clean_line

log = structlog.get_logger()

READ = 4096  # bytes of an answer
SHOWN = 200  # characters of it


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: TryOutcome
    status: int | None = None
    answer: str = ""
    wait: timedelta | None = None


class Courier:
    """`authorities` is a PEM file of whoever signed the systems' certificates, beside those the machine trusts."""

    def __init__(self, reach: Reach, authorities: Path | None, seconds: float, clock: Clock) -> None:
        """Reads certificates, so it blocks. Raises BadSetting."""
        self.reach = reach
        self._clock = clock
        self._timeout = ClientTimeout(total=seconds, connect=min(10.0, seconds))
        try:
            self._tls = trust(authorities)
        except OSError as error:
            raise BadSetting(f"RECEIVING_CA cannot be read: {error!r}") from None

    @property
    def seconds(self) -> float:
        return self._timeout.total or 0

    async def carry(self, system: ReceivingSystem, key: str, one: IndicatorSet) -> Verdict:
        if not self.reach.takes(system.url):
            return Verdict(TryOutcome.FORBIDDEN)
        try:
            return await self._post(system, key, one)
        except (ClientError, OSError, ValueError) as error:  # a timeout is an OSError, an odd answer a ValueError
            outcome = _trouble(error)
            log.warning("indicators not taken", set_id=one.id, outcome=outcome, kind=type(error).__name__)
            return Verdict(outcome)

    async def _post(self, system: ReceivingSystem, key: str, one: IndicatorSet) -> Verdict:
        connector = TCPConnector(resolver=ReachingResolver(self.reach), ssl=self._tls)
        async with (
            ClientSession(connector=connector, timeout=self._timeout, cookie_jar=DummyCookieJar()) as session,
            session.post(
                system.url,
                data=orjson.dumps(one.message),
                headers={"Content-Type": "application/json", "Idempotency-Key": one.key} | _key(system.key_header, key),
                allow_redirects=False,
            ) as response,
        ):
            wait = wait_asked(response.headers, self._clock.now())
            return Verdict(_outcome(response.status), response.status, await _beginning(response, key), wait)


def _key(header: KeyHeader, key: str) -> dict[str, str]:
    if not key:
        return {}
    return {"X-API-Key": key} if header is KeyHeader.API_KEY else {"Authorization": f"Bearer {key}"}


def _outcome(status: int) -> TryOutcome:
    if status < 300:
        return TryOutcome.ACKNOWLEDGED
    if status < 400:
        return TryOutcome.REDIRECTED
    return TryOutcome.BUSY if is_busy(status) else TryOutcome.REFUSED


async def _beginning(response: ClientResponse, key: str) -> str:
    """For people to read; never the key, should the system echo it. An answer that breaks off is none."""
    try:
        said = (await response.content.read(READ)).decode("utf-8", "replace")
    except (ClientError, OSError):
        return ""
    if key:
        said = said.replace(key, "…")
    return clean_line(re.sub(r"\s+", " ", said))[:SHOWN]


def _trouble(error: Exception) -> TryOutcome:
    """A refusal of our own resolver comes wrapped."""
    causes = [error, *filter(None, (error.__cause__, getattr(error, "os_error", None)))]
    if any(isinstance(one, AddressForbidden) for one in causes):
        return TryOutcome.FORBIDDEN
    if isinstance(error, ClientConnectorCertificateError | ClientSSLError | ssl.SSLError):
        return TryOutcome.UNTRUSTED
    return TryOutcome.SILENT if isinstance(error, TimeoutError) else TryOutcome.AWAY
