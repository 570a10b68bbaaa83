"""A push service on this machine, over real TLS: it keeps what comes, and answers as a test says."""

import asyncio
import ssl
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.backends.authority import Authority
from tests.factories.installation import Installation, until

SECRET = b"0123456789abcdef"


@dataclass(slots=True)
class Taken:
    device: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class PushService:
    """`answer` gives status and headers for a device; `devices` have the keys of browsers that subscribed here."""

    origin: str = ""
    answer: Callable[[str], tuple[int, dict[str, str]]] = lambda device: (201, {})
    asked: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    devices: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)

    def subscription(self, device: str) -> dict[str, Any]:
        """What a browser would send."""
        key = self.devices.setdefault(device, ec.generate_private_key(ec.SECP256R1()))
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": f"{self.origin}/{device}", "keys": {"p256dh": text(point), "auth": text(SECRET)}}

    def read(self, taken: Taken) -> dict[str, str]:
        """As the browser reads it, by another's implementation of RFC 8291."""
        key = self.devices[taken.device]
        content: dict[str, str] = orjson.loads(http_ece.decrypt(taken.body, private_key=key, auth_secret=SECRET))
        return content

    async def wait_for(self, count: int) -> list[dict[str, str]]:
        """What devices show, in the order it came."""

        async def there() -> bool:
            return len(self.taken) >= count

        await until(there)
        return [self.read(one) for one in self.taken]

    async def take(self, request: web.Request) -> web.Response:
        device = request.match_info["device"]
        self.asked.append(device)
        status, headers = self.answer(device)
        if status < 300:
            self.taken.append(Taken(device, dict(request.headers), await request.read()))
        return web.Response(status=status, headers=headers)


@asynccontextmanager
async def push_service(trust: Authority) -> AsyncIterator[PushService]:
    service = PushService()
    app = web.Application()
    app.router.add_post("/{device}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    await asyncio.to_thread(tls.load_cert_chain, trust.certificate, trust.key)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    service.origin = f"https://localhost:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


async def subscribe(hop: Installation, service: PushService, person_id: str, device: str) -> None:
    """The device is the person's session too."""
    body = service.subscription(device)
    await browser(hop, person_id, device).send("PUT", "/api/me/push-subscription", body)


def browser(hop: Installation, person_id: str, device: str) -> Any:
    person = hop.person(person_id)
    person.token = hop.key.token(person_id, sid=device)
    return person


def verified(authorization: str, public_key: str) -> dict[str, Any]:
    """The claims of a VAPID header, whose key must be ours."""
    scheme, _, rest = authorization.partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", public_key)
    point = urlsafe_b64decode(parts["k"] + "=" * (-len(parts["k"]) % 4))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims: dict[str, Any] = jwt.decode(parts["t"], key, algorithms=["ES256"], options={"verify_aud": False})
    return claims


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
