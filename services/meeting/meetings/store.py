"""Meetings in the store, found by organisation and start."""

from services.meeting.meetings.model import Meeting
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Document, Index, Store

MEETINGS = Collection(
    "meeting.meetings",
    (
        Index("by_organisation", ("organisation_id",), order="starts_at"),
        Index("by_nearness", ("nears",), order="nears_at"),
    ),
)


def meetings_in(store: Store) -> Repository[Meeting]:
    return Repository(store, MEETINGS, Meeting, kind="meeting", source=SOURCE, index=_index)


def _index(meeting: Meeting) -> Document:
    coming = meeting.nears_at
    return {"nears": int(coming is not None), "nears_at": to_text(coming[1]) if coming else ""}
