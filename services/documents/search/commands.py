"""Keeps the index as meetings and papers are now: each step looks at the present state, never at the fact heard.

So hearing twice, late or in another order ends in the same index.
"""

import asyncio
from collections.abc import Collection, Iterable

from services.documents.documents.model import Document
from services.documents.search import store
from services.documents.search.model import date_of, number_of, words_in
from services.documents.versions.model import Version
from services.documents.world import World
from shared.audience import Audience, Part, reader_keys
from shared.clock import from_text
from shared.ids import participation_id
from shared.membership import Member
from shared.store import port
from shared.store.port import Stored
from shared.zones import all_zones


async def index_paper(world: World, document_id: str) -> None:
    """Again, when the paper has changed meanwhile: whoever ends last has seen the newest."""
    while True:
        document = await world.documents.look_up(document_id)
        await _settle_paper(world, document_id, document)
        now = await world.documents.look_up(document_id)
        if (now.version if now else 0) == (document.version if document else 0):
            return


async def index_meeting(world: World, meeting_id: str) -> None:
    """Its title and those of its agenda, and whose search reaches it."""
    meeting = await world.membership.meetings.get(meeting_id)
    if meeting is None or "chair_id" not in meeting:
        return
    shelves = [store.shelf(meeting_id, store.EVERYBODY)]
    await world.search.put(
        f"0.{meeting_id}..00000", _leaf("meeting", meeting_id, meeting_id, shelves), words_in(meeting["title"])
    )
    people = {*meeting["secretary_ids"], meeting["chair_id"], *await world.search.people_of(meeting_id)}
    people |= {person for item in meeting["items"] for person in item["presenter_ids"]}
    await index_reach(world, meeting_id, people)


async def index_presenters(world: World, meeting_id: str, person_ids: Iterable[str]) -> None:
    """After a change of the agenda: it reaches these, who present now or did, and whoever came by presenting alone."""
    await index_reach(world, meeting_id, {*person_ids, *await world.search.presenters_of(meeting_id)})


async def index_item(world: World, meeting_id: str, item_id: str) -> None:
    meeting = await world.membership.meetings.get(meeting_id)
    item = next((one for one in (meeting or {}).get("items", []) if one["id"] == item_id), None)
    leaves = [leaf async for leaf in world.search.leaves_of(item_id)]
    if item is None:
        for leaf in leaves:
            await world.search.drop(leaf)
        return
    readers = reader_keys(Audience.model_validate(item["audience"]))
    readers += [f"{Part.PRESENTER}:{person}" for person in item["presenter_ids"]]
    known = leaves[0] if leaves else None
    leaf_id = known.id if known else f"1{max(item['position'], 0):020}.{item_id}..00000"
    shelves = await _shelves(world, meeting_id, readers)
    await world.search.put(leaf_id, _leaf("agenda_item", item_id, meeting_id, shelves), words_in(item["title"]), known)


async def index_reach(world: World, meeting_id: str, person_ids: Collection[str]) -> None:
    """Whether and where in these people's search a meeting comes."""
    if not person_ids:
        return
    ids = {participation_id(meeting_id, person_id): person_id for person_id in person_ids}
    before = await world.search.reaches_among(ids)
    found = await world.membership.among(meeting_id, person_ids)
    if found is None:
        return
    meeting, members = found
    wanted = {id_: _reach(meeting, person_id, members.get(person_id)) for id_, person_id in ids.items()}
    if late := await world.search.reach(before, wanted):
        await index_reach(world, meeting_id, [ids[entry_id] for entry_id in late])


def _reach(meeting: port.Document, person_id: str, member: Member | None) -> port.Document:
    return {
        "person_id": person_id,
        "meeting_id": meeting["id"],
        "listed": int(member is not None),
        "circles": store.circles_for(member) if member else [],
        "starts_at": meeting["starts_at"],
        "year": from_text(meeting["starts_at"]).astimezone(all_zones()[meeting["zone"]]).year,
        "organisation_id": meeting["organisation_id"],
        "kind": meeting["kind"],
    }


