"""Without a mail server: files that are whole, private, and never two for one delivery."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from services.notify.app import build
from shared.clock import SetClock
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import wait_for_mails
from tests.integration.notify.saying import call, draft


async def states(hop: Installation) -> set[tuple[str, str | None]]:
    listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries")
    return {(one["state"], one["reason"]) for one in listed["items"]}


def all_are(hop: Installation, *wanted: Any) -> Callable[[], Any]:
    async def reached() -> bool:
        return await states(hop) == {wanted}

    return reached


async def test_mail_files_are_for_the_owner_only(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await wait_for_mails(hop, 5)
    folder = hop.kit.settings.data / "mails"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


async def test_mails_wait_until_they_can_be_stored(tmp_path: Path) -> None:
    clock = SetClock(datetime(2030, 11, 20, 2, 0, tzinfo=UTC))
    async with installation(tmp_path, build, clock=clock) as hop:
        await populate(hop)
        obstacle = hop.kit.settings.data / "mails"
        await asyncio.to_thread(obstacle.write_text, "not a folder")
        await draft(hop)
        await call(hop)
        await until(all_are(hop, "failed", "storage_refused"))
        await asyncio.to_thread(obstacle.unlink)
        clock.moment += timedelta(minutes=1)
        hop.services[0].world.planned.set()
        await until(all_are(hop, "sent", None))
        assert len(await wait_for_mails(hop, 5)) == 5
