"""Builds the documents service."""

import asyncio
import time
from pathlib import Path
from typing import Any

from services.documents.claims.store import Claims
from services.documents.documents.commands import settle_readers
from services.documents.documents.http import routes as document_routes
from services.documents.documents.store import documents_in
from services.documents.ingest import office_available
from services.documents.keepsakes.store import Keepsakes
from services.documents.links.http import routes as link_routes
from services.documents.loops import loops
from services.documents.names import SealedNames
from services.documents.pages.http import routes as page_routes
from services.documents.pages.store import PageTexts
from services.documents.reactions import READERS, handlers, seat_handlers
from services.documents.readings.http import routes as reading_routes
from services.documents.readings.store import Bookmarks, readings_in
from services.documents.releases.http import routes as release_routes
from services.documents.settings import DocumentsSettings
from services.documents.trust import Trust
from services.documents.versions.http import routes as version_routes
from services.documents.world import World
from shared.aggregates import Act
from shared.app import Kit, Service
from shared.backends import make_private
from shared.events import meeting
from shared.jobs import Jobs, RowWork
from shared.membership import Membership
from shared.problems import NotFound
from shared.reactions import Reactions
from shared.store.port import Document

NAME = "documents"


def build(kit: Kit) -> Service:
    """Raises BadSetting."""
    settings = DocumentsSettings()
    store, clock = kit.backends.store, kit.clock
    kinds: dict[str, RowWork] = {}
    jobs, membership = Jobs(NAME, store, clock, kinds, frozenset({READERS})), Membership(NAME, store)
    hears = Reactions(NAME, "meetings", [meeting.SOURCE], store, clock, handlers(store, membership, jobs))
    world = World(
        settings=settings,
        clock=clock,
        store=store,
        objects=kit.backends.objects,
        check_folder=_check_folder(settings, kit.settings.data),
        names=SealedNames(kit.cursors),
        membership=membership,
        trust=Trust(hears, kit.backends.log, settings.revocation_minutes * 60, time.monotonic),
        documents=documents_in(store),
        readings=readings_in(store),
        bookmarks=Bookmarks(store),
        pages=PageTexts(store, kit.cursors),
        claims=Claims(store),
        keepsakes=Keepsakes(store),
        jobs=jobs,
    )
    kinds[READERS] = _readers_row(world)
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
        ],
        reactions=(hears, Reactions(NAME, "seats", [meeting.SOURCE], store, clock, seat_handlers(world))),
        loops=loops(world),
        degraded=[world.trust.troubles, _office_missing],
    )


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


async def _office_missing() -> list[str]:
    available = await asyncio.to_thread(office_available)
    return [] if available else ["documents: Office papers are refused, libreoffice-writer-nogui is missing"]
