"""Signing in and out. Whoever holds the cookie stays signed in; what he may do is asked anew at each request."""

import asyncio
from dataclasses import dataclass

from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes
from services.gateway.audit.commands import note_refused_sign_in
from services.gateway.passwords.commands import set_password
from services.gateway.passwords.model import LONGEST, Password, WrongCredentials
from services.gateway.passwords.store import PASSWORDS
from services.gateway.people.model import Person
from services.gateway.people.names import person_id_of
from services.gateway.people.store import PEOPLE
from services.gateway.second_factors.commands import FailedSecond, is_required, prove
from services.gateway.second_factors.model import SecondFactor, WrongSecondFactor
from services.gateway.second_factors.store import SECOND_FACTORS
from services.gateway.sessions.model import RefreshReused, Session, read_refresh_token, refresh_token
from services.gateway.tokens.commands import access_token
from services.gateway.words import Due
from services.gateway.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.ids import new_id
from shared.metrics import Counter, counted
from shared.problems import Conflict, NotFound, TooMany, Unauthenticated
from shared.store.port import every
from shared.text import nfc

SIGN_INS = counted(
    Counter("hop_sign_ins", "Sign-ins by outcome: done, wrong, slowed.", ["outcome"]), "done", "wrong", "slowed"
)
REUSED = Counter("hop_refresh_tokens_reused", "Sessions ended because a refresh token came back a second time.")
LOOK_AGAIN = 60.0  # seconds between looks for sessions that ran out


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody who wants to sign in shows. `device` is the device's id when it is known for this person."""

    name: str
    password: str
    code: str
    address: str
    device: str | None
    device_label: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session
    person: Person
    access_token: str
    refresh_token: str


async def sign_in(world: World, shown: Credentials, act: Act) -> SignedIn:
    """Raises WrongCredentials, SecondFactorDue, WrongSecondFactor, TooMany, Unavailable."""
    person_id = person_id_of(shown.name)
    try:
        async with world.attempts.attempt(lanes(person_id, shown.address, shown.device), act):
            person, one_time, factor = await _recognise(world, person_id, nfc(shown.password), act)
            proven = await prove(world, factor, shown.code, act)
    except FailedSecond:
        SIGN_INS.labels("wrong").inc()
        raise WrongSecondFactor from None
    except Failed:
        SIGN_INS.labels("wrong").inc()
        await note_refused_sign_in(world, person_id, act)
        raise WrongCredentials from None
    except TooMany:
        SIGN_INS.labels("slowed").inc()
        raise
    SIGN_INS.labels("done").inc()
    return await start_session(world, person, shown.device_label, act, one_time=one_time, proven=proven)


async def start_session(
    world: World, person: Person, device_label: str, act: Act, *, one_time: bool = False, proven: bool = False
) -> SignedIn:
    """`one_time`: by a password that others have seen. `proven`: by a second factor as well."""
    act.actor_id = person.id
    due = [Due.PASSWORD] if one_time else []
    if not proven and await is_required(world, person, act.at):
        due.append(Due.SECOND_FACTOR)
    session = Session.start(new_id(), person.id, device_label, tuple(due), act.at, world.settings.session_idle)
    await world.sessions.add(session, act)
    return _signed_in(world, session, person)


async def exchange(world: World, token: str, key: str, act: Act) -> SignedIn:
    """A refresh token for the next one and an access token. Raises Unauthenticated."""
    session_id, turn = read_refresh_token(world.key, token)
    session = await world.sessions.look_up(session_id)
    if session is None or session.expires_at <= act.at:
        raise Unauthenticated
    act.actor_id = session.person_id
    person = await world.people.look_up(session.person_id)
    if person is None or not person.active:
        raise Unauthenticated
    idle, longest = world.settings.session_idle, world.settings.session_longest
    try:
        session = await world.sessions.change(
            session_id, lambda session: session.exchange(turn, key, act.at, idle, longest), act
        )
    except RefreshReused:
        REUSED.inc()
        await end_session(world, session_id, act)
        raise Unauthenticated from None
    except NotFound:  # it ended while we looked, as by a token that came back elsewhere
        raise Unauthenticated from None
    return _signed_in(world, session, person)


async def end_session(world: World, session_id: str, act: Act) -> None:
    """Ended again changes nothing."""
    while session := await world.sessions.look_up(session_id):
        session.end()
        try:
            await world.sessions.remove(session, act)
        except Conflict:
            continue
    world.check.forget_session(session_id)


async def end_sessions(world: World, person_id: str, act: Act, but: str | None = None) -> None:
    """All sessions of a person, except the one `but` names."""
    world.check.forget_person(person_id)
    sessions = world.sessions
    ids = [stored.id async for stored in every(sessions.store, sessions.collection, "by_person", person_id)]
    for session_id in ids:
        if session_id != but:
            await end_session(world, session_id, act)


async def settle(world: World, session_id: str, due: Due, act: Act) -> None:
    """What was due is done."""
    await world.sessions.change(session_id, lambda session: session.settle(due), act)
    world.check.forget_session(session_id)


async def end_what_ran_out(world: World) -> None:
    """For ever."""
    sessions = world.sessions
    while True:
        now = world.clock.now()
        page = await sessions.store.find(sessions.collection, "by_expiry", until=to_text(now))
        for stored in page.items:
            await end_session(world, stored.id, Act(now))
        if page.next is None:
            await asyncio.sleep(LOOK_AGAIN)


async def renew(world: World, session_id: str) -> SignedIn:
    """The tokens of a running session as they are now, without turning the refresh token. Raises NotFound."""
    session = await world.sessions.get(session_id)
    return _signed_in(world, session, await world.people.get(session.person_id))


async def _recognise(world: World, person_id: str, typed: str, act: Act) -> tuple[Person, bool, SecondFactor | None]:
    """Whether the password is a one-time one, and what else he has to show.

    Raises Failed, after the same work whoever is asked for.
    """
    owner, stored, second = await world.people.store.get_each(
        (PEOPLE, person_id), (PASSWORDS, person_id), (SECOND_FACTORS, person_id)
    )
    person = Person.load(owner) if owner else None
    password = Password.load(stored) if stored else None
    may_enter = person is not None and person.active and len(typed) <= LONGEST
    hash_ = password.hash if password and may_enter else None
    if not await world.hasher.verify(hash_, typed[:LONGEST]) or person is None or password is None:
        raise Failed
    await _bring_up_to_date(world, password, typed, act)
    return person, password.one_time, SecondFactor.load(second) if second else None


async def _bring_up_to_date(world: World, password: Password, typed: str, act: Act) -> None:
    """Hashes made under other parameters follow the setting when their owner comes by."""
    if world.hasher.is_outdated(password.hash):
        await set_password(world, password.id, typed, act, one_time=password.one_time)


def _signed_in(world: World, session: Session, person: Person) -> SignedIn:
    token = access_token(
        world.keys, world.clock, person.id, session.id, person.language, person.roles, session.restricted
    )
    return SignedIn(session, person, token, refresh_token(world.key, session.id, session.turn))
