"""Everything the documents service works with, built once in app.py."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from services.documents.books.model import Book
from services.documents.claims.store import Claims
from services.documents.documents.model import Document
from services.documents.keepsakes.store import Keepsakes
from services.documents.names import SealedNames
from services.documents.pages.store import PageTexts
from services.documents.readings.model import Reading
from services.documents.readings.store import Bookmarks
from services.documents.search.store import SearchIndex
from services.documents.settings import DocumentsSettings
from services.documents.trust import Trust
from shared.aggregates import Repository
from shared.bounded import Bounded
from shared.clock import Clock
from shared.directory import Directory
from shared.jobs import Jobs
from shared.membership import Membership
from shared.objects.port import Objects
from shared.store.port import Store

PAPERS_REMEMBERED = 20_000


@dataclass(slots=True)
class World:
    """`arrived` is set when a version begins to wait for its check, `ordered` when a book does for its binding.

    `meetings_of_papers` remembers by document id what never changes.
    """

    settings: DocumentsSettings
    secrets_allowed: bool
    clock: Clock
    store: Store
    objects: Objects
    check_folder: Path
    names: SealedNames
    membership: Membership
    directory: Directory
    trust: Trust
    documents: Repository[Document]
    readings: Repository[Reading]
    bookmarks: Bookmarks
    pages: PageTexts
    search: SearchIndex
    books: Repository[Book]
    claims: Claims
    keepsakes: Keepsakes
    jobs: Jobs
    meetings_of_papers: Bounded[str, str] = field(default_factory=lambda: Bounded(PAPERS_REMEMBERED))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    ordered: asyncio.Event = field(default_factory=asyncio.Event)
