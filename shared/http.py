"""How a noun declares its routes, and what a handler gets and gives.

A handler is `async def name(call, body, query) -> Answer`: the annotations of `body` and `query` say how the request
is parsed, and they are the source of /openapi.json. The permission stands beside the route; `resolve` finds the
object and what the caller is to it, before the handler runs.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Any, Generic, TypeVar, get_type_hints

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from shared.aggregates import Act
from shared.auth import Caller
from shared.cursors import Cursors
from shared.ids import derived_id, new_id
from shared.permissions import Permission, Standing, allows
from shared.problems import Malformed, NotFound, PreconditionMissing, Stale, Unauthenticated
from shared.store.port import Page, Position
from shared.words import Language

STREAM = "text/event-stream"

W = TypeVar("W")
T = TypeVar("T")


def _without_defaults(schema: dict[str, Any]) -> None:
    for one in schema.get("properties", {}).values():
        one.pop("default", None)


class Body(BaseModel):
    """What a request carries: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Change(Body):
    """A PATCH: only what is sent changes, so defaults are never applied, nor documented."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    def given(self) -> dict[str, Any]:
        """By name, as parsed: a moment stays a moment."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class Paging(Body):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Cookie:
    """Out of reach for scripts and other sites. `max_age` in seconds, 0 takes the cookie away."""

    name: str
    value: str
    path: str
    max_age: int
    secure: bool


@dataclass(slots=True)
class Answer:
    """`body` is anything orjson writes, or JSON in bytes; None sends no content. `packed`: as gzip, if made ahead."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[Cookie] = ()
    packed: bytes | None = None


@dataclass(slots=True)
class Found(Generic[T]):
    """An object and what the caller is to it."""

    thing: T
    standings: frozenset[Standing]


@dataclass(slots=True)
class Call(Generic[W, T]):
    """One request on its way: `world` is the service's, `thing` what the route's resolver found."""

    request: web.Request
    route: "Route"
    world: W
    act: Act
    language: Language
    request_id: str
    cursors: Cursors
    raw_body: bytes = b""
    signed_in: Caller | None = None
    found: Found[T] | None = None

    @property
    def caller(self) -> Caller:
        """Raises Unauthenticated on a public route without a token."""
        if self.signed_in is None:
            raise Unauthenticated
        return self.signed_in

    @property
    def thing(self) -> T:
        assert self.found is not None, "the route has no resolver"
        return self.found.thing

    @property
    def standings(self) -> frozenset[Standing]:
        return self.found.standings if self.found else frozenset()

    def path(self, name: str) -> str:
        return self.request.match_info[name]

    def require(self, standings: frozenset[Standing], permission: Permission | None = None) -> None:
        """For objects a resolver cannot know, such as one named in the body. Raises NotFound."""
        if not allows(permission or self.route.permission, standings):
            raise NotFound

    def creation_id(self) -> str:
        """The new object's id: the same for the same person, route and Idempotency-Key. Raises Malformed."""
        key = self.request.headers.get("Idempotency-Key")
        if key and not key.isascii():
            raise Malformed
        return derived_id(self.caller.person_id, self.route.name, self.request.path, key) if key else new_id()

    def fingerprint(self) -> str:
        return derived_id(self.raw_body.hex())

    def match(self, view: Any) -> None:
        """Compares If-Match with what this caller sees now. Raises PreconditionMissing, Stale."""
        expected = self.request.headers.get("If-Match")
        if expected is None:
            raise PreconditionMissing
        if expected.strip() != etag_of(orjson.dumps(view)):
            raise Stale

    def position(self, after: str | None) -> Position | None:
        """Raises Malformed for a cursor that was not made for this list."""
        if after is None:
            return None
        order, last_id = self.cursors.open(f"page {self.route.name}", after)
        return order, last_id

    def listing(self, items: Sequence[Any], page: Page) -> Answer:
        """`items` are the page's views; `next` leads on, with the same query."""
        following = None
        if page.next is not None:
            cursor = self.cursors.seal(f"page {self.route.name}", page.next)
            following = str(self.request.rel_url.update_query(after=cursor))
        return Answer({"items": items, "next": following})


def etag_of(encoded: bytes) -> str:
    return f'"{blake2b(encoded, digest_size=12).hexdigest()}"'


Handler = Callable[..., Awaitable[Answer | web.StreamResponse]]
Resolver = Callable[[Call[Any, Any]], Awaitable[Found[Any]]]


@dataclass(frozen=True, slots=True)
class Route:
    """`answer` is a type (a TypedDict) from which the documentation is made; `largest_body` in bytes.

    A stream names its own `media_type`; its `answer` is then the shape of one event's data. What answers with a file
    has no `answer`: `files` are the media types it may be of.
    """

    method: str
    path: str
    handler: Handler
    permission: Permission
    resolve: Resolver | None
    body: type[Body] | None
    query: type[Body] | None
    answer: Any
    status: int
    largest_body: int
    media_type: str
    files: Sequence[str] = ()

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Routes(list[Route]):
    """A noun's routes; `resolve` is the default of all that name none."""

    def __init__(self, resolve: Resolver | None = None) -> None:
        super().__init__()
        self._resolve = resolve

    def add(
        self,
        method: str,
        path: str,
        may: Permission,
        *,
        answer: Any = None,
        status: int = 200,
        resolve: Resolver | None = None,
        largest_body: int = 1 << 20,
        media_type: str = "application/json",
        files: Sequence[str] = (),
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            hints = get_type_hints(handler)
            names = inspect.signature(handler).parameters
            route = Route(
                method=method,
                path=path,
                handler=handler,
                permission=may,
                resolve=resolve or self._resolve,
                body=hints.get("body") if "body" in names else None,
                query=hints.get("query") if "query" in names else None,
                answer=answer,
                status=status,
                largest_body=largest_body,
                media_type=media_type,
                files=files,
            )
            self.append(route)
            return handler

        return register

    def get(self, path: str, may: Permission, **more: Any) -> Callable[[Handler], Handler]:
        return self.add("GET", path, may, **more)

    def post(self, path: str, may: Permission, **more: Any) -> Callable[[Handler], Handler]:
        return self.add("POST", path, may, **more)

    def put(self, path: str, may: Permission, **more: Any) -> Callable[[Handler], Handler]:
        return self.add("PUT", path, may, **more)

    def patch(self, path: str, may: Permission, **more: Any) -> Callable[[Handler], Handler]:
        return self.add("PATCH", path, may, **more)

    def delete(self, path: str, may: Permission, **more: Any) -> Callable[[Handler], Handler]:
        return self.add("DELETE", path, may, **more)
