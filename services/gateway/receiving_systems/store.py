from services.gateway.receiving_systems.model import ReceivingSystem
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Index, Store

SYSTEMS = Collection(
    "gateway.receiving_systems", (Index("by_organisation", ("organisation_id",)), Index("active", ("is_active",)))
)


def receiving_systems(store: Store) -> Repository[ReceivingSystem]:
    return Repository(
        store,
        SYSTEMS,
        ReceivingSystem,
        kind="receivingsystem",
        source=SOURCE,
        index=lambda system: {"is_active": int(system.active)},
    )
