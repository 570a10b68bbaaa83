from services.gateway.slips.model import Slip
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Index, Store

SLIPS = Collection("gateway.slips", (Index("by_code", ("code_id",)),))


def slips(store: Store) -> Repository[Slip]:
    return Repository(store, SLIPS, Slip, kind="slip", source=SOURCE)


async def slip_with_code(slips: Repository[Slip], code_id: str) -> Slip | None:
    page = await slips.store.find(SLIPS, "by_code", code_id, limit=1)
    return Slip.load(page.items[0]) if page.items else None
