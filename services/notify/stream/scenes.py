"""Reads what a batch of feed entries speaks of, in a handful of reads however many people watch."""

import asyncio
from collections.abc import Iterable, Sequence

from services.notify.feeds.model import Entry, Kind
from services.notify.stream.model import Look, Scene, frame, look_at, names_needed, newest
from services.notify.world import World
from shared.ids import participation_id
from shared.store.port import Document

# Whoever comes, goes or changes his part has an entry of his own in the feed, so between others the hall is as it was.
_OF_NOBODY = {Kind.AGENDA_ITEM, Kind.DOCUMENT}
LATELY = 1.0  # seconds, for what became of it if that entry is still to come


async def meeting_frames(
    world: World, meeting_id: str, entries: Sequence[Entry], people: Iterable[str]
) -> dict[str, bytes] | None:
    """What each of `people` is told of the entries; None while nothing may be told of the meeting.

    Frames are made once per audience: all who see the same of these entries get the same bytes.
    """
    entries = newest(entries)
    within = LATELY if all(entry.reference.kind in _OF_NOBODY for entry in entries) else 0
    parked, found = await asyncio.gather(world.parked(), world.membership.among(meeting_id, people, within=within))
    if found is None or f"meeting/{meeting_id}" in parked:
        return None
    meeting, members = found
    scene = await _scene(world, meeting, entries, parked)
    made: dict[tuple[Look, ...], bytes] = {}
    told: dict[str, bytes] = {}
    for person_id, member in members.items():
        if f"participation/{participation_id(meeting_id, person_id)}" in parked:
            continue
        looks = tuple(look_at(entry, member, scene) for entry in entries)
        if looks not in made:
            seen = zip(entries, looks, strict=True)
            made[looks] = b"".join(frame(entry, look, scene) for entry, look in seen if look is not Look.NOTHING)
        told[person_id] = made[looks]
    return told


async def _scene(world: World, meeting: Document, entries: Sequence[Entry], parked: frozenset[str]) -> Scene:
    ids = [participation_id(meeting["id"], one) for one in _ids(entries, Kind.PARTICIPANT)]
    found, documents = await asyncio.gather(
        world.membership.participations.get_many(ids),
        world.audiences.documents.get_many(_ids(entries, Kind.DOCUMENT)),
    )
    participations = {participation["person_id"]: participation for participation in found.values()}
    named, bodies = names_needed(entries, meeting, participations)
    people, organisations = await asyncio.gather(world.directory.refs(named), world.directory.organisation_refs(bodies))
    return Scene(meeting, documents, participations, people, organisations, parked)


def _ids(entries: Sequence[Entry], kind: Kind) -> list[str]:
    return [entry.reference.id for entry in entries if entry.reference.kind is kind]
