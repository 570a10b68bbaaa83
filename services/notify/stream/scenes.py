"""Reads what a batch of feed entries speaks of, in a handful of reads however many people watch."""

from collections.abc import Iterable, Sequence

from services.notify.audiences.commands import members_among
from services.notify.feeds.model import Entry, Kind
from services.notify.stream.model import Look, Scene, frame, look_at, names_needed, newest
from services.notify.world import World
from shared.ids import participation_id
from shared.store.port import Document


async def set_scene(world: World, meeting_id: str, entries: Sequence[Entry]) -> Scene | None:
    """None while facts of the meeting are parked, or before we have heard of it."""
    parked = await world.parked()
    meeting = await world.membership.meetings.get(meeting_id)
    if meeting is None or "chair_id" not in meeting or f"meeting/{meeting_id}" in parked:
        return None
    participations = await _participations(world, meeting_id, _ids(entries, Kind.PARTICIPANT))
    people, organisations = names_needed(entries, meeting, participations)
    return Scene(
        meeting=meeting,
        documents=await world.audiences.documents.get_many(_ids(entries, Kind.DOCUMENT)),
        participations=participations,
        people=await world.directory.refs(people),
        organisations=await world.directory.organisation_refs(organisations),
        parked=parked,
    )


async def _participations(world: World, meeting_id: str, people: list[str]) -> dict[str, Document]:
    found = await world.membership.participations.get_many([participation_id(meeting_id, one) for one in people])
    return {participation["person_id"]: participation for participation in found.values()}


def _ids(entries: Sequence[Entry], kind: Kind) -> list[str]:
    return [entry.reference.id for entry in entries if entry.reference.kind is kind]


async def meeting_frames(
    world: World, meeting_id: str, entries: Sequence[Entry], people: Iterable[str]
) -> dict[str, bytes] | None:
    """What each of `people` is told of the entries; None while nothing may be told of the meeting.

    Frames are made once per audience: all who see the same of these entries get the same bytes.
    """
    entries = newest(entries)
    scene = await set_scene(world, meeting_id, entries)
    if scene is None:
        return None
    made: dict[tuple[Look, ...], bytes] = {}
    told: dict[str, bytes] = {}
    for person_id, member in (await members_among(world, meeting_id, people)).items():
        if f"participation/{participation_id(meeting_id, person_id)}" in scene.parked:
            continue
        looks = tuple(look_at(entry, member, scene) for entry in entries)
        if looks not in made:
            seen = zip(entries, looks, strict=True)
            made[looks] = b"".join(frame(entry, look, scene) for entry, look in seen if look is not Look.NOTHING)
        told[person_id] = made[looks]
    return told
