"""The papers of a meeting bound into one PDF for one person; made on request, kept for an hour, read from then on."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.documents.books.problems import BookNotReady, BookOutdated
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.documents import BookPrinted, PrintedPaper

LIFETIME = timedelta(hours=1)
BINDING = timedelta(minutes=5)  # after which somebody else may try
MOST_ATTEMPTS = 3


class BookState(StrEnum):
    BINDING = "binding"
    READY = "ready"
    FAILED = "failed"


class BoundPaper(BaseModel):
    """`under` are the titles of its agenda item and of those above it, the topmost first; `key` its reading copy's."""

    model_config = ConfigDict(frozen=True)

    document_id: str
    version_id: str
    title: str
    under: tuple[str, ...]
    pages: int
    key: str


class Book(Aggregate):
    """`person_id` reads it, `asker_id` asked for it. `folder` holds the file; `due_at` is when it may be bound."""

    meeting_id: str
    person_id: str
    asker_id: str
    title: str
    subtitle: str
    papers: list[BoundPaper]
    state: BookState = BookState.BINDING
    due_at: Moment | None = None
    attempts: int = 0
    folder: str = ""
    pages: int = 0
    size: int = 0
    until: Moment | None = None
    handed_over: bool = False

    @property
    def key(self) -> str:
        return f"papers/{self.folder}/book"

    @property
    def version_ids(self) -> list[str]:
        return [paper.version_id for paper in self.papers]

    def is_bound_in(self, folder: str) -> bool:
        return self.state is BookState.BINDING and self.folder == folder

    def take(self, folder: str, now: datetime) -> None:
        """By whoever binds it; one that took the process down too often is given up."""
        self.attempts += 1
        self.folder, self.due_at = folder, now + BINDING
        if self.attempts > MOST_ATTEMPTS:
            self.state, self.due_at = BookState.FAILED, None

    def give_up(self, folder: str) -> None:
        """Another try would end the same way: a paper is gone, or cannot be bound."""
        if self.is_bound_in(folder):
            self.state, self.due_at = BookState.FAILED, None

    def finish(self, folder: str, pages: int, size: int, now: datetime) -> None:
        """Said by one who was overtaken, it changes nothing."""
        if self.is_bound_in(folder):
            self.state, self.pages, self.size = BookState.READY, pages, size
            self.due_at, self.until = None, now + LIFETIME

    def hand_over(self, now: datetime, papers_now: list[str]) -> None:
        """Counts as printed from the first time on. Raises BookNotReady, BookOutdated."""
        if self.state is not BookState.READY or self.until is None:
            raise BookNotReady
        if now >= self.until or papers_now != self.version_ids:
            raise BookOutdated
        if self.handed_over:
            return
        self.handed_over = True
        papers = tuple(
            PrintedPaper(document_id=paper.document_id, version_id=paper.version_id, pages=paper.pages)
            for paper in self.papers
        )
        self.record(
            BookPrinted(
                book_id=self.id,
                meeting_id=self.meeting_id,
                person_id=self.person_id,
                pages=self.pages,
                papers=papers,
            )
        )
