"""The same month as in tests/integration, with the gateway on Kafka and the cluster's store: the same numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.settings import Settings
from tests.backends.engines import Engines
from tests.integration.gateway.conftest import ORIGIN, Browser, Hop, found
from tests.integration.gateway.conftest import empty as empty
from tests.integration.gateway.conftest import quantri as quantri
from tests.integration.gateway.conftest import quick_passwords as quick_passwords
from tests.integration.gateway.conftest import root_id as root_id
from tests.integration.gateway.played import Told, play_month, told


@pytest.fixture
def settings(running_engines: Engines, tmp_path: Path) -> Iterator[Settings]:
    settings = running_engines.settings(tmp_path).model_copy(update={"public_url": ORIGIN})
    yield settings
    running_engines.forget(settings)


@pytest.fixture
async def hop(empty: Hop) -> Hop:
    """No copy of a data folder leads to the engines."""
    await found(empty)
    return empty


@pytest.mark.usefixtures("driver_drops_a_socket")
async def test_page_scrape_and_spreadsheet_are_the_recount(hop: Hop, quantri: Browser, root_id: str) -> None:
    counted = await play_month(hop, quantri, root_id, seed=3)
    assert counted["meetings_held"] > 5
    assert await told(hop, quantri, root_id, counted) == Told(counted, counted, counted, counted)
