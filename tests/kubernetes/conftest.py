"""Overlay dev, up on the node that KUBECONFIG names."""

import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.factories.tablet import Tablet
from tests.kubernetes.node import ADDRESS, Node

GATEWAY = f"http://{ADDRESS}:30080"
DOOR = {"Origin": "https://hop.test", "Host": "hop.test"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without the profile nothing here is collected: it needs root and ten minutes of building."""
    here = Path(__file__).parent
    if os.environ.get("PROFILE") != "kubernetes":
        items[:] = [item for item in items if here not in item.path.parents]
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def node() -> Node:
    node = Node()
    node.bring_up()
    return node


class _TheNode(AbstractResolver):
    """Whatever the name: `objects` is the node's from outside."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found: ResolveResult = {"hostname": host, "host": ADDRESS, "port": port, "family": 2, "proto": 0, "flags": 0}
        return [found]

    async def close(self) -> None: ...


@pytest.fixture
async def tablet(node: Node) -> AsyncIterator[Tablet]:
    """Nobody's yet; trusts the engines' own authority, as the door in front of them does."""
    trusted = ssl.create_default_context(cadata=node.authority())
    connector = aiohttp.TCPConnector(resolver=_TheNode(), ssl=trusted)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as client:
        yield Tablet(client, GATEWAY, DOOR)
