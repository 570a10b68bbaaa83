"""What every request passes, in one place: who asks, may he, what did he send, what is answered, what went wrong."""

import asyncio
import re
import time
from collections import Counter as Tally
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import structlog
from aiohttp import web
from pydantic import ValidationError

from shared import tracing
from shared.aggregates import Act, Written
from shared.auth import Caller, Verifier
from shared.clock import Clock
from shared.cursors import Cursors
from shared.events.envelope import EventTooLarge
from shared.field_errors import field_errors
from shared.http import STREAM, Answer, Body, Call, Cookie, Route, etag_of
from shared.ids import request_name
from shared.metrics import Counter, Histogram, counted
from shared.objects.port import ObjectsAway
from shared.packing import WORTH, pack, takes_gzip
from shared.permissions import Permission, Standing, allows
from shared.problems import (
    AccountStepDue,
    Invalid,
    Malformed,
    NotFound,
    Problem,
    TooLarge,
    Unavailable,
)
from shared.reactions import Reactions
from shared.refusals import language_of, refusal
from shared.store.port import NotJson, StoreAway
from shared.words import Language

log = structlog.get_logger()

# method, route template, status; seconds. Names by the OpenTelemetry HTTP conventions.
REQUESTS = Histogram(
    "http_server_request_duration_seconds",
    "Requests by route.",
    ["http_request_method", "http_route", "http_response_status_code"],
)
WAITS = counted(
    Counter("hop_read_own_writes_waits", "Requests that waited for their own writes.", ["outcome"]), "heard", "behind"
)

SessionCheck = Callable[[Caller], Awaitable[None]]

WAIT_FOR_OWN_WRITES = 2.0  # seconds
WAITS_PER_PERSON = 4
SEEN_AT_ONCE = 4  # aggregates that one Hop-Seen names
_OPEN_TO_RESTRICTED = {Permission.USE_OWN_ACCOUNT, Permission.SIGN_IN}
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
_REQUEST_NAME = re.compile("[0-9a-f]{24}")
_JSON = "application/json"


async def _trust_token(caller: Caller) -> None:
    """Behind the gateway a valid token is enough: the gateway has checked the session."""


def _new_name(request: web.Request) -> str:
    """What a client calls its request is nothing to us."""
    return request_name()


def given_name(request: web.Request) -> str:
    """Behind the gateway a request keeps the name the gateway gave it."""
    given = request.headers.get("X-Request-Id", "")
    return given if _REQUEST_NAME.fullmatch(given) else request_name()


def _admit_everybody(request: web.Request) -> None:
    """Behind the gateway nobody comes without a token."""


class _Durations(dict[int, Histogram]):
    """A route's histograms by status, each looked up among the labels once."""

    def __init__(self, route: Route) -> None:
        super().__init__()
        self._route = route

    def __missing__(self, status: int) -> Histogram:
        self[status] = REQUESTS.labels(self._route.method, self._route.path, status)
        return self[status]


