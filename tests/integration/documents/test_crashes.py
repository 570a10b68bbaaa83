"""kill -9 before each effect of an act: nothing acknowledged is lost, nothing is half done, nothing is left behind."""

import asyncio
import multiprocessing
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build
from services.documents.checking.commands import sweep_workspaces
from services.documents.claims.commands import LATER, sweep
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS
from shared.clock import SetClock
from shared.store.port import every
from tests.factories.dying import FINISHED, exit_code_of
from tests.factories.installation import Installation, installation, until
from tests.integration.documents import crashing
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk

pytestmark = pytest.mark.slow

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([crashing.__name__])


@asynccontextmanager
async def restarted(folder: Path) -> AsyncIterator[tuple[Installation, Document | None]]:
    """More than a day later: leases and uploads have run out, and all that goes on by itself has come to rest."""
    clock = SetClock(datetime.now(UTC) + timedelta(hours=26))
    async with installation(folder, build, clock=clock) as hop:
        world = hop.services[0].world

        async def is_at_rest() -> bool:
            duties = [await world.store.find(DOCUMENTS, "by_duty", duty) for duty in ("check", "recall")]
            return not any(page.items for page in duties)

        await until(is_at_rest)
        clock.moment += 2 * LATER  # what was still needed when the sweep began is looked at again
        await sweep(world)
        await sweep_workspaces(world)
        found = [Document.load(stored) async for stored in every(world.store, DOCUMENTS, "by_meeting", "m1")]
        yield hop, found[0] if found else None


async def check_nothing_is_left_behind(hop: Installation, document: Document | None) -> None:
    files = await Desk(hop, hop.person("secretary")).objects()
    root = hop.kit.settings.data / "objects"
    assert {str(path.relative_to(root)) for path in files} == (document.keys if document else set())
    world = hop.services[0].world
    assert await asyncio.to_thread(lambda: list(world.check_folder.iterdir())) == []
    assert await world.claims.due(hop.kit.clock.now() + timedelta(days=9)) == []


async def check_facts(hop: Installation, expected: dict[str, int]) -> None:
    events = [event for event in await documents_said(hop) if ".document." in event.type]
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert Counter(event.type.split(".")[3] for event in events) == expected


async def check_released_words_are_found(hop: Installation, document: Document | None) -> None:
    assert document
    desk = Desk(hop, hop.person("secretary"))
    released = await desk.release(await desk.secretary.get(f"/api/documents/{document.id}"))
    path = f"/api/documents/{document.id}/versions/{released['version']['id']}/hits?q=Second"
    assert (await desk.secretary.get(path))["items"]


BEFORE = {"DocumentAdded": 1, "VersionChecked": 1, "DocumentReleased": 1}


def states(document: Document | None) -> list[str]:
    versions = document.versions if document else []
    assert {version.refusal.reason for version in versions if version.refusal} <= {"secret_stamp"}
    return ["undeclared" if version.needs_declaration else version.state.value for version in versions]


def outcome(act: str, document: Document | None) -> tuple[str, dict[str, int]]:
    """What the state says happened: before or after the act, and the facts that belong to it."""
    found = " ".join(states(document))
    known: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {
        ("check", "released"): ("before", BEFORE),
        ("check", "released ready"): ("after", BEFORE | {"VersionChecked": 2}),
        ("refuse", "released"): ("before", BEFORE),
        ("refuse", "released refused"): ("after", BEFORE | {"VersionRefused": 1}),
        ("replace", "released ready"): ("before", BEFORE | {"VersionChecked": 2}),
        ("replace", "recalled released"): ("after", BEFORE | {"VersionChecked": 2, "DocumentReleased": 2}),
        ("recall", "released"): ("before", BEFORE),
        ("recall", "recalled"): ("after", BEFORE | {"DocumentRecalled": 1}),
        ("declare", "released undeclared"): ("before", BEFORE | {"VersionChecked": 2}),
        ("declare", "released refused"): ("after", BEFORE | {"VersionChecked": 2, "VersionRefused": 1}),
        ("clear", "released undeclared"): ("before", BEFORE | {"VersionChecked": 2}),
        ("clear", "released ready"): ("after", BEFORE | {"VersionChecked": 3}),
        ("remove", "ready"): ("before", {"DocumentAdded": 1, "VersionChecked": 1}),
        ("remove", ""): ("after", {"DocumentAdded": 1, "VersionChecked": 1, "DocumentRemoved": 1}),
    }
    return known[(act, found)]


@pytest.mark.parametrize("act", crashing.ACTS)
async def test_act_broken_off_by_kill_is_whole_or_did_not_happen(act: str, tmp_path: Path) -> None:
    outcomes = []
    await crashing.prepare(tmp_path / "prepared", act)
    for number in range(1, 60):
        folder = tmp_path / str(number)
        await asyncio.to_thread(shutil.copytree, tmp_path / "prepared", folder)
        code = await asyncio.to_thread(exit_code_of, PROCESSES, crashing.run, folder, act, number)
        async with restarted(folder) as (hop, document):
            when, facts = outcome(act, document)
            await check_facts(hop, facts)
            await check_nothing_is_left_behind(hop, document)
            if (act, when) == ("clear", "after"):
                await check_released_words_are_found(hop, document)
        outcomes.append(when)
        if code == FINISHED:
            break
    assert outcomes == sorted(outcomes, reverse=True)  # once done, never undone by a later kill
    assert {"before", "after"} == set(outcomes)
    assert len(outcomes) > 2
