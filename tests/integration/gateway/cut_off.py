"""A process that takes a list of people in, and ends itself by SIGKILL before its n-th write of people and jobs."""

import asyncio
import os
from pathlib import Path

from shared.settings import Settings
from tests.factories.dying import die_before
from tests.factories.installation import until
from tests.integration.gateway.conftest import ORIGIN, running

COUNTED = ("gateway.people", "gateway.contacts", "gateway.imports", "gateway.import_chunks", "gateway.jobs")


def run(folder: Path, import_id: str, number: int) -> None:
    """Exit code 0 when the list was taken in before its n-th write."""
    asyncio.run(_run(folder, import_id, number))


async def _run(folder: Path, import_id: str, number: int) -> None:
    async with running(Settings(data=folder, public_url=ORIGIN)) as hop:
        quantri = await hop.browser().sign_in("quantri")
        die_before(hop.kit.backends, number, lambda collection: collection in COUNTED)
        path = f"/api/people-imports/{import_id}"
        await quantri.send("POST", f"{path}/run", {})

        async def done() -> bool:
            return bool((await quantri.get(path))["state"] == "done")

        await until(done, 60)
        os._exit(0)
