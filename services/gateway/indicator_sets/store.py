from services.gateway.indicator_sets.model import IndicatorSet
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

SETS = Collection(
    "gateway.indicator_sets",
    (
        Index("due", ("open",), order="due_at"),
        Index("by_system", ("system_id",), order="until"),
    ),
)


def indicator_sets(store: Store) -> Repository[IndicatorSet]:
    return Repository(store, SETS, IndicatorSet, kind="indicatorset", source=SOURCE, index=_due)


def _due(one: IndicatorSet) -> Document:
    at = one.next_attempt_at
    return {"open": int(at is not None), "due_at": to_text(at) if at else ""}
