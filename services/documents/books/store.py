"""Books in the store: found by what is due to be bound, and by the versions bound in them."""

from services.documents.books.model import Book, BookState
from shared.aggregates import Repository
from shared.clock import to_text
from shared.events.documents import SOURCE
from shared.store.port import Collection, Document, Index, Store

BOOKS = Collection(
    "documents.books", (Index("by_duty", ("duty",), order="bind_at"), Index("by_version", each="version_ids"))
)


def books_in(store: Store) -> Repository[Book]:
    return Repository(store, BOOKS, Book, kind="book", source=SOURCE, key=lambda book: book.meeting_id, index=_index)


def _index(book: Book) -> Document:
    return {
        "duty": "bind" if book.state is BookState.BINDING else "none",
        "bind_at": to_text(book.due_at) if book.due_at else "",
        "version_ids": sorted(set(book.version_ids)),
    }
