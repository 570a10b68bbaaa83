"""Runs an application until SIGTERM or Ctrl-C, or until one of its background loops dies."""

import asyncio
import errno
import ipaddress
import signal
import ssl
from collections.abc import Callable

from aiohttp import web

from shared.app import DIED, HEALTH
from shared.backends import BadSetting
from shared.health import measure
from shared.settings import Settings
from shared.vitals import settle_memory

DRAIN = 15.0  # seconds for requests under way
LONGEST_ADDRESS = 64 << 10  # bytes; what is longer never reaches a route that could say what is wrong with it


def check_address(settings: Settings) -> None:
    """Tablets need https for service worker, push and camera. Raises BadSetting."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise BadSetting("TLS_CERT and TLS_KEY go together: set both, or neither.")
    if _is_loopback(settings.host) or settings.tls_cert:
        return
    if settings.trusted_proxies and settings.public.startswith("https://"):
        return
    raise BadSetting(
        f"HOST={settings.host} can be reached from outside, so it needs TLS_CERT and TLS_KEY, "
        "or TRUSTED_PROXIES with a PUBLIC_URL that begins with https://"
    )


async def serve(app: web.Application, settings: Settings, announce: Callable[[], None] = lambda: None) -> int:
    """The exit code: 0 when asked to end, 1 when a background loop died."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=DRAIN,
        handler_cancellation=True,
        max_line_size=LONGEST_ADDRESS,
    )
    scraped = web.AppRunner(_metrics_app(), access_log=None)
    await runner.setup()
    await scraped.setup()
    try:
        await _listen(runner, settings.host, settings.port, "PORT", _tls(settings))
        if settings.metrics_port:
            await _listen(scraped, settings.host, settings.metrics_port, "METRICS_PORT")
        settle_memory()
        announce()
        ends = [asyncio.create_task(stop.wait()), asyncio.create_task(app[DIED].happened.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        app[HEALTH].ready = False
    finally:
        await runner.cleanup()
        await scraped.cleanup()
    return 1 if app[DIED].happened.is_set() else 0


def _metrics_app() -> web.Application:
    app = web.Application()
    app.router.add_get("/metrics", measure)
    return app


async def _listen(runner: web.AppRunner, host: str, port: int, setting: str, tls: ssl.SSLContext | None = None) -> None:
    try:
        await web.TCPSite(runner, host, port, ssl_context=tls).start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        taken = f"{setting}={port} is taken by another program. Choose another: {setting}={port + 1}"
        raise BadSetting(taken) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if not (settings.tls_cert and settings.tls_key):
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.tls_cert, settings.tls_key)
    return context
