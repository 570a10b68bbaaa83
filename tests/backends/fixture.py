"""The engines of a test session: started when the first test asks for them."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Iterator

import pytest
from blockbuster import BlockBuster

from tests.backends.engines import Engines, engines


@pytest.fixture(scope="session")
def running_engines(
    tmp_path_factory: pytest.TempPathFactory, nothing_blocks_the_loop: BlockBuster
) -> Iterator[Engines]:
    # Whether it runs in a container, asked once per server it watches.
    nothing_blocks_the_loop.functions["os.stat"].can_block_in("pymongo/pool_options.py", {"get_container_env_info"})
    with engines(tmp_path_factory.mktemp("engines")) as running:
        yield running


@pytest.fixture
async def driver_drops_a_socket() -> AsyncIterator[None]:
    """pymongo forgets to close the socket of an attempt to connect that its own closing cancels."""
    yield
    await asyncio.sleep(0)  # the cancelled attempt ends in this pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
