"""One service behind the gateway: asked over kept connections, only so much at once, and left alone when it is down.

A request that cannot be taken at once is refused and never queued: whoever waits in a queue has long reloaded.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from services.gateway.proxy.model import Circuit, NoAnswer, sent_on
from shared import tracing
from shared.addresses import Addresses
from shared.http import STREAM, Call
from shared.metrics import Counter, Gauge
from shared.problems import Malformed, Problem, TooLarge, Unavailable

log = structlog.get_logger()

IN_FLIGHT = Gauge("hop_gateway_in_flight", "Requests a service is working on for the gateway.", ["upstream", "kind"])
# unreachable, silent (no answer in time), broken (off in the middle), shed (too many at once), held (circuit open)
FAILED = Counter("hop_gateway_failed", "Requests a service did not answer, by reason.", ["upstream", "reason"])

PIECE = 1 << 16  # bytes; what fits is sent on in one piece
SAFE = {"GET", "HEAD"}
QUIET_STREAM = 45.0  # seconds; three heartbeats


@dataclass(frozen=True, slots=True)
class Limits:
    """`connect` and `answer` in seconds: until the upstream takes a connection, and between two signs of life."""

    connect: float
    answer: float
    at_once: int
    streams: int


@dataclass(slots=True)
class _Traffic:
    """Requests of one kind: how many may be under way, and are."""

    most: int
    timeout: aiohttp.ClientTimeout
    in_flight: int = 0


PassBack = Callable[[Call[Any, Any], aiohttp.ClientResponse], Awaitable[web.StreamResponse]]


class AsGiven(aiohttp.ClientRequest):
    """With the headers it is given, and none that the client behind us did not send."""

    _skip_auto_headers = CIMultiDict({"Content-Type": None})

    def update_headers(self, headers: Any) -> None:
        self.headers = headers.copy()  # a second try, on another connection, begins with the same
        self.headers["Host"] = self.url.host_port_subcomponent or ""

    def update_auto_headers(self, skip_auto_headers: Any) -> None:
        pass


class Upstream:
    def __init__(
        self, name: str, address: URL, limits: Limits, client: aiohttp.ClientSession, addresses: Addresses
    ) -> None:
        self.name = name
        self._address = address
        self._client = client
        self._addresses = addresses
        self._circuit = Circuit(time.monotonic)
        self._requests = self._traffic("request", limits.at_once, limits.connect, limits.answer)
        self._streams = self._traffic("stream", limits.streams, limits.connect, QUIET_STREAM)

    def _traffic(self, kind: str, most: int, connect: float, silence: float) -> _Traffic:
        traffic = _Traffic(most, aiohttp.ClientTimeout(sock_connect=connect, sock_read=silence))
        IN_FLIGHT.labels(self.name, kind).set_function(lambda: traffic.in_flight)
        return traffic

    async def troubles(self) -> list[str]:
        """For /readyz."""
        return [f"{self.name}: does not answer"] if self._circuit.is_open else []

    async def ask(self, call: Call[Any, Any], pass_back: PassBack) -> web.StreamResponse:
        """What `pass_back` makes of the answer, whose body is still to come: if that breaks off, it is our failure.

        Raises Unavailable, NoAnswer, TooLarge, Malformed.
        """
        traffic = self._streams if call.route.media_type == STREAM else self._requests
        body = _Body(call.request, call.route.largest_body)
        self._admit(traffic)
        traffic.in_flight += 1
        try:
            data = await body.to_send() if call.request.can_read_body else None
            with tracing.asking(call.request.method, call.route.path, self.name):
                async with self._client.request(
                    call.request.method,
                    self._url(call.request),
                    headers=self._headers(call),
                    data=data,
                    timeout=traffic.timeout,
                    allow_redirects=False,
                ) as answer:
                    self._circuit.succeeded()
                    return await pass_back(call, answer)
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise self._problem(error, body, call) from error
        finally:
            traffic.in_flight -= 1

    def _admit(self, traffic: _Traffic) -> None:
        """Raises Unavailable."""
        if traffic.in_flight >= traffic.most:
            FAILED.labels(self.name, "shed").inc()
            raise Unavailable(retry_after=1)
        if not self._circuit.admits():
            FAILED.labels(self.name, "held").inc()
            raise Unavailable

    def _url(self, request: web.Request) -> URL:
        asked = request.rel_url
        return URL.build(
            scheme=self._address.scheme,
            host=self._address.raw_host or "",
            port=self._address.port,
            path=asked.raw_path,
            query_string=asked.raw_query_string,
            encoded=True,
        )

    def _headers(self, call: Call[Any, Any]) -> CIMultiDict[str]:
        request = call.request
        client = self._addresses.client(request)
        sent = sent_on(request.headers, client, request.scheme, request.host, call.request_id)
        sent.update(tracing.carrying())
        return sent

    def _problem(self, error: Exception, body: "_Body", call: Call[Any, Any]) -> Problem:
        if body.refused is not None:
            return body.refused
        self._circuit.failed()
        never_sent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
        reason = "unreachable" if never_sent else "silent" if isinstance(error, TimeoutError) else "broken"
        FAILED.labels(self.name, reason).inc()
        log.warning("upstream failed", upstream=self.name, reason=reason, request_id=call.request_id)
        return Unavailable() if never_sent or call.request.method in SAFE else NoAnswer()


class _Body:
    """A request's body on its way; `refused` says why it was not sent whole."""

    def __init__(self, request: web.Request, largest: int) -> None:
        self._request = request
        self._largest = largest
        self.refused: Problem | None = None

    async def to_send(self) -> bytes | AsyncIterator[bytes]:
        """Raises TooLarge for what is announced to be too long."""
        length = self._request.content_length
        if length is not None and length > self._largest:
            raise TooLarge(largest=self._largest)
        if length is not None and length <= PIECE:
            return b"".join([piece async for piece in self._pieces()])
        return self._pieces()

    async def _pieces(self) -> AsyncIterator[bytes]:
        sent = 0
        try:
            async for piece in self._request.content.iter_any():
                sent += len(piece)
                if sent > self._largest:
                    raise TooLarge(largest=self._largest)
                yield piece
        except web.RequestPayloadError as error:
            self.refused = Malformed()
            raise self.refused from error
        except TooLarge as refused:
            self.refused = refused
            raise
