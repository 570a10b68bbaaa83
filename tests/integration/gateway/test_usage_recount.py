"""A generated month, played through the log: page, scrape and an independent recount give the same numbers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.gateway.usage.figures import COLUMNS
from services.gateway.usage.gauges import USAGE
from shared.clock import to_text
from tests.factories.installation import installation
from tests.factories.month import month
from tests.factories.saying import save_events
from tests.integration.gateway.recount import recount
from tests.integration.gateway.test_usage import gateway


@pytest.mark.parametrize("seed", [1, 2])
async def test_page_scrape_and_recount_are_the_same(tmp_path: Path, seed: int) -> None:
    story = month(seed)
    log = [event.model_dump(mode="json") | {"time": to_text(event.time)} for event in story.events]
    expected = {name: amount for name, amount in recount(log).items() if amount}
    async with installation(tmp_path, gateway) as hop:
        await save_events(hop.kit.backends.store, story.events)
        await hop.settle(60)
        usage = hop.services[0].world.usage
        await usage.settling.settle()
        USAGE.show({}, [])
        await usage.snapshot.refresh()
        page = await whole_page(usage)
        scraped = await scrape(hop.client)
    counted = set(recount(log))
    assert {name: amount for name, amount in page.items() if amount and name in counted} == expected
    assert {name: scraped[name] for name in expected} == expected


async def whole_page(usage: Any) -> dict[str, int | None]:
    cells = usage.snapshot.cells
    found = cells.period("tinh", date(2026, 9, 1), date(2026, 12, 31), "2027-06-01T00:00:00.000000Z")
    figures: dict[str, int | None] = found["", ""].figures()
    return figures


async def scrape(client: Any) -> dict[str, int]:
    """Sums by column over all settings."""
    text = await (await client.get("/metrics")).text()
    sums: dict[str, int] = {}
    for column in COLUMNS:
        labels = [f'{name}="{value}"' for name, value in zip(column.figure.split, column.labels, strict=True)]
        for line in text.splitlines():
            if line.startswith(f"hop_{column.figure.name}{{") and all(label in line for label in labels):
                sums[column.name] = sums.get(column.name, 0) + round(float(line.rpartition(" ")[2]))
    return sums
