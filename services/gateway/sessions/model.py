"""A sign-in session, and the refresh token that turns with each use (RFC 9700, section 4.14.2)."""

import hmac
from datetime import datetime, timedelta
from typing import Self

from services.gateway.words import Due
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import SessionEnded, SessionStarted
from shared.problems import Problem, Said, Unauthenticated


class ForeignOrigin(Problem):
    """A cookie is taken from our own pages only."""

    status = 403
    code = "foreign-origin"
    title = Said("Yêu cầu không đến từ trang của Hop", "The request does not come from a page of Hop")
    advice = Said("Hãy mở Hop bằng địa chỉ chính thức của cơ quan.", "Open Hop at your organisation's own address.")


class RefreshReused(Exception):
    """A refresh token came back that had been exchanged already: somebody has a copy, so the session has to end."""


class Session(Aggregate):
    """`turn` numbers the refresh token that is good now; while something is `due`, nothing else is open to it.

    At `proved_at` whoever signed in showed his password once more.
    """

    person_id: str
    started_at: Moment
    last_seen_at: Moment
    expires_at: Moment
    device: str
    due: tuple[Due, ...]
    proved_at: Moment | None = None
    turn: int = 1
    turned_for: str = ""  # the Idempotency-Key of the last exchange, whose answer may have been lost

    @classmethod
    def start(
        cls, session_id: str, person_id: str, device: str, due: tuple[Due, ...], now: datetime, idle: timedelta
    ) -> Self:
        session = cls(
            id=session_id,
            person_id=person_id,
            started_at=now,
            last_seen_at=now,
            expires_at=now + idle,
            device=device,
            due=due,
        )
        session.record(SessionStarted(session_id=session_id, person_id=person_id))
        return session

    def exchange(self, turn: int, key: str, now: datetime, idle: timedelta, longest: timedelta) -> None:
        """Turns the refresh token. The exchange before is repeated for the same key. Raises RefreshReused."""
        if turn == self.turn - 1 and key and key == self.turned_for:
            return
        if turn != self.turn:
            raise RefreshReused
        self.turn += 1
        self.turned_for = key
        self.last_seen_at = now
        self.expires_at = min(now + idle, self.started_at + longest)

    @property
    def proven_at(self) -> datetime:
        return self.proved_at or self.started_at

    def prove(self, now: datetime) -> None:
        self.proved_at = now

    @property
    def restricted(self) -> bool:
        return bool(self.due)

    def settle(self, due: Due) -> None:
        """Settled again changes nothing."""
        self.due = tuple(one for one in self.due if one is not due)

    def end(self) -> None:
        self.record(SessionEnded(session_id=self.id, person_id=self.person_id))


def refresh_token(key: bytes, session_id: str, turn: int) -> str:
    """`<session>.<turn>.<proof>`: nothing in the store can be turned into one."""
    name = f"{session_id}.{turn}"
    return f"{name}.{hmac.digest(key, b'refresh ' + name.encode(), 'sha256').hex()}"


def read_refresh_token(key: bytes, token: str) -> tuple[str, int]:
    """Session and turn. Raises Unauthenticated for what we did not make."""
    session_id, _, rest = token.partition(".")
    turn = rest.partition(".")[0]
    if not (turn.isascii() and turn.isdecimal() and len(turn) < 10):
        raise Unauthenticated
    if not hmac.compare_digest(refresh_token(key, session_id, int(turn)).encode(), token.encode()):
        raise Unauthenticated
    return session_id, int(turn)
