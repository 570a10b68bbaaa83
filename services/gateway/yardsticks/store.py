from services.gateway.yardsticks.model import Yardsticks
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store, every

YARDSTICKS = Collection("gateway.yardsticks", (Index("all", ("listed",)),))


def yardsticks(store: Store) -> Repository[Yardsticks]:
    return Repository(store, YARDSTICKS, Yardsticks, kind="yardsticks", source=SOURCE, index=_index)


async def all_yardsticks(store: Store) -> dict[str, Yardsticks]:
    """By organisation; there are as many as bodies that set their own."""
    return {stored.id: Yardsticks.load(stored) async for stored in every(store, YARDSTICKS, "all", 1)}


def _index(own: Yardsticks) -> Document:
    return {"listed": 1}
