"""A cluster of our own with doors before every service and engine; run with PROFILE=faults.

SEED repeats a run, POINTS says how often something is killed, STREAMS how many tablets follow.
"""

import os
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.backends.cluster import Cluster, cluster
from tests.faults.letters import Letters, letters
from tests.faults.office import Office, set_up

SETTINGS = {
    "ARGON2_TIME": "1",
    "ARGON2_MEMORY": "8192",
    "STORE_DEADLINE": "1.8",  # as in production: what does not answer is soon called away
    "SMTP_SENDER": "hop@tinh.example",
    "DIGEST_MINUTES": "0",  # each mail is looked for, at whatever hour the tests run
    "QUIET_HOURS": "",
    "SMTP_TIMEOUT": "2",  # a mail whose sender was killed is looked at again after ten times that
    "STRANGERS_AT_ONCE": "1000",
    "STRANGERS_A_SECOND": "1000",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    if os.environ.get("PROFILE") != "faults":
        items[:] = [item for item in items if here not in item.path.parents]
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(autouse=True)
def sockets_are_closed() -> None:
    """Not asked here: doors and mail server live in this process, and what passes through them comes and goes."""


@pytest.fixture(scope="session")
def chance() -> random.Random:
    seed = int(os.environ.get("SEED", random.randrange(10**9)))
    print(f"SEED={seed} makes the same choices")
    return random.Random(seed)


@pytest.fixture(scope="session")
def post() -> Iterator[Letters]:
    with letters() as post:
        yield post


@pytest.fixture(scope="session")
def hop(tmp_path_factory: pytest.TempPathFactory, post: Letters) -> Iterator[Cluster]:
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(post.port), "SMTP_TLS": "none"}
    with cluster(tmp_path_factory.mktemp("faults"), more=SETTINGS | mail, doors=True) as running:
        yield running


@pytest.fixture
async def office(hop: Cluster) -> AsyncIterator[Office]:
    connector = aiohttp.TCPConnector(limit=0)
    patience = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), timeout=patience
    ) as client:
        yield await set_up(hop, client)
