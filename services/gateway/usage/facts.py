"""What is kept of each fact: one table, fact → record. A fact that comes later adds a row here.

A record follows one aggregate. Its history keeps what changed and when, so that a figure can ask what was so at the
meeting's start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from shared.events.documents import (
    BookPrinted,
    DocumentAdded,
    DocumentChanged,
    DocumentRecalled,
    DocumentReleased,
    DocumentRemoved,
    SittingEnded,
    VersionOpened,
)
from shared.events.envelope import Fact
from shared.events.gateway import (
    OrganisationChanged,
    OrganisationCreated,
    PrintCountClosed,
    PrintCounted,
    PrintCountReopened,
    PrintStruck,
)
from shared.events.meeting import (
    HEADERS,
    AttendanceRecorded,
    FormPrinted,
    InvitationAnswered,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
    SeatReturned,
    SubstituteAgreed,
)
from shared.events.notify import DeliveryFailed, DeliverySucceeded


class Record(StrEnum):
    MEETING = "meeting"
    PARTICIPATION = "participation"
    DOCUMENT = "document"
    READING = "reading"
    DELIVERY = "delivery"
    PRINT = "print"
    PRINT_COUNT = "print_count"
    BOOK = "book"
    FORM = "form"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Kept:
    """`take` gives the name of each kept field and its place in the fact; `say` adds what the fact means by itself.

    `meeting` is the place of the meeting's id, "" for what belongs to none, KEY when only the log's key tells.
    """

    record: Record
    meeting: str
    take: Mapping[str, str]
    say: Mapping[str, Any]


KEY: Final = "partitionkey"

_MEETING = {
    "organisation_id": "meeting.organisation_id",
    "title": "meeting.title",
    "kind": "meeting.kind",
    "mode": "meeting.mode",
    "classification": "meeting.classification",
    "state": "meeting.state",
    "starts_at": "meeting.starts_at",
    "ends_at": "meeting.ends_at",
    "zone": "meeting.zone",
    "called_at": "meeting.called_at",
    "urgent_reason": "meeting.urgent_reason",
    "held": "meeting.held",
    "chair_id": "meeting.chair_id",
    "secretary_ids": "meeting.secretary_ids",
}
_PARTICIPATION = {
    "person_id": "participation.person_id",
    "role": "participation.role",
    "reply": "participation.reply",
    "replied_at": "participation.replied_at",
    "attended": "participation.attended",
    "substitution": "participation.substitution.state",
    "in_place_of": "participation.in_place_of",
}
_DOCUMENT = {
    "id": "document.id",
    "title": "document.title",
    "readers": "document.readers",
    "version": "document.version.id",
    "pages": "document.version.pages",
}
_READING = {"person_id": "person_id", "version_id": "version_id"}
_SITTING = _READING | {"pages": "pages", "device": "device"}
_DELIVERY = {"channel": "channel", "template": "template", "document_id": "document_id", "fact_at": "fact_at"}
_PRINT = {
    "document_id": "printed.document_id",
    "pages": "printed.pages",
    "copies": "printed.copies",
    "reason": "printed.reason",
    "person_id": "printed.person_id",
}
_BOOK = {"papers": "papers"}
_FORM = {"form": "form", "pages": "pages"}
_ORGANISATION = {"path": "organisation.path", "levels": "organisation.levels"}


def _rows() -> dict[type[Fact], Kept]:
    seats = (
        ParticipantAdded,
        ParticipantRoleChanged,
        InvitationAnswered,
        AttendanceRecorded,
        SubstituteAgreed,
        SeatReturned,
    )
    papers = (DocumentAdded, DocumentChanged, DocumentReleased, DocumentRecalled, DocumentRemoved)
    seat = "participation.meeting_id"
    return {
        **dict.fromkeys(HEADERS, Kept(Record.MEETING, "meeting.id", _MEETING, {})),
        **dict.fromkeys(seats, Kept(Record.PARTICIPATION, seat, _PARTICIPATION, {"takes_part": True})),
        ParticipantRemoved: Kept(Record.PARTICIPATION, seat, _PARTICIPATION, {"takes_part": False}),
        **dict.fromkeys(papers, Kept(Record.DOCUMENT, "document.meeting_id", _DOCUMENT, {})),
        VersionOpened: Kept(Record.READING, "meeting_id", _READING, {"opened": True}),
        SittingEnded: Kept(Record.READING, "meeting_id", _SITTING, {"opened": True}),
        DeliverySucceeded: Kept(Record.DELIVERY, KEY, _DELIVERY, {"outcome": "succeeded"}),
        DeliveryFailed: Kept(Record.DELIVERY, KEY, _DELIVERY, {"outcome": "failed"}),
        PrintCounted: Kept(Record.PRINT, "printed.meeting_id", _PRINT, {"struck": False}),
        PrintStruck: Kept(Record.PRINT, "printed.meeting_id", _PRINT, {"struck": True}),
        PrintCountClosed: Kept(Record.PRINT_COUNT, "meeting_id", {}, {"complete": True}),
        PrintCountReopened: Kept(Record.PRINT_COUNT, "meeting_id", {}, {"complete": False}),
        BookPrinted: Kept(Record.BOOK, "meeting_id", _BOOK, {}),
        FormPrinted: Kept(Record.FORM, "meeting_id", _FORM, {}),
        OrganisationCreated: Kept(Record.ORGANISATION, "", _ORGANISATION, {}),
        OrganisationChanged: Kept(Record.ORGANISATION, "", _ORGANISATION, {}),
    }


KEPT: Final[Mapping[type[Fact], Kept]] = _rows()
