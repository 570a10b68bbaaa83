"""Papers in the store: found by meeting, by reader, by agenda item, and by what is due to be done with them."""

import heapq

from services.documents.documents.model import Document
from shared.aggregates import Repository
from shared.audience import Part, keys_of
from shared.clock import to_text
from shared.events.documents import SOURCE
from shared.store import port
from shared.store.port import Collection, Index, Page, Position, Store

DOCUMENTS = Collection(
    "documents.documents",
    (
        Index("by_meeting", ("meeting_id",), order="position"),
        Index("by_reader", ("meeting_id",), each="shown_to"),
        Index("by_item", ("meeting_id", "item")),
        Index("by_mark", ("meeting_id",), each="marks"),
        Index("by_duty", ("duty",), order="due_at"),
    ),
)


def documents_in(store: Store) -> Repository[Document]:
    return Repository(
        store,
        DOCUMENTS,
        Document,
        kind="document",
        source=SOURCE,
        key=lambda document: document.meeting_id,
        index=_indexed,
    )


def _indexed(document: Document) -> port.Document:
    duty, due_at = _duty(document)
    marks = [
        ("released", document.released),
        ("releasable", document.releasable),
        ("submitted", document.waits_for_review),
    ]
    return {
        "shown_to": document.readers if document.released else [],
        "item": document.item_id or "",
        "marks": [mark for mark, holds in marks if holds],
        "duty": duty,
        "due_at": due_at,
    }


def _duty(document: Document) -> tuple[str, str]:
    """What a loop has to do with it, and from when on."""
    if document.recall:
        return "recall", to_text(document.recall.at)
    if document.check_due_at:
        return "check", to_text(document.check_due_at)
    return "none", ""


async def page_for_reader(
    store: Store, meeting_id: str, part: Part, person_id: str, after: Position | None, limit: int
) -> Page:
    """Released papers that admit the reader, by id: one list for everybody in his part, one for him, merged."""
    pages = [
        await store.find(DOCUMENTS, "by_reader", meeting_id, each=key, after=after, limit=limit)
        for key in keys_of(part, person_id)
    ]
    merged = list(heapq.merge(*(page.items for page in pages), key=lambda stored: stored.id))
    more = len(merged) > limit or any(page.next for page in pages)
    items = merged[:limit]
    return Page(items, ("", items[-1].id) if more else None)
