"""Opaque, authenticated strings for what leaves the service: positions of pages, sequences, feed numbers.

A number that jumps would tell that something hidden happened, so numbers leave encrypted.
"""

import base64
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from shared.problems import Malformed


class Cursors:
    """AES-SIV (RFC 5297): the same value gives the same string, which two replicas and a cache need."""

    def __init__(self, key: bytes) -> None:
        """`key` is 64 random bytes that all services share."""
        self._cipher = AESSIV(key)

    def seal(self, purpose: str, value: Any) -> str:
        return _text(self._cipher.encrypt(orjson.dumps(value), [purpose.encode()]))

    def open(self, purpose: str, text: str) -> Any:
        """Raises Malformed for what we did not make, or made for another purpose."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            if _text(sealed) != text:
                raise Malformed
            return orjson.loads(self._cipher.decrypt(sealed, [purpose.encode()]))
        except (ValueError, InvalidTag):
            raise Malformed from None


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
