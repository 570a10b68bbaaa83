"""The published keys (RFC 8615: a well-known address)."""

import orjson
from aiohttp import web

from services.gateway.tokens.commands import LocalKeys


def key_routes(keys: LocalKeys) -> list[web.RouteDef]:
    async def publish(request: web.Request) -> web.Response:
        body = orjson.dumps(keys.published())
        headers = {"Cache-Control": "public, max-age=60"}
        return web.Response(body=body, content_type="application/jwk-set+json", headers=headers)

    return [web.get("/.well-known/jwks.json", publish)]
