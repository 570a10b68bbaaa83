"""Builds the documents service."""

import asyncio
import time
from pathlib import Path
from typing import Any

from services.documents.board.http import routes as board_routes
from services.documents.books.http import routes as book_routes
from services.documents.books.store import books_in
from services.documents.claims.store import Claims
from services.documents.comparisons.http import routes as comparison_routes
from services.documents.documents.commands import settle_readers
from services.documents.documents.http import routes as document_routes
from services.documents.documents.store import documents_in
from services.documents.ingest import ocr_available, office_available
from services.documents.keepsakes.store import Keepsakes
from services.documents.links.http import routes as link_routes
from services.documents.loops import checking_loops, loops
from services.documents.names import SealedNames
from services.documents.pages.http import routes as page_routes
from services.documents.pages.store import PageTexts
from services.documents.preparations.http import routes as preparation_routes
from services.documents.reactions import READERS, handlers, seat_handlers
from services.documents.readings.http import routes as reading_routes
from services.documents.readings.store import Bookmarks, readings_in
from services.documents.releases.http import routes as release_routes
from services.documents.reviews.http import routes as review_routes
from services.documents.search.http import routes as search_routes
from services.documents.search.reactions import SEARCH, index_row, search_again, search_handlers
from services.documents.search.store import SearchIndex
from services.documents.settings import DocumentsSettings
from services.documents.trust import Trust
from services.documents.versions.http import routes as version_routes
from services.documents.world import World
from shared.aggregates import Act
from shared.app import Kit, Service
from shared.backends import BadSetting, make_private
from shared.copies import Copies, Derived, Made
from shared.directory import Directory
from shared.events import documents, gateway, meeting
from shared.jobs import Jobs, RowWork
from shared.membership import Membership
from shared.problems import NotFound
from shared.reactions import Pace, Reactions
from shared.store.port import Document, Store
from shared.zones import all_zones

NAME = "documents"


def build(kit: Kit) -> Service:
    """Raises BadSetting."""
    world, hears = _world(kit)
    checks = world.settings.check_concurrency > 0
    return Service(
        name=NAME,
        world=world,
        routes=[
            *document_routes,
            *version_routes,
            *link_routes,
            *release_routes,
            *reading_routes,
            *page_routes,
            *search_routes,
            *comparison_routes,
            *review_routes,
            *preparation_routes,
            *board_routes,
            *book_routes,
        ],
        reactions=(hears, *_other_reactions(world, hears, kit)),
        loops=loops(world) | (checking_loops(world) if checks else {}),
        degraded=[world.trust.troubles, *([_programs_missing] if checks else [])],
        rebuilds={
            "documents.meetings": Copies(_copies),
            "documents.directory": Copies(_directory),
            "documents.search": Derived(search_again(world)),
        },
    )


def _copies(store: Store) -> Made:
    membership = Membership(NAME, store)
    return membership.handlers(), membership.projections


def _directory(store: Store) -> Made:
    directory = Directory(NAME, store)
    return directory.handlers(), directory.projections


def build_checking(kit: Kit) -> Service:
    """Only what opens papers: no route, and no fact of others. Raises BadSetting."""
    world, _ = _world(kit)
    if not world.settings.check_concurrency:
        raise BadSetting("CHECK_CONCURRENCY=0 leaves nothing to do here. Set it to how many papers to check at once.")
    return Service(name=NAME, world=world, routes=[], loops=checking_loops(world), degraded=[_programs_missing])


def _world(kit: Kit) -> tuple[World, Reactions]:
    settings = DocumentsSettings()
    all_zones()
    store, clock = kit.backends.store, kit.clock
    kinds: dict[str, RowWork] = {}
    jobs, membership = Jobs(NAME, store, clock, kinds, frozenset({READERS, SEARCH})), Membership(NAME, store)
    hears = Reactions(NAME, "meetings", [meeting.SOURCE], store, clock, handlers(store, membership, jobs))
    world = World(
        settings=settings,
        secrets_allowed=kit.settings.secrets_allowed,
        clock=clock,
        store=store,
        objects=kit.backends.objects,
        check_folder=_check_folder(settings, kit.settings.data),
        names=SealedNames(kit.cursors),
        membership=membership,
        directory=Directory(NAME, store),
        trust=Trust(hears, kit.backends.log, settings.revocation_minutes * 60, time.monotonic),
        documents=documents_in(store),
        readings=readings_in(store),
        bookmarks=Bookmarks(store),
        pages=PageTexts(store, kit.cursors),
        search=SearchIndex(store),
        books=books_in(store),
        claims=Claims(store),
        keepsakes=Keepsakes(store),
        jobs=jobs,
    )
    kinds[READERS] = _readers_row(world)
    kinds[SEARCH] = index_row(world)
    return world, hears


def _other_reactions(world: World, copies: Reactions, kit: Kit) -> list[Reactions]:
    store, clock = kit.backends.store, kit.clock
    search_topics = [meeting.SOURCE, documents.SOURCE]
    return [
        Reactions(NAME, "directory", [gateway.SOURCE], store, clock, world.directory.handlers()),
        Reactions(NAME, "seats", [meeting.SOURCE], store, clock, seat_handlers(world)),
        Reactions(
            NAME,
            "search",
            search_topics,
            store,
            clock,
            search_handlers(world, copies),
            feeds_reads=False,
            pace=Pace.SOON,
        ),
    ]


def _check_folder(settings: DocumentsSettings, data: Path) -> Path:
    folder = settings.check_folder or data / "checking"
    make_private(folder)
    return folder.resolve()


def _readers_row(world: World) -> RowWork:
    async def settle(about: Document, document_id: Any, act: Act) -> None:
        try:
            await settle_readers(world, document_id, act)
        except NotFound:
            return  # taken out of the meeting meanwhile

    return settle


async def _programs_missing() -> list[str]:
    return await asyncio.to_thread(_missing_programs)


def _missing_programs() -> list[str]:
    office = [] if office_available() else ["documents: Office papers are refused, libreoffice-writer-nogui is missing"]
    ocr = [] if ocr_available() else ["documents: scans get no text, tesseract-ocr-vie is missing"]
    return office + ocr
