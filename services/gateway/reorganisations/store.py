from services.gateway.reorganisations.model import Reorganisation
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

REORGANISATIONS = Collection(
    "gateway.reorganisations",
    (Index("by_root", ("root_id",), order="made_at"), Index("by_state", ("state",), order="day")),
)


def reorganisations(store: Store) -> Repository[Reorganisation]:
    return Repository(
        store, REORGANISATIONS, Reorganisation, kind="reorganisation", source=SOURCE, key=_root, index=_index
    )


def _root(reorganisation: Reorganisation) -> str:
    return reorganisation.root_id


def _index(reorganisation: Reorganisation) -> Document:
    return {"day": reorganisation.on.isoformat()}