async def _settle_paper(world: World, document_id: str, document: Document | None) -> None:
    leaves = [leaf async for leaf in world.search.leaves_of(document_id)]
    wanted = await _wanted(world, document) if document and document.told else {}
    for leaf in leaves:
        await _settle_leaf(world, leaf, wanted)
    if document and wanted:
        await _put_paper(world, document, wanted, [leaf.id for leaf in leaves])


async def _settle_leaf(world: World, leaf: Stored, wanted: dict[str, list[str]]) -> None:
    version_id = leaf.body["version_id"]
    if version_id not in wanted:
        await world.search.drop(leaf)
    elif version_id and leaf.body["shelves"] != wanted[version_id]:
        await world.search.move(leaf, wanted[version_id])


async def _put_paper(world: World, document: Document, wanted: dict[str, list[str]], there: list[str]) -> None:
    """A paper keeps the rank it was first indexed with."""
    rank = there[0].partition(".")[0] if there else f"2{max(document.position, 0):020}"
    prefix = f"{rank}.{document.id}"
    for version_id in filter(None, wanted):
        await _put_pages(world, document, document.version_of(version_id), prefix, wanted[version_id], set(there))
    await _put_title(world, document, prefix, wanted)


async def _wanted(world: World, document: Document) -> dict[str, list[str]]:
    """By version, on which shelves it is found: the released one by its readers, newer ones by those who lead.

    Also what may be released while a newer one is still prepared: pages that were dropped once are never found again.

    The title goes by no version: with the released one, else for those who lead.
    """
    leaders = [store.shelf(document.meeting_id, store.LEADERS)]
    released = document.released
    found = {one.id: leaders for one in (document.releasable, document.newest_readable) if one}
    if released:
        found[released.id] = await _shelves(world, document.meeting_id, document.readers)
    return found | {"": found[released.id] if released else leaders}


async def _put_pages(
    world: World, document: Document, version: Version, prefix: str, shelves: list[str], there: set[str]
) -> None:
    leaf = _leaf("document", document.id, document.meeting_id, shelves) | {"version_id": version.id}
    async for page, text in world.pages.texts(version.folder):
        leaf_id = f"{prefix}.{version.id}.{page:05}"
        if leaf_id not in there and (words := await asyncio.to_thread(words_in, text)):
            await world.search.put(leaf_id, leaf | {"page": page}, words)


async def _put_title(world: World, document: Document, prefix: str, wanted: dict[str, list[str]]) -> None:
    """With number and date as its first page has them."""
    version = document.released or document.newest_readable
    head = (await world.pages.text(version.folder, 1) or "") if version else ""
    number, date = number_of(head), date_of(head)
    leaf = _leaf("document", document.id, document.meeting_id, wanted[""]) | {"number": number, "date": date}
    words = words_in(document.title) | words_in(number) | ({f"@{date}"} if date else set())
    await world.search.put(f"{prefix}..00000", leaf, words)


def _leaf(kind: str, thing_id: str, meeting_id: str, shelves: list[str]) -> port.Document:
    return {
        "kind": kind,
        "thing_id": thing_id,
        "meeting_id": meeting_id,
        "version_id": "",
        "page": 0,
        "shelves": shelves,
    }


async def _shelves(world: World, meeting_id: str, readers: list[str]) -> list[str]:
    """One for each part that reads as a whole, one for all who are named; what not every delegate reads, leaders do."""
    parts = [one for one in readers if ":" not in one]
    named = [one for one in readers if ":" in one]
    circles = [*parts, *([] if Part.DELEGATE in parts else [store.LEADERS])]
    if named:
        circles.append(await world.search.note_circle(meeting_id, named))
    return [store.shelf(meeting_id, circle) for circle in circles]
