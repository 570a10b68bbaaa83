"""What follows for papers when a substitute takes a seat over, and when the seat goes back."""

from services.documents.access import may_read
from services.documents.documents.commands import settle_readers
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS, page_for_reader
from services.documents.keepsakes.store import Kept
from services.documents.world import World
from shared.aggregates import Act
from shared.audience import Part
from shared.events.envelope import Event
from shared.events.meeting import ParticipantAdded, SeatReturned, SubstituteAgreed
from shared.membership import Member
from shared.permissions import Standing
from shared.store.port import Position, every


async def keep_papers(world: World, fact: SubstituteAgreed, event: Event) -> None:
    """The released papers of the delegate who goes, less those released since the chair agreed."""
    delegate = fact.participation
    meeting = await world.membership.meetings.get(delegate.meeting_id)
    if meeting is None:
        return
    part = Part(delegate.role.value)
    member = Member(delegate.person_id, meeting, frozenset({Standing(part.value)}), part)
    papers: list[Kept] = []
    after: Position | None = None
    while True:
        page = await page_for_reader(world.store, delegate.meeting_id, part, delegate.person_id, after, 100)
        for stored in page.items:
            document = Document.load(stored)
            version = document.released
            if version and version.released_at and version.released_at <= event.time and may_read(document, member):
                papers.append(Kept(document.id, version.id, document.title, document.item_id))
        if page.next is None:
            break
        after = page.next
    await world.keepsakes.put(event, papers)


async def forget_papers(world: World, fact: SeatReturned, event: Event) -> None:
    """The seat is his again, and with it whatever its audience admits him to."""
    await world.keepsakes.put(event, [])


async def hand_papers_along(world: World, fact: ParticipantAdded, event: Event) -> None:
    """Papers limited to named people follow the items a chair gave along, where the delegate was among the named."""
    substitute = fact.participation
    delegate_id = substitute.in_place_of
    if delegate_id is None:
        return
    act = Act.after(event)
    for item_id in substitute.given_item_ids:
        async for stored in every(world.store, DOCUMENTS, "by_item", substitute.meeting_id, item_id):
            audience = Document.load(stored).audience
            if audience and audience.people and delegate_id in audience.people:
                await _admit(world, stored.id, substitute.person_id, act)


async def _admit(world: World, document_id: str, person_id: str, act: Act) -> None:
    def decide(document: Document) -> None:
        if document.audience:
            document.change(audience=document.audience.with_person(person_id))

    await world.documents.change(document_id, decide, act)
    await settle_readers(world, document_id, act)
