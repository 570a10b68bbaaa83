"""The services the gateway stands before, each as a service of its process whose handlers forward."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from yarl import URL

from services.gateway.proxy.http import Forwarding
from services.gateway.proxy.table import Description, routes_of
from services.gateway.proxy.upstream import AsGiven, Limits, Upstream
from services.gateway.settings import GatewaySettings
from shared.addresses import Addresses
from shared.app import Service
from shared.settings import BadSetting

KEPT = 15.0  # seconds an idle connection is kept: less than the services do, so that they seldom close it first


@asynccontextmanager
async def forwarded(
    settings: GatewaySettings, description: Description, addresses: Addresses
) -> AsyncIterator[list[Service]]:
    """Of those whose address is set. Raises BadSetting."""
    upstreams = {name: _address(name, url) for name, url in settings.upstreams.items() if url}
    limits = Limits(
        settings.upstream_connect_seconds,
        settings.upstream_answer_seconds,
        settings.upstream_at_once,
        settings.upstream_streams,
    )
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT),
        cookie_jar=aiohttp.DummyCookieJar(),
        request_class=AsGiven,
        auto_decompress=False,
    ) as client:
        yield _services(upstreams, limits, client, description, addresses)


def _services(
    upstreams: Mapping[str, URL],
    limits: Limits,
    client: aiohttp.ClientSession,
    description: Description,
    addresses: Addresses,
) -> list[Service]:
    made = []
    for name, address in upstreams.items():
        upstream = Upstream(name, address, limits, client, addresses)
        forwarding = Forwarding(upstream)
        routes = list(routes_of(description, name, forwarding.handle))
        made.append(Service(name, upstream, routes, degraded=[upstream.troubles], farewells=[forwarding.drain]))
    return made


def _address(name: str, url: str) -> URL:
    try:
        address = URL(url)
    except ValueError:
        address = URL()
    if address.scheme not in {"http", "https"} or not address.host or address.path != "/":
        raise BadSetting(f"{name.upper()}_URL={url} cannot be used. Use http://HOST:PORT.")
    return address
