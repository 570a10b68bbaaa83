"""What is done with inbox entries: they arrive, are read, and come and go with their object."""

import asyncio

from services.notify.feeds.commands import add_to_feed
from services.notify.feeds.model import Kind, News, Reference, person_feed, sight_is_same
from services.notify.inbox.model import InboxEntry
from services.notify.inbox.store import INBOX
from services.notify.inbox.views import InboxEntryView, shown_entries
from services.notify.notices.model import Situation
from services.notify.notices.model.audiences import no_longer_involved, relieved
from services.notify.world import World
from shared.aggregates import Act
from shared.events.documents import DocumentChanged, DocumentRecalled, DocumentReleased, DocumentRemoved
from shared.events.envelope import Event
from shared.events.meeting import (
    ParticipantRemoved,
    ParticipantRoleChanged,
    SeatReturned,
    SiteChanged,
    SiteRemoved,
    SubstituteAgreed,
)
from shared.groups import task_group
from shared.metrics import Counter
from shared.store.port import Page, Position, every

ENTRIES = Counter("hop_inbox_entries", "Entries put into inboxes.", [])

MOST_UNREAD = 1000  # more than that nobody counts
AT_ONCE = 16


async def put_into_inbox(world: World, entry: InboxEntry, act: Act) -> None:
    """The same entry again changes nothing."""
    entry.arrive()
    await world.inbox.add(entry, act)
    ENTRIES.inc()
    await announce(world, entry, entry.id, News.ARRIVED)


async def announce(world: World, entry: InboxEntry, cause: str, news: News) -> None:
    """Lets open tablets show the entry as it stands now; the same cause twice is one announcement."""
    reference = Reference(Kind.INBOX, entry.id, entry.meeting_id or None)
    await add_to_feed(world, person_feed(entry.person_id), cause, news, reference)


async def read_page(
    world: World, person_id: str, after: Position | None, limit: int
) -> tuple[list[InboxEntryView], Page]:
    """Newest first. Pages are filled with what is shown, so that no short page tells of something hidden."""
    shown: list[InboxEntryView] = []
    while True:
        page = await world.store.find(INBOX, "by_person", person_id, after=after, limit=limit, descending=True)
        entries = [InboxEntry.load(stored) for stored in page.items]
        shown += await shown_entries(world, person_id, entries)
        if len(shown) > limit or page.next is None:
            break
        after = page.next
    if len(shown) <= limit:
        return shown, Page()
    last = shown[limit - 1]
    return shown[:limit], Page(next=(last["at"], last["id"]))


async def count_unread(world: World, person_id: str) -> int:
    return len(await shown_entries(world, person_id, await _unread(world, person_id)))


async def mark_read(world: World, entry: InboxEntry, act: Act) -> None:
    if entry.read:
        return
    entry = await world.inbox.change(entry.id, InboxEntry.mark_read, act)
    await announce(world, entry, f"read {entry.id}", News.READ)


async def mark_all_read(world: World, person_id: str, act: Act) -> None:
    for entry in await _unread(world, person_id):
        await mark_read(world, entry, act)


async def review_entries(world: World, situation: Situation, event: Event) -> None:
    """After a paper's audience or state, or somebody's part, changed: entries come or go on open tablets."""
    for document_id in await _papers_to_review(world, situation):
        await _announce_all(world, "by_document", (document_id,), event.id)
    for person_id in _people_to_review(situation):
        await _announce_all(world, "by_person_and_meeting", (person_id, _meeting_id(situation)), event.id)


async def _papers_to_review(world: World, situation: Situation) -> list[str]:
    fact = situation.fact
    if isinstance(fact, DocumentReleased | DocumentChanged | DocumentRecalled | DocumentRemoved):
        same = situation.document is not None and situation.document["readers_before"] == situation.document["readers"]
        return [] if same and isinstance(fact, DocumentChanged) else [fact.document.id]
    if situation.item is None or sight_is_same(situation.item):
        return []
    papers = await world.audiences.documents_of(_meeting_id(situation))
    return [paper["id"] for paper in papers if paper["item_id"] == fact.item.id]


def _people_to_review(situation: Situation) -> set[str]:
    if isinstance(situation.fact, ParticipantRemoved | ParticipantRoleChanged | SubstituteAgreed | SeatReturned):
        return {situation.fact.participation.person_id}
    if isinstance(situation.fact, SiteChanged | SiteRemoved):
        return set(relieved(situation))
    return set(no_longer_involved(situation))


async def _announce_all(world: World, index: str, equal: tuple[str, ...], cause: str) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(entry: InboxEntry) -> None:
        async with gate:
            await announce(world, entry, cause, News.REVIEWED)

    async with task_group() as tasks:
        async for stored in every(world.store, INBOX, index, *equal):
            entry = InboxEntry.load(stored)
            if entry.fact_id != cause:  # it came with this very fact, and is announced already
                tasks.create_task(one(entry))


async def _unread(world: World, person_id: str) -> list[InboxEntry]:
    page = await world.store.find(INBOX, "unread", person_id, 1, limit=MOST_UNREAD, descending=True)
    return [InboxEntry.load(stored) for stored in page.items]


def _meeting_id(situation: Situation) -> str:
    assert situation.meeting is not None
    return str(situation.meeting["id"])
