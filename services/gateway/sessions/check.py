"""Is the session behind a token still good? Asked for every request, answered from memory for at most a second."""

import time
from dataclasses import dataclass

from services.gateway.people.model import Person
from services.gateway.people.store import PEOPLE
from services.gateway.sessions.model import Session
from services.gateway.sessions.store import SESSIONS
from shared.auth import Caller, Role
from shared.clock import Clock
from shared.metrics import Counter
from shared.problems import Unauthenticated
from shared.store.port import Store
from shared.words import Language

CHECKS = Counter("hop_session_checks", "Sessions checked, by outcome: known, read, refused.", ["outcome"])
_KNOWN, _READ, _REFUSED = (CHECKS.labels(outcome) for outcome in ("known", "read", "refused"))

KEPT = 1.0  # seconds
MOST_KEPT = 20_000

Claims = tuple[str, tuple[Role, ...], Language, bool]


@dataclass(frozen=True, slots=True)
class _Known:
    """`claims` are what a token must say now; None when the session is over."""

    person_id: str
    claims: Claims | None
    until: float


class SessionCheck:
    """A token that says something else than is true now is refused, and the client gets a new one by its cookie.

    What this process changes acts at once (forget_…), what a replica changes after KEPT.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._changes = 0

    async def __call__(self, caller: Caller) -> None:
        """Raises Unauthenticated."""
        known = self._known.get(caller.session_id)
        outcome = _KNOWN
        if known is None or known.until < time.monotonic():
            outcome, known = _READ, await self._look(caller)
        if known.claims != (caller.person_id, caller.roles, caller.language, caller.restricted):
            _REFUSED.inc()
            raise Unauthenticated
        outcome.inc()

    def forget_session(self, session_id: str) -> None:
        self._changes += 1
        self._known.pop(session_id, None)

    def forget_person(self, person_id: str) -> None:
        self._changes += 1
        for session_id in [key for key, known in self._known.items() if known.person_id == person_id]:
            del self._known[session_id]

    async def _look(self, caller: Caller) -> _Known:
        changes = self._changes
        claims = await self._claims(caller)
        known = _Known(caller.person_id, claims, time.monotonic() + KEPT)
        if changes == self._changes:  # nothing was forgotten while we read
            self._keep(caller.session_id, known)
        return known

    async def _claims(self, caller: Caller) -> Claims | None:
        stored, owner = await self._store.get_each((SESSIONS, caller.session_id), (PEOPLE, caller.person_id))
        if stored is None or owner is None:
            return None
        session, person = Session.load(stored), Person.load(owner)
        if session.person_id != person.id or session.expires_at <= self._clock.now() or not person.active:
            return None
        roles = tuple(Role(role.role, role.organisation_id) for role in person.roles)
        return person.id, roles, person.language, session.restricted

    def _keep(self, session_id: str, known: _Known) -> None:
        if len(self._known) >= MOST_KEPT:
            now = time.monotonic()
            self._known = {key: one for key, one in self._known.items() if one.until >= now}
        self._known[session_id] = known
