"""Rooms in the store, found by the tree they belong to."""

from services.meeting.rooms.model import Room
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Document, Index, Store

ROOMS = Collection(
    "meeting.rooms",
    (
        Index("by_root", ("root_id", "listed"), order="name"),
        Index("by_keeper", ("keeper", "listed"), order="name"),
    ),
)


def rooms_in(store: Store) -> Repository[Room]:
    return Repository(store, ROOMS, Room, kind="room", source=SOURCE, index=_index)


def _index(room: Room) -> Document:
    return {"listed": int(room.active), "keeper": room.keeper_id or ""}
