"""Meetings in the store, found by organisation and start."""

from services.meeting.meetings.model import Meeting
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Index, Store

MEETINGS = Collection("meeting.meetings", (Index("by_organisation", ("organisation_id",), order="starts_at"),))


def meetings_in(store: Store) -> Repository[Meeting]:
    return Repository(store, MEETINGS, Meeting, kind="meeting", source=SOURCE)
