from services.gateway.organisations.model import Move, Organisation
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store
from shared.text import fold

ORGANISATIONS = Collection(
    "gateway.organisations",
    (
        Index("by_root", ("root_id",), order="sort_name"),
        Index("by_parent", ("parent",), order="sort_name"),
    ),
)
MOVES = Collection("gateway.moves")


def organisations(store: Store) -> Repository[Organisation]:
    return Repository(store, ORGANISATIONS, Organisation, kind="organisation", source=SOURCE, key=_root, index=_index)


def moves(store: Store) -> Repository[Move]:
    return Repository(store, MOVES, Move, kind="move", source=SOURCE)


def _root(organisation: Organisation) -> str:
    """One tree is one key of the log, so that facts of a moved subtree keep their order."""
    return organisation.root_id


def _index(organisation: Organisation) -> Document:
    return {
        "root_id": organisation.root_id,
        "parent": organisation.parent_id or "",
        "sort_name": fold(organisation.name),
    }
