"""What could not be handled is listed, shown and handled again, while the product runs beside it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.documents.app import build
from services.hop.__main__ import main
from shared.events.meeting import ParticipantRoleChanged
from shared.ids import participation_id
from tests.factories.facts import participation_facts
from tests.factories.installation import Installation, Person, installation
from tests.factories.papers import pdf
from tests.integration.documents.conftest import call_meeting
from tests.integration.documents.papers import Desk
from tests.integration.documents.test_audience import say_of
from tests.integration.hop.conftest import Run

PAPERS = "/api/meetings/m1/documents"
AN = f"participation/{participation_id('m1', 'an')}"


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build) as running:
        await call_meeting(running)
        yield running


@pytest.fixture
def an(hop: Installation) -> Person:
    return hop.person("an")


@pytest.fixture
async def parked(hop: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """an becomes a guest, and again a delegate, and the documents service can handle neither; then it is mended."""

    async def fail(*_: Any) -> None:
        raise ValueError("this fact cannot be handled")

    with monkeypatch.context() as broken:
        broken.setattr(hop.services[0].world.membership.participations, "apply", fail)
        for role in ("guest", "delegate"):
            await say_of(hop, "an", ParticipantRoleChanged(participation=participation_facts("an", role)))


@pytest.mark.usefixtures("parked")
async def test_each_subject_is_listed_with_reason_and_what_waits_behind(hop: Installation, run: Run) -> None:
    code, told = await run(hop.kit.settings, "parked", "list")
    assert code == 1
    line, search = told.splitlines()
    assert search.startswith(f"documents.search {AN}: ")
    assert "reason CopyParked, 1 behind it" in search
    assert line.startswith(f"documents.meetings {AN}: {ParticipantRoleChanged.type} (sequence 2) since ")
    assert line.endswith("reason ValueError, 1 behind it")


@pytest.mark.usefixtures("parked")
async def test_data_are_shown_on_request_only(hop: Installation, run: Run) -> None:
    _, told = await run(hop.kit.settings, "parked", "show", "documents.meetings", AN)
    assert told.count(f'"subject": "{AN}"') == 4
    assert '"person_id"' not in told
    _, told = await run(hop.kit.settings, "parked", "show", "documents.meetings", AN, "--data")
    assert told.count('"person_id": "an"') == 2


@pytest.mark.usefixtures("parked")
async def test_replay_beside_the_running_product_opens_what_was_closed(hop: Installation, an: Person, run: Run) -> None:
    desk = Desk(hop, hop.person("secretary"))
    await desk.hand_out(pdf("Some text"))
    assert await an.problem("GET", PAPERS) == "rights-uncertain"
    assert await run(hop.kit.settings, "parked", "replay", "documents.meetings", AN) == (
        0,
        f"documents.meetings {AN}: 2 handled\n",
    )
    assert await an.status("GET", PAPERS) == 200
    assert await run(hop.kit.settings, "parked", "replay") == (0, f"documents.search {AN}: 2 handled\n")
    assert await run(hop.kit.settings, "parked", "list") == (0, "Nothing is parked.\n")


@pytest.mark.usefixtures("parked")
async def test_what_fails_again_stays(hop: Installation, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> None:
        raise ValueError

    monkeypatch.setattr("shared.reactions.Projections.apply", fail)
    code, told = await run(hop.kit.settings, "parked", "replay")
    assert code == 1
    assert f"documents.meetings {AN}: 0 handled, the rest stays parked" in told


def test_unknown_service_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path / "data"))
    monkeypatch.setattr("services.hop.__main__.set_up", lambda level: None)  # the suite has set its logs up
    assert main(["parked", "list", "minutes"]) == 2
    assert "no-such-name: no service minutes; there are gateway" in capsys.readouterr().err
