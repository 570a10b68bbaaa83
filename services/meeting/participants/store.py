"""Participations in the store, found by meeting."""

from services.meeting.participants.model import Participation
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Index, Store

PARTICIPATIONS = Collection("meeting.participations", (Index("by_meeting", ("meeting_id",), order="person_id"),))


def participations_in(store: Store) -> Repository[Participation]:
    return Repository(
        store,
        PARTICIPATIONS,
        Participation,
        kind="participation",
        source=SOURCE,
        key=lambda participation: participation.meeting_id,
    )
