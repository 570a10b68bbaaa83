"""Inbox entries in the store, found by reader and by what they tell of."""

from services.notify.inbox.model import InboxEntry
from shared.aggregates import Repository
from shared.events.notify import SOURCE
from shared.store.port import Collection, Index, Store

INBOX = Collection(
    "notify.inbox",
    (
        Index("by_person", ("person_id",), order="at"),
        Index("unread", ("person_id", "unread"), order="at"),
        Index("by_person_and_meeting", ("person_id", "meeting_id")),
        Index("by_document", ("document_id",)),
    ),
)


def inbox_in(store: Store) -> Repository[InboxEntry]:
    return Repository(
        store,
        INBOX,
        InboxEntry,
        kind="delivery",
        source=SOURCE,
        key=lambda entry: entry.meeting_id or entry.person_id,
        index=lambda entry: {"unread": int(not entry.read)},
    )
