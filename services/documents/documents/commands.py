"""What is done to a paper as a whole: added, changed, placed, taken out; and who reads it, kept up to date."""

from dataclasses import dataclass
from typing import Any

from services.documents.claims.commands import claim, discard
from services.documents.documents.model import NOBODY, Document
from services.documents.documents.problems import ItemUnknown, NeighbourUnknown, PapersClosed
from services.documents.documents.readers import item_in, readers_of
from services.documents.documents.store import DOCUMENTS
from services.documents.world import World
from shared.aggregates import Act
from shared.audience import Audience
from shared.membership import TAKES_PAPERS, Member
from shared.positions import GAP, between
from shared.problems import FieldError
from shared.secrecy import check_secrecy
from shared.store import port
from shared.store.port import Position
from shared.words import Classification

MOST_MOVED = 10_000


@dataclass(frozen=True, slots=True)
class Paper:
    """What is said of a new paper; `unit_id` is the owner unit that brings it, None for the secretary's own."""

    id: str
    fingerprint: str
    item_id: str | None
    title: str
    classification: Classification
    audience: Audience | None
    unit_id: str | None = None


def check_open(meeting: port.Document) -> None:
    """Papers may be added and released until the meeting is over. Raises PapersClosed."""
    if meeting["state"] not in TAKES_PAPERS:
        raise PapersClosed(state=meeting["state"])


async def begin_document(world: World, member: Member, paper: Paper) -> Document:
    """Last in its meeting, not yet saved. Raises PapersClosed, SecretRefused, ItemUnknown."""
    meeting = member.meeting
    check_open(meeting)
    check_secrecy(paper.classification, paper.title, about=paper.id, allowed=world.secrets_allowed)
    _check_item(meeting, paper.item_id)
    return Document(
        id=paper.id,
        fingerprint=paper.fingerprint,
        meeting_id=meeting["id"],
        item_id=paper.item_id,
        sealed_title=world.names.seal(paper.title),
        position=await _last_position(world, meeting["id"]) + GAP,
        classification=paper.classification,
        audience=paper.audience,
        readers=readers_of(paper.audience, paper.item_id, meeting),
        unit_id=paper.unit_id,
    )


async def add_document(world: World, document: Document, act: Act) -> Document:
    """Readers are looked at once more: the agenda may have changed since."""
    saved = await world.documents.add(document, act)
    return await settle_readers(world, saved.id, act)


async def change_document(
    world: World, document: Document, member: Member, fields: dict[str, Any], act: Act
) -> Document:
    """`fields` as in the model, and `after_id`. Raises PapersClosed, SecretRefused, ItemUnknown, NeighbourUnknown."""
    check_open(member.meeting)
    check_secrecy(
        fields.get("classification", Classification.NONE),
        fields.get("title", ""),
        about=document.id,
        allowed=world.secrets_allowed,
    )
    if "item_id" in fields:
        _check_item(member.meeting, fields["item_id"])
    fields = dict(fields)
    if "after_id" in fields:
        fields["position"] = await _place_after(world, document, fields.pop("after_id"), act)

    def decide(document: Document) -> None:
        changes = dict(fields)
        if "title" in changes and not document.told:
            changes["sealed_title"] = world.names.seal(changes.pop("title"))
        item_id = changes.get("item_id", document.item_id)
        audience = changes.get("audience", document.audience)
        document.change(**changes, readers=readers_of(audience, item_id, member.meeting))

    await world.documents.change(document.id, decide, act)
    return await settle_readers(world, document.id, act)


async def settle_readers(world: World, document_id: str, act: Act) -> Document:
    """Makes the index say what meeting and paper say now; an item that is gone leaves its papers to nobody."""
    document = await world.documents.get(document_id)
    meeting = await world.membership.meetings.get(document.meeting_id)
    if meeting is None or readers_of(document.audience, document.item_id, meeting) == document.readers:
        return document

    def decide(document: Document) -> None:
        if document.item_id and item_in(meeting, document.item_id) is None:
            document.change(item_id=None, audience=NOBODY, readers=readers_of(NOBODY, None, meeting))
        else:
            document.change(readers=readers_of(document.audience, document.item_id, meeting))

    return await world.documents.change(document_id, decide, act)


async def remove_document(world: World, document: Document, act: Act) -> None:
    """Raises StillReleased, Conflict."""
    document.leave()
    doomed = [await claim(world, document, version, version.keys, version.folder) for version in document.versions]
    await world.documents.remove(document, act)
    for one in doomed:
        await discard(world, one)


def _check_item(meeting: port.Document, item_id: str | None) -> None:
    if item_id is not None and item_in(meeting, item_id) is None:
        raise ItemUnknown(errors=(FieldError("/item_id", "unknown"),))


async def _last_position(world: World, meeting_id: str) -> int:
    page = await world.store.find(DOCUMENTS, "by_meeting", meeting_id, limit=1, descending=True)
    return int(page.items[0].body["position"]) if page.items else 0


async def _place_after(world: World, document: Document, after_id: str | None, act: Act) -> int:
    """A position behind that paper, or before all when there is none; those that follow move when the gap is used up.

    Positions are those of the whole meeting: papers of one item keep their order among them.
    """
    spot: Position | None = None
    if after_id is not None:
        neighbour = await world.documents.look_up(after_id)
        if neighbour is None or neighbour.meeting_id != document.meeting_id or after_id == document.id:
            raise NeighbourUnknown(errors=(FieldError("/after_id", "unknown"),))
        spot = (neighbour.position, neighbour.id)
    behind = await _behind(world, document, spot, limit=2)
    before = int(spot[0]) if spot else None
    place = between(before, behind[0][1] if behind else None)
    if place is None:
        place = (before or 0) + GAP
        await _make_room(world, document, spot, place, act)
    return place


async def _behind(world: World, document: Document, spot: Position | None, limit: int) -> list[tuple[str, int]]:
    """Ids and positions of the papers that follow, without the one being placed."""
    page = await world.store.find(DOCUMENTS, "by_meeting", document.meeting_id, after=spot, limit=limit)
    return [(stored.id, stored.body["position"]) for stored in page.items if stored.id != document.id]


async def _make_room(world: World, document: Document, spot: Position | None, place: int, act: Act) -> None:
    """Moves as few as needed, from the last on, so that their order never changes on the way."""
    moves: list[tuple[str, int]] = []
    for following, position in await _behind(world, document, spot, limit=MOST_MOVED):
        place += GAP
        if position >= place:
            break
        moves.append((following, place))
    for moved, position in reversed(moves):
        await world.documents.change(moved, lambda one, to=position: one.change(position=to), act)  # type: ignore[misc]
