"""Access tokens (RFC 9068 in shape, EdDSA by RFC 8037): issued by the gateway, verified by every service offline."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.bounded import Bounded
from shared.problems import Unauthenticated
from shared.words import Language, RoleName

ISSUER = "hop.gateway"
AUDIENCE = "hop"
KEPT_TOKENS = 20_000
CLOCKS_APART = 30  # seconds the gateway's clock may be ahead of ours; the end is compared without it


@dataclass(frozen=True, slots=True)
class Role:
    """Holds for the organisation and everything below it."""

    role: RoleName
    organisation_id: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request, as the token says."""

    person_id: str
    session_id: str
    language: Language
    roles: tuple[Role, ...]
    expires_at: float  # seconds since the epoch
    restricted: bool = False  # must complete his account before anything else

    def holds(self, role: RoleName, path: Sequence[str]) -> bool:
        """`path` leads from the root to the organisation in question."""
        return any(held.role is role and held.organisation_id in path for held in self.roles)


class Keys(Protocol):
    async def public_key(self, key_id: str) -> Ed25519PublicKey | None: ...


class Verifier:
    """Verifies a signature once per token (100 µs and more); then a bounded table answers."""

    def __init__(self, keys: Keys, now: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._now = now
        self._seen: Bounded[str, Caller] = Bounded(KEPT_TOKENS)

    async def caller(self, authorization: str | None) -> Caller:
        """Raises Unauthenticated."""
        if authorization is None:
            raise Unauthenticated
        caller = self._seen.get(authorization)
        if caller is None:
            if not authorization.startswith("Bearer ") or not authorization.isascii():
                raise Unauthenticated
            caller = await self._verify(authorization[7:])
            self._seen[authorization] = caller
        if caller.expires_at <= self._now():
            raise Unauthenticated
        return caller

    async def _verify(self, token: str) -> Caller:
        try:
            key = await self._keys.public_key(_key_id(token.partition(".")[0]))
            if key is None:
                raise Unauthenticated
            claims = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                audience=AUDIENCE,
                issuer=ISSUER,
                leeway=CLOCKS_APART,
                options={"require": ["exp", "iat", "sub", "sid"]},
            )
        except jwt.PyJWTError:
            raise Unauthenticated from None
        if claims.get("typ") != "access":
            raise Unauthenticated
        try:
            return _caller(claims)
        except (KeyError, TypeError, ValueError):  # signed by a gateway of another version
            raise Unauthenticated from None


@lru_cache(maxsize=64)
def _key_id(header: str) -> str:
    """From a token's first part, which all tokens of one key have in common. Raises PyJWTError."""
    return str(jwt.get_unverified_header(f"{header}..").get("kid", ""))


def _caller(claims: dict[str, Any]) -> Caller:
    return Caller(
        person_id=claims["sub"],
        session_id=claims["sid"],
        language=Language(claims["lang"]),
        roles=tuple(Role(RoleName(name), organisation) for name, organisation in claims["roles"]),
        expires_at=float(claims["exp"]),
        restricted=bool(claims.get("restricted", False)),
    )
