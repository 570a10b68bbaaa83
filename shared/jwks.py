"""The gateway's published keys, for a service that runs by itself."""

import asyncio
import time
from types import TracebackType
from typing import Any, Self

import aiohttp
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

log = structlog.get_logger()

PATH = "/.well-known/jwks.json"
NOT_SOONER = 5.0  # seconds between fetches: forged key ids must not make us hammer the gateway
NOT_LATER = 300.0  # seconds after which a key that was taken back is no longer believed
PATIENCE = aiohttp.ClientTimeout(total=5)


class RemoteKeys:
    """As shared.auth.Keys, from one fixed address. Keys known already go on working while the gateway is away."""

    def __init__(self, gateway_url: str) -> None:
        self._address = gateway_url.rstrip("/") + PATH
        self._client: aiohttp.ClientSession | None = None
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._asked_at = -NOT_LATER
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(timeout=PATIENCE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._client is not None
        await self._client.close()

    async def public_key(self, key_id: str) -> Ed25519PublicKey | None:
        wait = NOT_LATER if key_id in self._keys else NOT_SOONER
        async with self._turn:
            if time.monotonic() - self._asked_at >= wait:
                self._asked_at = time.monotonic()
                await self._fetch()
        return self._keys.get(key_id)

    async def _fetch(self) -> None:
        assert self._client is not None, "use it in an async with"
        try:
            async with self._client.get(self._address, allow_redirects=False) as response:
                response.raise_for_status()
                self._keys = _ed25519(await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, ValueError, jwt.PyJWTError) as error:
            log.warning("keys not fetched", reason=type(error).__name__)


def _ed25519(key_set: Any) -> dict[str, Ed25519PublicKey]:
    """Raises PyJWTError for a key set without a usable key."""
    found = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(key_set).keys if key.key_id}
    return {name: key for name, key in found.items() if isinstance(key, Ed25519PublicKey)}
