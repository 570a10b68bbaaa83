from services.gateway.resets.model import Reset
from shared.aggregates import Repository
from shared.events.gateway import CONTACTS
from shared.store.port import Collection, Index, Store

RESETS = Collection("gateway.resets", (Index("by_code", ("code_id",)),))


def resets(store: Store) -> Repository[Reset]:
    return Repository(store, RESETS, Reset, kind="reset", source=CONTACTS)
