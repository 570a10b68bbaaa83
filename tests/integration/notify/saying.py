"""What the meeting and documents services would say, in the order they would say it."""

from typing import Any

from shared.events import documents, meeting
from shared.events.documents import DocumentAdded, DocumentFacts, DocumentReleased
from shared.events.envelope import Fact
from shared.events.meeting import BookingFacts, MeetingCalled, MeetingCreated, ParticipantAdded, RoomAdded, RoomFacts
from shared.ids import participation_id
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.installation import Installation


async def say_of_meeting(hop: Installation, *facts: Fact, meeting_id: str = "m1") -> None:
    await hop.say(meeting.SOURCE, "meeting", meeting_id, *facts, key=meeting_id)


async def say_of_participant(hop: Installation, person_id: str, *facts: Fact, meeting_id: str = "m1") -> None:
    await hop.say(meeting.SOURCE, "participation", participation_id(meeting_id, person_id), *facts, key=meeting_id)


async def say_of_document(hop: Installation, document_id: str, *facts: Fact, meeting_id: str = "m1") -> None:
    await hop.say(documents.SOURCE, "document", document_id, *facts, key=meeting_id)


async def draft(hop: Installation, **fields: Any) -> None:
    """A draft with delegates an and binh and a guest."""
    await say_of_meeting(hop, MeetingCreated(meeting=meeting_facts(state="draft", called_at=None, **fields)))
    for person_id, role in (("chair", "delegate"), ("an", "delegate"), ("binh", "delegate"), ("guest", "guest")):
        added = ParticipantAdded(participation=participation_facts(person_id, role))
        await say_of_participant(hop, person_id, added)


async def call(hop: Installation, **fields: Any) -> None:
    await say_of_meeting(hop, MeetingCalled(meeting=meeting_facts(**fields)))


def document_facts(document_id: str, *readers: str, released: bool = True, **fields: Any) -> DocumentFacts:
    version = {
        "id": f"{document_id}-1",
        "number": 1,
        "state": "released",
        "file_name": "bao-cao.pdf",
        "media_type": "application/pdf",
        "size": 1000,
        "pages": 2,
        "sha256": "0" * 64,
        "created_at": "2030-11-20T02:00:00Z",
        "released_at": "2030-11-21T02:00:00Z",
    }
    usual: dict[str, Any] = {
        "id": document_id,
        "meeting_id": "m1",
        "item_id": None,
        "title": f"Báo cáo {document_id}",
        "position": 1,
        "classification": "none",
        "audience": None,
        "readers": readers or ("delegate",),
        "version": version if released else None,
    }
    return DocumentFacts.model_validate(usual | fields)


async def release(hop: Installation, document_id: str, *readers: str, **fields: Any) -> None:
    added = DocumentAdded(document=document_facts(document_id, *readers, released=False, **fields))
    await say_of_document(hop, document_id, added)
    await say_of_document(hop, document_id, DocumentReleased(document=document_facts(document_id, *readers, **fields)))


def room_facts(**fields: Any) -> RoomFacts:
    usual: dict[str, Any] = RoomAdded.example["room"] | {"id": "r1", "organisation_id": "o1", "keeper_id": "outsider"}
    return RoomFacts.model_validate(usual | fields)


def booking_facts(**fields: Any) -> BookingFacts:
    usual: dict[str, Any] = {
        "room_id": "r1",
        "meeting_id": "m1",
        "number": 1,
        "starts_at": "2030-12-10T01:30:00Z",
        "ends_at": "2030-12-10T04:00:00Z",
        "state": "requested",
        "reason": None,
        "services": ["tea", "name_plates"],
        "note": "Cần 2 micro không dây",
        "people": 24,
    }
    return BookingFacts.model_validate(usual | fields)


async def say_of_calendar(hop: Installation, *facts: Fact, month: str = "c1") -> None:
    await hop.say(meeting.SOURCE, "calendar", month, *facts, key="r1")
