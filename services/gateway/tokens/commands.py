"""Access tokens are signed here; services verify them offline by the published keys."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.gateway.tokens.keys import KeyFolder, SigningKey, public_keys
from shared.auth import AUDIENCE, ISSUER
from shared.clock import Clock
from shared.events.gateway import RoleFacts
from shared.ids import new_id
from shared.words import Language

LIFETIME = timedelta(minutes=10)
LOOK_AGAIN = 10.0  # seconds until a key made by another process is noticed


class LocalKeys:
    """The keys of this machine, as shared.auth.Keys wants them."""

    def __init__(self, folder: KeyFolder, clock: Clock) -> None:
        """Reads the folder, which blocks."""
        self._folder = folder
        self._clock = clock
        self._keys: list[SigningKey] = []
        self._public: dict[str, Ed25519PublicKey] = {}
        self._look_after = 0.0
        self.read()

    def read(self) -> None:
        self._keys = self._folder.read(self._clock.now())
        self._public = public_keys(self._keys)

    async def public_key(self, key_id: str) -> Ed25519PublicKey | None:
        """A replica may have made a key we have not read yet; forged key ids make us look once a second at most."""
        if key_id not in self._public and time.monotonic() >= self._look_after:
            self._look_after = time.monotonic() + 1
            await asyncio.to_thread(self.read)
        return self._public.get(key_id)

    def published(self) -> dict[str, Any]:
        """The JSON Web Key Set (RFC 7517)."""
        return {"keys": [key.published() for key in self._keys]}

    @property
    def signing(self) -> SigningKey:
        return self._keys[-1]

    async def run(self) -> None:
        """For ever: notices what `rotate-keys` does, and forgets keys that have run out."""
        while True:
            await asyncio.sleep(LOOK_AGAIN)
            await asyncio.to_thread(self.read)


def access_token(
    keys: LocalKeys,
    clock: Clock,
    person_id: str,
    session_id: str,
    language: Language,
    roles: Sequence[RoleFacts],
    restricted: bool,
) -> str:
    """Good for LIFETIME, or until the session is over; the session is checked at each use."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": person_id,
        "sid": session_id,
        "jti": new_id(),
        "typ": "access",
        "lang": language.value,
        "roles": [[role.role.value, role.organisation_id] for role in roles],
        "restricted": restricted,
        "iat": now,
        "exp": now + int(LIFETIME.total_seconds()),
    }
    key = keys.signing
    return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.id, "typ": "at+jwt"})
