"""A generated month, played through the log: page, scrape, spreadsheet and an independent recount are the same."""

import io
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services.gateway.usage.figures import COLUMNS
from services.gateway.usage.gauges import USAGE
from shared.clock import to_text
from tests.factories.installation import installation
from tests.factories.month import month
from tests.factories.saying import save_events
from tests.factories.usage import Story
from tests.integration.gateway.conftest import Browser, Hop, new_unit
from tests.integration.gateway.recount import recount
from tests.integration.gateway.test_usage import gateway, hear


@pytest.mark.parametrize("seed", [1, 2])
async def test_page_scrape_and_recount_are_the_same(tmp_path: Path, seed: int) -> None:
    story = month(seed)
    log = as_json(story)
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


async def test_page_and_spreadsheet_are_the_recount(hop: Hop, quantri: Browser, root_id: str) -> None:
    units = [await new_unit(quantri, root_id, name) for name in ("Sở A", "Sở B", "Xã C")]
    story = month(3, units=units, year=2025)
    expected = recount(as_json(story))
    await hear(hop, story.events)
    page = (await quantri.get(f"/api/usage?organisation={root_id}&from=2025-01-01&to=2025-12-31"))["figures"]
    year = {"period": "year", "since": "2025-01-01"}
    report = await quantri.send("POST", f"/api/organisations/{root_id}/usage-reports", year)
    response = await quantri.ask("GET", f"/api/usage-reports/{report['id']}/file?format=xlsx")
    rows = list(load_workbook(io.BytesIO(await response.read())).active.iter_rows(values_only=True))
    whole, of_units = rows[1 : 1 + len(COLUMNS)], rows[1 + len(COLUMNS) :]
    assert {name: page[name] for name in expected} == expected
    assert {row[2]: row[4] for row in whole if row[2] in expected} == expected
    sums: Counter[str] = Counter()
    for row in of_units:
        sums[row[2]] += row[4] if isinstance(row[4], int) else 0
    assert {name: sums[name] for name in expected} == expected


def as_json(story: Story) -> list[dict[str, Any]]:
    return [event.model_dump(mode="json") | {"time": to_text(event.time)} for event in story.events]


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
