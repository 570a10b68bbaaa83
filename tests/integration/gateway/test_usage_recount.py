"""A generated month, played through the log: page, scrape, spreadsheet and an independent recount are the same."""

import pytest

from tests.integration.gateway.conftest import Browser, Hop
from tests.integration.gateway.played import Told, play_month, told


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_page_scrape_and_spreadsheet_are_the_recount(hop: Hop, quantri: Browser, root_id: str, seed: int) -> None:
    counted = await play_month(hop, quantri, root_id, seed)
    assert counted["meetings_held"] > 5
    assert counted["pages_printed"]
    assert await told(hop, quantri, root_id, counted) == Told(counted, counted, counted, counted)
