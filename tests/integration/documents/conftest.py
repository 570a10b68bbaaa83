"""A documents service that has heard of a called meeting: secretary, chair, delegates an and binh, a guest."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.documents.app import build
from shared.events import meeting
from shared.events.meeting import AgendaItemAdded, MeetingCreated, ParticipantAdded
from shared.ids import participation_id
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.factories.installation import Installation, Person, installation, left_behind
from tests.integration.documents.papers import Desk

PARTS = {"an": "delegate", "binh": "delegate", "guest": "guest"}


@pytest.fixture(scope="session")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return left_behind(tmp_path_factory.mktemp("called"), build, call_meeting)


@pytest.fixture
async def hop(tmp_path: Path, called: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, like=called) as running:
        yield running


async def call_meeting(hop: Installation, meeting_id: str = "m1") -> None:
    """With the items open, closed (for an only) and shared (with guests too); hoa presents the closed one."""
    items = [
        item_facts("open", meeting_id),
        item_facts("closed", meeting_id, audience={"people": ["an"]}, presenter_ids=["hoa"]),
        item_facts("shared", meeting_id, audience={"guests": True}),
    ]
    facts = [MeetingCreated(meeting=meeting_facts(meeting_id)), *(AgendaItemAdded(item=item) for item in items)]
    await hop.tell(meeting.SOURCE, "meeting", meeting_id, *facts)
    for person_id, role in PARTS.items():
        added = ParticipantAdded(participation=participation_facts(person_id, role, meeting_id))
        await hop.tell(meeting.SOURCE, "participation", participation_id(meeting_id, person_id), added, key=meeting_id)
    await hop.settle()


@pytest.fixture
def secretary(hop: Installation) -> Person:
    return hop.person("secretary")


@pytest.fixture
def an(hop: Installation) -> Person:
    return hop.person("an")


@pytest.fixture
def desk(hop: Installation, secretary: Person) -> Desk:
    return Desk(hop, secretary)
