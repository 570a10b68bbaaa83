"""The papers' own host: `python -m tests.backends.objects_host PORT ENDPOINT CA`.

Signed links cannot add headers of their own, so the route before the store does; in Kubernetes it is a filter of the
Gateway API. The name the browser used goes on with the request, for it is part of what was signed.
"""

import asyncio
import ssl
import sys

import aiohttp
import uvloop
from aiohttp import web
from yarl import URL

from shared.objects.serving import SAFE_HEADERS

ADDED = SAFE_HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin"}
OURS = {"connection", "keep-alive", "transfer-encoding", "date", "server", *(name.lower() for name in ADDED)}
SILENT = 8.0  # seconds the store may be


async def main(port: int, endpoint: str, ca: str) -> None:
    trusted = ssl.create_default_context(cafile=ca)
    connector = aiohttp.TCPConnector(limit=0, ssl=trusted)
    timeout = aiohttp.ClientTimeout(sock_connect=2, sock_read=SILENT)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False) as client:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            url = URL(endpoint + request.raw_path, encoded=True)
            body = request.content if request.can_read_body else None
            headers = {name: value for name, value in request.headers.items() if name.lower() not in OURS}
            try:
                answer = await client.request(request.method, url, headers=headers, data=body)
            except (aiohttp.ClientError, TimeoutError):
                raise web.HTTPBadGateway from None
            async with answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in OURS}
                response = web.StreamResponse(status=answer.status, headers=kept | ADDED)
                await response.prepare(request)
                async for piece in answer.content.iter_any():
                    await response.write(piece)
                return response

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
