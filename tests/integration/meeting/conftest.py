"""A meeting service that knows an organisation, its secretary, chair, delegates and a guest."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.meeting.app import build
from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, Person, installation, left_behind

NEW = {
    "organisation_id": "o1",
    "title": "Phiên họp thường kỳ tháng 12",
    "kind": "work_resolving",
    "mode": "hybrid",
    "chair_id": "chair",
    "starts_at": "2030-12-10T01:30:00Z",
    "ends_at": "2030-12-10T04:00:00Z",
    "place": "Phòng họp số 1",
}

ROOM = {"organisation_id": "o1", "name": "Phòng họp số 2", "location": "Tầng 3", "capacity": 30, "seats": 20}


async def populate(hop: Installation) -> None:
    await hop.tell(gateway.SOURCE, "organisation", "o1", organisation("o1"))
    for name in ("secretary", "chair", "an", "binh", "guest", "outsider"):
        await hop.tell(gateway.SOURCE, "person", name, person(name))
    await hop.settle()


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return left_behind(tmp_path_factory.mktemp("peopled"), build, populate)


@pytest.fixture
async def hop(tmp_path: Path, peopled: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, like=peopled) as running:
        yield running


@pytest.fixture
def secretary(hop: Installation) -> Person:
    return hop.person("secretary", ("secretary", "o1"))


@pytest.fixture
async def meeting(secretary: Person) -> dict[str, Any]:
    """A draft with delegates an and binh and a guest."""
    created = await secretary.send("POST", "/api/meetings", NEW)
    people = [{"person_id": "an"}, {"person_id": "binh"}, {"person_id": "guest", "role": "guest"}]
    await secretary.send("POST", f"/api/meetings/{created['id']}/participants", {"people": people})
    found: dict[str, Any] = await secretary.get(f"/api/meetings/{created['id']}")
    return found
