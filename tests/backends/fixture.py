"""The engines of a test session: started when the first test asks for them."""

from collections.abc import Iterator

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
