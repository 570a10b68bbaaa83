"""What changed since the version before, over HTTP."""

import asyncio

from typing_extensions import TypedDict

from services.documents.access import SeenVersion, version_of
from services.documents.comparisons.model import Change, Side, compare
from services.documents.comparisons.problems import NothingToCompare
from services.documents.versions.model import Version
from services.documents.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.problems import NotFound

routes = Routes(version_of)


class Other(Body):
    """The older version; without one, that which readers had before."""

    older: str | None = None


class ComparedVersion(TypedDict):
    id: str
    number: int
    note: str
    created_at: str


class PieceOfText(TypedDict):
    text: str
    changed: bool


class SideView(TypedDict):
    page: int
    pieces: list[PieceOfText]


class ChangeView(TypedDict):
    """`older` is null for what was added, `newer` for what was taken out."""

    older: SideView | None
    newer: SideView | None


class Comparison(TypedDict):
    older: ComparedVersion
    newer: ComparedVersion
    changes: list[ChangeView]


@routes.get("/api/documents/{document}/versions/{version}/comparison", Permission.READ_DOCUMENTS, answer=Comparison)
async def compare_versions(call: Call[World, SeenVersion], query: Other) -> Answer:
    """Sentences that differ, in the order of the newer version, with the words that changed."""
    seen, pages = call.thing, call.world.pages
    older = _older(seen, query.older)
    if not (seen.opened.served or seen.opened.superseded):
        raise NothingToCompare
    texts = [[page async for page in pages.texts(version.folder)] for version in (older, seen.opened)]
    changes = await asyncio.to_thread(compare, *texts)
    view = Comparison(older=_version(older), newer=_version(seen.opened), changes=[_change(one) for one in changes])
    return Answer(view)


def _older(seen: SeenVersion, wanted: str | None) -> Version:
    """Readers compare with what readers had; of that, a unit with what it brought.

    Raises NothingToCompare, NotFound.
    """
    before = [one for one in seen.document.versions if one.number < seen.opened.number]
    had = [one for one in before if one.superseded or one is seen.document.released]
    kept = [one for one in had if one.review or not seen.is_stranger]
    if wanted is None:
        if not kept:
            raise NothingToCompare
        return kept[-1]
    found = next((one for one in kept if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


def _version(version: Version) -> ComparedVersion:
    return ComparedVersion(
        id=version.id, number=version.number, note=version.note, created_at=to_text(version.created_at)
    )


def _change(change: Change) -> ChangeView:
    return ChangeView(older=_side(change.older), newer=_side(change.newer))


def _side(side: Side | None) -> SideView | None:
    if side is None:
        return None
    return SideView(page=side.page, pieces=[PieceOfText(text=one.text, changed=one.changed) for one in side.pieces])
