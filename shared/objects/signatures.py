"""Signed URLs of the file adapter: method, key and every parameter are bound, as in an S3 store's."""

import hmac
import re
import time
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlencode

from shared.objects.port import NoSuchObject

_KEY = re.compile(r"(incoming|papers)/[0-9a-f]{32}(/[0-9a-z-]{1,40})?")


def check_key(key: str) -> str:
    """Raises NoSuchObject for anything that is not one of our keys, path parts included."""
    if not is_key(key):
        raise NoSuchObject(key)
    return key


def is_key(key: str) -> bool:
    return bool(_KEY.fullmatch(key))


class Signatures:
    def __init__(self, signing_key: bytes, base: str) -> None:
        self._signing_key = signing_key
        self.base = base

    def url(self, method: str, key: str, lifetime: int, **query: str) -> str:
        """`lifetime` in seconds. Raises NoSuchObject."""
        query["expires"] = str(int(time.time()) + lifetime)
        return f"{self.base}/{check_key(key)}?{urlencode(query)}&signature={self._sign(method, key, query)}"

    def check(self, method: str, key: str, query: Mapping[str, str]) -> None:
        """Raises NoSuchObject for a signature that is not ours, or expired.

        A name given twice is refused: whoever reads the first and whoever reads the last would see different values.
        """
        if len(set(query)) != len(query):
            raise NoSuchObject(key)
        bound = {name: value for name, value in query.items() if name != "signature"}
        expected = self._sign("GET" if method == "HEAD" else method, check_key(key), bound)
        if not hmac.compare_digest(expected.encode(), query.get("signature", "").encode()):
            raise NoSuchObject(key)
        if int(bound["expires"]) < time.time():
            raise NoSuchObject(key)

    def _sign(self, method: str, key: str, query: Mapping[str, str]) -> str:
        text = f"{method} {key}?{urlencode(sorted(query.items()))}"
        return hmac.new(self._signing_key, text.encode(), sha256).hexdigest()
