from services.gateway.address_changes.model import AddressChange
from shared.aggregates import Repository
from shared.events.gateway import CONTACTS
from shared.store.port import Collection, Index, Store

ADDRESS_CHANGES = Collection("gateway.address_changes", (Index("by_code", ("code_id",)),))


def address_changes(store: Store) -> Repository[AddressChange]:
    return Repository(store, ADDRESS_CHANGES, AddressChange, kind="addresschange", source=CONTACTS)
