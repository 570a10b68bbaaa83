from typing import TypeVar

from services.gateway.slips.model import Slip
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Index, Store

SLIPS = Collection("gateway.slips", (Index("by_code", ("code_id",)),))


def slips(store: Store) -> Repository[Slip]:
    return Repository(store, SLIPS, Slip, kind="slip", source=SOURCE)


S = TypeVar("S", bound=Slip)


async def slip_with_code(slips: Repository[S], code_id: str) -> S | None:
    page = await slips.store.find(slips.collection, "by_code", code_id, limit=1)
    return await slips.look_up(page.items[0].id) if page.items else None
