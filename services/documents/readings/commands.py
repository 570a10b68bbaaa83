"""What is kept of reading: that a version was opened, sittings, the page where somebody stopped."""

from dataclasses import dataclass
from datetime import timedelta

from services.documents.access import SeenReading
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS
from services.documents.readings.model import Reading, Sat, reading_id
from services.documents.readings.store import READINGS
from services.documents.versions.model import Version
from services.documents.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.membership import has_seat
from shared.problems import FieldError, Invalid, Said
from shared.store.port import Page, Position, every


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """`opened` pairs a person with ids of papers; `page` is where it was read from."""

    opened: list[tuple[str, list[str]]]
    page: Page


async def open_version(world: World, seen: SeenReading, act: Act) -> None:
    """On record once, however often it is opened."""
    reading = seen.reading
    if reading is None:
        fresh = _begun(seen.document, seen.opened, seen.member.person_id)
        fresh.open(act.at)
        reading = await world.readings.add(fresh, act)
    if reading.opened_at is None:
        await world.readings.change(reading.id, lambda one: one.open(act.at), act)


async def note_sitting(world: World, document: Document, version: Version, sat: Sat, act: Act) -> Reading:
    """Raises Invalid for pages the version does not have, SittingOver."""
    check_pages(version, sat.pages)
    fresh = _begun(document, version, act.actor_id or "")
    if await world.readings.look_up(fresh.id) is None:
        await world.readings.add(fresh, act)
    return await world.readings.change(fresh.id, lambda reading: reading.note(sat, act.at), act)


async def readings_of(world: World, document_id: str, person_id: str) -> list[Reading]:
    found = every(world.store, READINGS, "by_person", document_id, person_id)
    return [Reading.load(stored) async for stored in found]


async def readiness(
    world: World, meeting_id: str, after: Position | None, limit: int
) -> tuple[list[Document], OpenedPage]:
    """The released papers, and a page of those who take part with the ids of what they opened of them."""
    released = every(world.store, DOCUMENTS, "by_mark", meeting_id, each="released")
    documents = [Document.load(stored) async for stored in released]
    versions = {document.id: document.released.id for document in documents if document.released}
    people = world.membership.participations.collection
    page = await world.store.find(people, "by_meeting", meeting_id, after=after, limit=limit)
    opened = []
    for stored in page.items:
        if has_seat(stored.body):
            person_id = stored.body["person_id"]
            ids = {document_id: reading_id(person_id, version_id) for document_id, version_id in versions.items()}
            found = await world.readings.get_many(list(ids.values()))
            opened.append((person_id, [key for key, one in ids.items() if one in found and found[one].opened_at]))
    return documents, OpenedPage(opened, page)


async def end_silent_sittings(world: World) -> None:
    """Those a tablet never ended."""
    now = world.clock.now()
    silence = timedelta(minutes=world.settings.silent_minutes)
    until = to_text(now - silence + timedelta(microseconds=1))
    while page := (await world.store.find(READINGS, "by_silence", "open", until=until)).items:
        for stored in page:
            act = Act(now, actor_id=stored.body["person_id"])
            await world.readings.change(stored.id, lambda reading: reading.end_silent(now, silence), act)


def check_pages(version: Version, pages: list[int]) -> None:
    """Raises Invalid."""
    if any(page > (version.pages or 0) for page in pages):
        last = version.pages or 0
        said = Said(f"Tài liệu chỉ có {last} trang. Hãy tải lại.", f"The paper has {last} pages. Reload it.")
        raise Invalid(errors=(FieldError("/pages", "beyond_end", said),))


def _begun(document: Document, version: Version, person_id: str) -> Reading:
    return Reading(
        id=reading_id(person_id, version.id),
        person_id=person_id,
        version_id=version.id,
        document_id=document.id,
        meeting_id=document.meeting_id,
    )
