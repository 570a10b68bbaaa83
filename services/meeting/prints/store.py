"""What was printed for a meeting, in the order of printing."""

from services.meeting.prints.model import Print
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Document, Index, Store

PRINTS = Collection("meeting.prints", (Index("by_meeting", ("meeting_id",), order="printed_at"),))


def prints_in(store: Store) -> Repository[Print]:
    return Repository(store, PRINTS, Print, kind="print", source=SOURCE, key=lambda one: one.meeting_id, index=_index)


def _index(one: Print) -> Document:
    return {"printed_at": to_text(one.at) if one.at else ""}