@dataclass(slots=True)
class Door:
    """The gateway's process gives two checks of its own.

    `check_session` raises Unauthenticated; `admit_stranger` is asked for requests without a token and raises TooMany.
    `records_by` is the clock of what is entered afterwards, where `clock` tells of the past.
    `believes_traces` is for those behind the gateway, which has decided what is recorded.
    """

    verifier: Verifier
    cursors: Cursors
    clock: Clock
    check_session: SessionCheck = _trust_token
    admit_stranger: Callable[[web.Request], None] = _admit_everybody
    name_request: Callable[[web.Request], str] = _new_name
    believes_traces: bool = False
    records_by: Clock | None = None
    _waiting: Tally[str] = field(default_factory=Tally)

    def _recorded_at(self) -> datetime | None:
        return self.records_by.now() if self.records_by else None

    def handler(self, route: Route, world: Any, reactions: tuple[Reactions, ...]) -> Callable[[web.Request], Any]:
        took = _Durations(route)

        async def handle(request: web.Request) -> web.StreamResponse:
            begun = time.perf_counter()
            request_id = self.name_request(request)
            call: Call[Any, Any] = Call(
                request=request,
                route=route,
                world=world,
                act=Act(self.clock.now(), request_id=request_id, recorded_at=self._recorded_at()),
                language=language_of(request),
                request_id=request_id,
                cursors=self.cursors,
            )
            with self._trace(call) as span:
                response = await self._answer_or_refuse(call, reactions)
                told = tracing.answered(span, response.status, request_id)
            if not response.prepared:
                response.headers["X-Request-Id"] = request_id
                response.headers.update(told)
            took[response.status].observe(time.perf_counter() - begun)
            return response

        return handle

    def _trace(self, call: Call[Any, Any]) -> tracing.Recording:
        """What the streams tell is traced fact by fact; they themselves last for hours."""
        route = call.route
        if route.media_type == STREAM:
            return tracing.NOTHING
        return tracing.begin(route.method, route.path, call.request.headers, believed=self.believes_traces)

    async def _answer_or_refuse(self, call: Call[Any, Any], reactions: tuple[Reactions, ...]) -> web.StreamResponse:
        try:
            return await self._answer(call, reactions)
        except Exception as error:
            response = refusal(_problem(error, call), call.language, call.request_id)
            if call.request.writer.output_size and call.request.transport:
                call.request.transport.abort()  # a stream broke: a second answer would pass for its end
            return response

    async def _answer(self, call: Call[Any, Any], reactions: tuple[Reactions, ...]) -> web.StreamResponse:
        route = call.route
        await self._identify(call)
        token = call.request.headers.get("Hop-After")
        behind = token is not None and await self._catch_up(token, call, reactions)
        arguments = await _parse(call) if route.query or route.body else {}
        if route.resolve:
            call.found = await route.resolve(call)
            if not allows(route.permission, call.found.standings):
                raise NotFound
        with tracing.step(route.handler.__name__):
            answer = await route.handler(call, **arguments)
        if isinstance(answer, web.StreamResponse):
            return answer
        response = _response(answer, call)
        for cookie in answer.cookies:
            _set(response, cookie)
        if behind:
            response.headers["Hop-Behind"] = "1"
        if call.act.written:
            response.headers["Hop-Seen"] = self.cursors.seal("seen", _newest(call.act.written))
        return response

    async def _identify(self, call: Call[Any, Any]) -> None:
        authorization = call.request.headers.get("Authorization")
        if authorization is None:
            self.admit_stranger(call.request)
        if authorization is None and allows(call.route.permission, frozenset({Standing.ANYBODY})):
            return
        caller = await self.verifier.caller(authorization)
        await self.check_session(caller)
        if caller.restricted and call.route.permission not in _OPEN_TO_RESTRICTED:
            raise AccountStepDue
        call.signed_in = caller
        call.language = caller.language
        call.act.actor_id = caller.person_id

    async def _catch_up(self, token: str, call: Call[Any, Any], reactions: tuple[Reactions, ...]) -> bool:
        """Waits until this service has heard what the caller wrote last. Whether it is still behind.

        Raises Malformed for a token that is not ours, Unavailable for a write that would act on an old state. What
        this service wrote itself it has: behind on that are its views, and while the log is away writing goes on.
        """
        wishes = [Written(*wish) for wish in self.cursors.open("seen", token)]
        waits = [(group, wish) for wish in wishes for group in reactions if wish.topic in group.topics]
        if all([await group.heard(wish.subject, wish.sequence) for group, wish in waits]):
            return False
        heard = await self._wait(call.signed_in, waits)
        WAITS.labels("heard" if heard else "behind").inc()
        if not heard and call.request.method in _WRITES:
            others = [(group, wish) for group, wish in waits if wish.topic != group.own_topic]
            if not all([await group.heard(wish.subject, wish.sequence) for group, wish in others]):
                raise Unavailable
        return not heard

    async def _wait(self, caller: Caller | None, waits: list[tuple[Reactions, Written]]) -> bool:
        """One person cannot hold more than a few requests waiting; further ones are answered as things stand."""
        name = caller.person_id if caller else ""
        if self._waiting[name] >= WAITS_PER_PERSON:
            return False
        self._waiting[name] += 1
        try:
            deadline = asyncio.get_running_loop().time() + WAIT_FOR_OWN_WRITES
            return all([await group.wait_for(wish.subject, wish.sequence, deadline) for group, wish in waits])
        finally:
            self._waiting[name] -= 1
            if not self._waiting[name]:
                del self._waiting[name]


