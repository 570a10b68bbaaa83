"""A notify service that has heard of an organisation and its people, with mails kept as files."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.notify.app import build
from shared.events import gateway
from shared.events.gateway import CONTACTS, ContactChanged
from shared.words import Language
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, installation, left_behind

PEOPLE = ("secretary", "chair", "an", "binh", "guest", "outsider")


async def populate(hop: Installation) -> None:
    await hop.tell(gateway.SOURCE, "organisation", "o1", organisation("o1", name="UBND tỉnh"))
    for name in PEOPLE:
        await hop.tell(gateway.SOURCE, "person", name, person(name))
        contact = ContactChanged(person_id=name, email=f"{name}@tinh.example", language=Language.VIETNAMESE)
        await hop.tell(CONTACTS, "contact", name, contact)
    await hop.settle()


@pytest.fixture(autouse=True)
def nothing_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mail goes at once, at whatever hour a test runs; those about waiting set their own."""
    monkeypatch.setenv("DIGEST_MINUTES", "0")
    monkeypatch.setenv("QUIET_HOURS", "")


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return left_behind(tmp_path_factory.mktemp("populated"), build, populate)


@pytest.fixture
async def hop(tmp_path: Path, populated: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, like=populated) as running:
        yield running
