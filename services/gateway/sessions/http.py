"""Sign-in sessions: /api/sessions is the only path that sees the cookies."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from services.gateway.people.names import person_id_of
from services.gateway.people.views import Me, me
from services.gateway.sessions import commands
from services.gateway.sessions.commands import Credentials, SignedIn
from services.gateway.sessions.devices import device_label
from services.gateway.sessions.model import Session, read_refresh_token
from services.gateway.tokens.commands import LIFETIME
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Cookie, Paging, Routes
from shared.permissions import Permission
from shared.problems import Unauthenticated


class SignedInView(TypedDict):
    access_token: str
    expires_in: int
    person: Me


class SessionView(TypedDict):
    id: str
    started_at: str
    last_seen_at: str
    device: str
    current: bool


class SessionsView(TypedDict):
    items: list[SessionView]
    next: str | None


class SignIn(Body):
    """Blanks in a password are part of it. `code` is of the second factor, where there is one."""

    model_config = ConfigDict(str_strip_whitespace=False)

    name: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=1000)]
    code: Annotated[str, Field(max_length=40)] = ""


routes = Routes()


@routes.post("/api/sessions", Permission.SIGN_IN, answer=SignedInView, status=201)
async def sign_in(call: Call[World, None], body: SignIn) -> Answer:
    """Also sets the cookie by which the session goes on. 401 does not tell whether there is such a person."""
    world = call.world
    world.cookies.check_origin(call.request, given=False)
    person_id = person_id_of(body.name)
    device = world.cookies.device(call.request)
    shown = Credentials(
        name=body.name,
        password=body.password,
        code=body.code,
        address=world.addresses.of(call.request),
        device=device.known_to(person_id),
        device_label=device_label(call.request.headers.get("User-Agent", "")),
    )
    signed_in = await commands.sign_in(world, shown, call.act)
    return await signed_in_answer(call, signed_in, 201, world.cookies.known_device(device.knowing(person_id)))


@routes.post("/api/sessions/current/tokens", Permission.SIGN_IN, answer=SignedInView)
async def exchange_refresh_token(call: Call[World, None]) -> Answer:
    """A new access token for the cookie, from our own pages only. A cookie used twice ends the session.

    With an Idempotency-Key the last exchange can be repeated when its answer was lost.
    """
    world = call.world
    world.cookies.check_origin(call.request)
    token = world.cookies.refresh_token(call.request)
    if token is None:
        raise Unauthenticated
    key = call.request.headers.get("Idempotency-Key", "")
    signed_in = await commands.exchange(world, token, key, call.act)
    return await signed_in_answer(call, signed_in, 200)


@routes.get("/api/sessions", Permission.USE_OWN_ACCOUNT, answer=SessionsView)
async def list_sessions(call: Call[World, None], query: Paging) -> Answer:
    """The caller's own, newest first."""
    sessions = call.world.sessions
    page = await sessions.store.find(
        sessions.collection,
        "by_person",
        call.caller.person_id,
        after=call.position(query.after),
        limit=query.limit,
        descending=True,
    )
    return call.listing([_view(Session.load(stored), call.caller.session_id) for stored in page.items], page)


@routes.delete("/api/sessions/current", Permission.SIGN_IN)
async def sign_out(call: Call[World, None]) -> Answer:
    """By token, or by the cookie alone from our own pages: an access token that ran out must not keep anybody in."""
    await commands.end_session(call.world, _own_session(call), call.act)
    return Answer(cookies=[call.world.cookies.no_session()])


@routes.delete("/api/sessions", Permission.USE_OWN_ACCOUNT)
async def sign_out_everywhere(call: Call[World, None]) -> Answer:
    """Every session of the caller, on all devices."""
    await commands.end_sessions(call.world, call.caller.person_id, call.act)
    return Answer(cookies=[call.world.cookies.no_session()])


async def signed_in_answer(call: Call[World, Any], signed_in: SignedIn, status: int, *cookies: Cookie) -> Answer:
    view = SignedInView(
        access_token=signed_in.access_token,
        expires_in=int(LIFETIME.total_seconds()),
        person=await me(call.world, signed_in.person, signed_in.session.due),
    )
    session = call.world.cookies.session(signed_in.refresh_token)
    return Answer(view, status, {"Cache-Control": "no-store"}, [session, *cookies])


def _own_session(call: Call[World, None]) -> str:
    """Raises Unauthenticated."""
    if call.signed_in:
        return call.signed_in.session_id
    call.world.cookies.check_origin(call.request)
    token = call.world.cookies.refresh_token(call.request)
    return read_refresh_token(call.world.key, token or "")[0]


def _view(session: Session, current: str) -> SessionView:
    return SessionView(
        id=session.id,
        started_at=to_text(session.started_at),
        last_seen_at=to_text(session.last_seen_at),
        device=session.device,
        current=session.id == current,
    )
