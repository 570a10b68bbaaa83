"""A generated month, played through the log of a running gateway: what its page, scrape and spreadsheet say."""

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from services.gateway.usage.figures import COLUMNS
from services.gateway.usage.gauges import USAGE
from shared.clock import to_text
from tests.factories.installation import until
from tests.factories.month import month
from tests.factories.saying import save_events
from tests.factories.usage import Story
from tests.integration.gateway.conftest import Browser, Hop, new_unit
from tests.integration.gateway.recount import recount

YEAR = 2025
PERIOD = f"from={YEAR}-01-01&to={YEAR}-12-31"
UNITS = ("Sở A", "Sở B", "Xã C")


@dataclass(frozen=True, slots=True)
class Told:
    """By column, of all bodies together; `units` is the sum of what the spreadsheet says of each unit."""

    page: dict[str, int]
    scrape: dict[str, int]
    spreadsheet: dict[str, int]
    units: dict[str, int]


async def play_month(hop: Hop, by: Browser, root_id: str, seed: int) -> dict[str, int]:
    """The figures as a recount of the log finds them; heard and settled when it gives them."""
    units = [await new_unit(by, root_id, name) for name in UNITS]
    story = month(seed, units=units, year=YEAR)
    await save_events(hop.kit.backends.store, story.events)
    usage = hop.gateway.world.usage
    last = {event.subject: event.sequence for event in story.events}

    async def all_heard() -> bool:
        return all([await usage.reactions[0].heard(subject, sequence) for subject, sequence in last.items()])

    await until(all_heard, 120)
    await usage.settling.settle()
    USAGE.show({}, [])
    await usage.snapshot.refresh()
    return {name: amount for name, amount in recount(as_json(story)).items() if amount}


async def told(hop: Hop, by: Browser, root_id: str, counted: dict[str, int]) -> Told:
    page = (await by.get(f"/api/usage?organisation={root_id}&{PERIOD}"))["figures"]
    year = {"period": "year", "since": f"{YEAR}-01-01"}
    report = await by.send("POST", f"/api/organisations/{root_id}/usage-reports", year)
    response = await by.ask("GET", f"/api/usage-reports/{report['id']}/file?format=xlsx")
    rows = list(load_workbook(io.BytesIO(await response.read())).active.iter_rows(values_only=True))
    whole, of_units = rows[1 : 1 + len(COLUMNS)], rows[1 + len(COLUMNS) :]
    units: Counter[str] = Counter()
    for row in of_units:
        units[row[2]] += row[4] if isinstance(row[4], int) else 0
    scraped = await scrape(by.client)
    return Told(
        page={name: page[name] for name in counted},
        scrape={name: scraped.get(name, 0) for name in counted},
        spreadsheet={row[2]: row[4] for row in whole if row[2] in counted},
        units={name: units[name] for name in counted},
    )


def as_json(story: Story) -> list[dict[str, Any]]:
    return [event.model_dump(mode="json") | {"time": to_text(event.time)} for event in story.events]


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
