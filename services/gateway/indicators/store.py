from dataclasses import dataclass

from services.gateway.indicators.model import IndicatorSet, ReceivingSystem
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

SYSTEMS = Collection(
    "gateway.receiving_systems", (Index("by_organisation", ("organisation_id",)), Index("active", ("is_active",)))
)
SETS = Collection(
    "gateway.indicator_sets",
    (
        Index("due", ("open",), order="due_at"),
        Index("unacknowledged", ("open",), order="open_since"),
        Index("by_system", ("system_id",), order="until"),
    ),
)


@dataclass(frozen=True, slots=True)
class Indicators:
    systems: Repository[ReceivingSystem]
    sets: Repository[IndicatorSet]


def indicators_in(store: Store) -> Indicators:
    return Indicators(
        Repository(
            store,
            SYSTEMS,
            ReceivingSystem,
            kind="receivingsystem",
            source=SOURCE,
            index=lambda system: {"is_active": int(system.active)},
        ),
        Repository(store, SETS, IndicatorSet, kind="indicatorset", source=SOURCE, index=_due),
    )


def _due(one: IndicatorSet) -> Document:
    at, since = one.next_attempt_at, one.wanted_at
    return {
        "open": int(at is not None),
        "due_at": to_text(at) if at else "",
        "open_since": to_text(since) if since else "",
    }
