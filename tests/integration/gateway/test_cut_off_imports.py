"""kill -9 while a list of people is taken in: begun again, everybody is there once, and nobody is missing."""

import asyncio
import base64
import multiprocessing
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.gateway.imports import commands
from services.gateway.imports.model import RowOutcome
from services.gateway.people.names import person_id_of
from shared.aggregates import Act
from shared.clock import SetClock
from shared.settings import Settings
from tests.factories.dying import KILLED, exit_code_of
from tests.factories.lists import HEADINGS, person, xlsx
from tests.integration.gateway import cut_off
from tests.integration.gateway.conftest import ORIGIN, Hop, left_behind, running

pytestmark = pytest.mark.slow

PEOPLE = 30  # two chunks
LAST = 2 * PEOPLE + 6  # its writes: who, and his addresses; the list; the job begun, leased; two chunks; the job done
KILLS = (1, 2, 3, 4, 5, 17, 36, LAST - 4, LAST - 1, LAST)
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([cut_off.__name__])


@pytest.fixture(scope="module")
def listed(set_up: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with a list that was read and not yet taken in, and its id."""
    made: list[str] = []

    async def read(hop: Hop) -> None:
        quantri = await hop.browser().sign_in("quantri")
        content = xlsx([HEADINGS, *(person(n, f"Lê Văn {n}", f"p{n}", unit="") for n in range(PEOPLE))])
        body = {"file_name": "a.xlsx", "content": base64.b64encode(content).decode()}
        home = quantri.person["organisation"]["id"]
        made.append((await quantri.send("POST", "/api/people-imports", body | {"organisation_id": home}))["id"])

    return left_behind(tmp_path_factory.mktemp("listed"), read, set_up), made[0]


@pytest.mark.timeout(400)
async def test_list_whose_taking_in_was_killed_is_taken_in_whole_and_once(
    listed: tuple[Path, str], tmp_path: Path, quick_passwords: None
) -> None:
    prepared, import_id = listed
    for number in KILLS:
        folder = tmp_path / str(number)
        await asyncio.to_thread(shutil.copytree, prepared, folder)
        assert await asyncio.to_thread(exit_code_of, PROCESSES, cut_off.run, folder, import_id, number) == KILLED
        await check_taken_in(folder, import_id)


async def check_taken_in(folder: Path, import_id: str) -> None:
    """An hour later, when no lease holds a job any more, the administrator presses the button again."""
    clock = SetClock(datetime.now(UTC) + timedelta(hours=1))
    async with running(Settings(data=folder, public_url=ORIGIN), clock) as hop:
        world = hop.gateway.world
        await commands.begin(world, import_id, False, Act(clock.now(), actor_id=person_id_of("quantri")))
        job = await world.jobs.finished(import_id, 60)
        assert job is not None
        assert (job["state"], job["refused"]) == ("done", [])
        assert (await commands.tally(world, import_id))[RowOutcome.NEW] == PEOPLE
        ids = [person_id_of(f"p{n}") for n in range(PEOPLE)]
        for repository in (world.people, world.contacts):
            assert [one.sequence for one in (await repository.get_many(ids)).values()] == [1] * PEOPLE
