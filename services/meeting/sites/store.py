"""Sites in the store, found by their meeting and by who is on duty there."""

from collections.abc import AsyncIterator

from services.meeting.sites.model import Site
from shared.aggregates import Repository
from shared.events.meeting import SOURCE
from shared.store.port import Collection, Document, Index, Store, every

SITES = Collection(
    "meeting.sites",
    (Index("by_meeting", ("meeting_id",), order="added_at"), Index("by_duty", ("on_duty",), order="added_at")),
)


def sites_in(store: Store) -> Repository[Site]:
    return Repository(store, SITES, Site, kind="site", source=SOURCE, key=lambda site: site.meeting_id, index=_index)


async def sites_of(store: Store, meeting_id: str) -> AsyncIterator[Document]:
    """In the order they were added."""
    async for stored in every(store, SITES, "by_meeting", meeting_id, limit=200):
        yield stored.body


def _index(site: Site) -> Document:
    return {"on_duty": site.duty_id or ""}
