"""Entries of the print desk, found by their meeting."""

from services.gateway.prints.model import Print, PrintCount
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

PRINTS = Collection("gateway.prints", (Index("by_meeting", ("meeting_id", "counts"), order="counted_at"),))
COUNTS = Collection("gateway.print_counts")


def prints(store: Store) -> Repository[Print]:
    """All facts of a meeting's paper go one way: the log's key is the meeting's id."""
    return Repository(store, PRINTS, Print, kind="print", source=SOURCE, key=lambda one: one.meeting_id, index=_index)


def print_counts(store: Store) -> Repository[PrintCount]:
    return Repository(store, COUNTS, PrintCount, kind="printcount", source=SOURCE)


def _index(entry: Print) -> Document:
    return {"counts": int(not entry.struck)}
