"""The installation's signing keys: Ed25519, one PEM file each, the newest signs.

An older key is published until the last token it signed has run out.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import OKPAlgorithm

_MADE = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class SigningKey:
    id: str
    made_at: datetime
    private: Ed25519PrivateKey

    def published(self) -> dict[str, Any]:
        """As a JWK (RFC 8037)."""
        return OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True) | {
            "kid": self.id,
            "use": "sig",
            "alg": "EdDSA",
        }


class KeyFolder:
    """Blocking: call it in a thread. File names are `<when it was made>-<id>.pem`."""

    def __init__(self, folder: Path, lifetime: timedelta) -> None:
        """`lifetime` is how long tokens are good."""
        self._folder = folder
        self._lifetime = lifetime

    def read(self, now: datetime) -> list[SigningKey]:
        """Oldest first; makes the first key of an installation."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = [_load(path) for path in sorted(self._folder.glob("[0-9]*.pem"))]
        return self._needed(found, now) or [self.add(now)]

    def add(self, now: datetime) -> SigningKey:
        """From now on this one signs."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = SigningKey(secrets.token_hex(8), now, Ed25519PrivateKey.generate())
        encoded = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        fresh = self._folder / f".{key.id}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(encoded)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self._folder / f"{now.astimezone(UTC).strftime(_MADE)}-{key.id}.pem")
        return key

    def forget_old(self, now: datetime) -> list[str]:
        """Removes the files of keys nobody needs any more; gives their ids."""
        paths = sorted(self._folder.glob("[0-9]*.pem"))
        keys = [_load(path) for path in paths]
        needed = {key.id for key in self._needed(keys, now)}
        gone = [(path, key.id) for path, key in zip(paths, keys, strict=True) if key.id not in needed]
        for path, _ in gone:
            path.unlink()
        return [key_id for _, key_id in gone]

    def _needed(self, keys: list[SigningKey], now: datetime) -> list[SigningKey]:
        """A key signed its last token when the next one was made, or a moment later in another process."""
        later = self._lifetime + NOTICE
        replaced = [key for key, following in pairwise(keys) if following.made_at + later > now]
        return [*replaced, *keys[-1:]]


NOTICE = timedelta(minutes=1)  # in which a running process notices a new key, with room to spare


def _load(path: Path) -> SigningKey:
    made, _, key_id = path.stem.partition("-")
    private = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    return SigningKey(key_id, datetime.strptime(made, _MADE).replace(tzinfo=UTC), private)


def public_keys(keys: list[SigningKey]) -> dict[str, Ed25519PublicKey]:
    return {key.id: key.private.public_key() for key in keys}
