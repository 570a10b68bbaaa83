"""Which papers a person's book holds, in the order of the agenda. Nothing of what he may not read, nor any secret."""

from services.documents.access import see_all
from services.documents.books.model import BoundPaper
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS, page_for_reader
from services.documents.world import World
from shared.membership import Member, may_read_item
from shared.store.port import Document as Json
from shared.store.port import Position, every
from shared.words import Classification, VersionState


async def papers_for(world: World, member: Member) -> list[BoundPaper]:
    """Released versions alone, also for secretary and chair; none of a classified meeting."""
    if member.meeting["classification"] != Classification.NONE:
        return []
    documents = [one for one in await _documents(world, member) if one.classification is Classification.NONE]
    seen = [one.document for one in await see_all(world, documents, member)]
    places = _places(member)
    bound = [(places.get(one.item_id or "", _GENERAL), one.position, one.id, one) for one in seen]
    return [_bound(one, place[1]) for place, _, _, one in sorted(bound, key=lambda row: row[:3]) if _readable(one)]


_GENERAL: tuple[int, tuple[str, ...]] = (-1, ())  # papers of no item come first


def _readable(document: Document) -> bool:
    version = document.released
    return version is not None and version.state is VersionState.RELEASED and version.served


def _bound(document: Document, under: tuple[str, ...]) -> BoundPaper:
    version = document.released
    assert version is not None
    return BoundPaper(
        document_id=document.id,
        version_id=version.id,
        title=document.title,
        under=under,
        pages=version.pages or 0,
        key=version.reading,
    )


async def _documents(world: World, member: Member) -> list[Document]:
    meeting_id = member.meeting["id"]
    if member.leads:
        return [Document.load(one) async for one in every(world.store, DOCUMENTS, "by_meeting", meeting_id)]
    assert member.part is not None
    found: list[Document] = []
    after: Position | None = None
    while True:
        page = await page_for_reader(world.store, meeting_id, member.part, member.person_id, after, 100)
        found += map(Document.load, page.items)
        if page.next is None:
            return found
        after = page.next


def _places(member: Member) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Of each item the member knows: its place in reading order, and the titles that lead to it."""
    known = [
        item for item in member.meeting["items"] if member.leads or may_read_item(item, member.part, member.person_id)
    ]
    ids = {item["id"] for item in known}
    children: dict[str | None, list[Json]] = {}
    for item in sorted(known, key=lambda one: (one["position"], one["id"])):
        children.setdefault(item["parent_id"] if item["parent_id"] in ids else None, []).append(item)
    places: dict[str, tuple[int, tuple[str, ...]]] = {}

    def walk(parent: str | None, above: tuple[str, ...]) -> None:
        for item in children.get(parent, []):
            titles = (*above, item["title"])
            places[item["id"]] = len(places), titles
            walk(item["id"], titles)

    walk(None, ())
    return places