def _newest(written: list[Written]) -> list[tuple[str, str, int]]:
    """The newest of each aggregate; the last few are enough, for one command changes one aggregate and little else."""
    newest = {one.subject: (one.topic, one.subject, one.sequence) for one in written}
    return list(newest.values())[-SEEN_AT_ONCE:]


async def _parse(call: Call[Any, Any]) -> dict[str, Any]:
    route = call.route
    arguments: dict[str, Any] = {}
    if route.query is not None:
        arguments["query"] = _validated(route.query, dict(call.request.query), call.language)
    if route.body is not None:
        call.raw_body = await _read(call.request, route.largest_body)
        try:
            arguments["body"] = _validated(route.body, orjson.loads(call.raw_body or b"{}"), call.language)
        except orjson.JSONDecodeError:
            raise Malformed from None
    return arguments


async def _read(request: web.Request, largest: int) -> bytes:
    if (request.content_length or 0) > largest:
        raise TooLarge(largest=largest)
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > largest:
            raise TooLarge(largest=largest)
    return bytes(body)


def _validated(model: type[Body], value: Any, language: Language) -> Body:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid(errors=field_errors(error, language)) from None


def _response(answer: Answer, call: Call[Any, Any]) -> web.Response:
    if answer.body is None:
        return web.Response(status=204 if answer.status == 200 else answer.status, headers=answer.headers)
    encoded = answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
    headers = {"Cache-Control": "private, no-cache", **answer.headers}
    if answer.status == 200:
        if "ETag" not in headers:
            headers["ETag"] = etag_of(encoded)
        if call.request.method == "GET" and _has(call.request.headers.get("If-None-Match"), headers["ETag"]):
            return web.Response(status=304, headers=headers)
    if len(encoded) >= WORTH and not answer.cookies:  # the size of a packed token could be told from outside
        headers["Vary"] = "Accept-Encoding"
        if takes_gzip(call.request.headers.get("Accept-Encoding", "")):
            headers["Content-Encoding"] = "gzip"
            encoded = answer.packed or pack(encoded)
    return web.Response(body=encoded, status=answer.status, headers=headers, content_type=_JSON)


def _has(known: str | None, tag: str) -> bool:
    """RFC 9110: a list, compared weakly, because a proxy that compresses weakens a tag."""
    if known is None or known == tag:
        return known is not None
    return known.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in known.split(",")}


def _set(response: web.Response, cookie: Cookie) -> None:
    response.set_cookie(
        cookie.name,
        cookie.value,
        path=cookie.path,
        max_age=cookie.max_age,
        secure=cookie.secure,
        httponly=True,
        samesite="Strict",
    )


def _problem(error: Exception, call: Call[Any, Any]) -> Problem:
    match error:
        case Problem():
            return error
        case StoreAway() | ObjectsAway():
            log.error("engine away", engine=type(error).__name__, request_id=call.request_id, reason=str(error))
            return Unavailable()
        case EventTooLarge():
            return TooLarge()
        case NotJson():  # text or a number that no store keeps, in a field that says no more than its type
            return Invalid()
        case ConnectionResetError() | web.RequestPayloadError():
            return Malformed()
    log.exception("request failed", request_id=call.request_id, route=call.route.name)
    return Problem()
