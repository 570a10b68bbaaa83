"""Live frames: what a person is told of an entry, decided when it is sent, and made once per audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

import orjson
from typing_extensions import TypedDict

from services.notify.audiences.model import Json, item_of, reads_document, reads_item, saw
from services.notify.feeds.model import Entry, Kind, Reference
from shared.audience import Part
from shared.membership import Member
from shared.views import (
    Organisations,
    People,
    agenda_item_view,
    meeting_fields,
    participant_view,
    people_in,
    people_of,
    released_document_fields,
)


class LiveFact(TypedDict):
    """Data of `event: fact`. `fields` have names and values of the page that shows the object; merged into it, it is
    as if read anew. `gone`: the reader has it no more. `type` is the fact's CloudEvents type; `arrived`, `read` or
    `reviewed` for inbox entries; `resumed` for what changed while the stream was away. A connecting site
    has to be read again: people are counted there.
    """

    type: str
    meeting_id: str | None
    kind: Literal["meeting", "agenda_item", "participant", "document", "site", "inbox", "person"]
    id: str
    change: Literal["set", "gone"]
    fields: dict[str, Any]


class Look(StrEnum):
    """How an audience sees an object."""

    LEADER = "leader"
    READER = "reader"
    GONE = "gone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the entries of one meeting's feed speak of, as it is now. `participations` by person, `parked` subjects."""

    meeting: Json
    documents: Mapping[str, Json]
    participations: Mapping[str, Json]
    people: People
    organisations: Organisations
    parked: frozenset[str]


def look_at(entry: Entry, member: Member, scene: Scene) -> Look:
    reference = entry.reference
    if reference.leaders and not (member.leads or _is_himself(reference, member)):
        return Look.NOTHING
    match reference.kind:
        case Kind.MEETING | Kind.SITE:
            return Look.READER
        case Kind.AGENDA_ITEM:
            item = item_of(scene.meeting, reference.id)
            there = item is not None and reads_item(member, item)
            return _look(member, there=there, before=_saw(member, entry))
        case Kind.PARTICIPANT:
            return _look_at_participant(reference.id, member, scene)
        case Kind.DOCUMENT if f"document/{reference.id}" not in scene.parked:
            document = scene.documents.get(reference.id)
            there = reads_document(member, document) if document else member.leads and reference.leaders
            return _look(member, there=there, before=_saw(member, entry))
    return Look.NOTHING


def frame(entry: Entry, look: Look, scene: Scene) -> bytes:
    reference = entry.reference
    fields = {} if look is Look.GONE else _fields(entry, look, scene)
    return fact_frame(entry.type, reference.kind, reference.id, fields, reference.meeting_id, gone=look is Look.GONE)


def fact_frame(
    type_: str, kind: Kind, id_: str, fields: Mapping[str, Any], meeting_id: str | None = None, *, gone: bool = False
) -> bytes:
    fact = {
        "type": type_,
        "meeting_id": meeting_id,
        "kind": kind,
        "id": id_,
        "change": "gone" if gone else "set",
        "fields": fields,
    }
    return event_frame("fact", fact)


def event_frame(event: str, data: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (event.encode(), orjson.dumps(data))


RELOAD = event_frame("reload", {})
ENDED = event_frame("ended", {})
HEARTBEAT = b":\n\n"


def delayed_frame(*, delayed: bool) -> bytes:
    return event_frame("delayed", {"delayed": delayed})


def mark_frame(cursor: str) -> bytes:
    """Where to resume; the HTML standard's parser keeps the id of an event without data and hands nothing on."""
    return b"event: mark\nid: %s\n\n" % cursor.encode()


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """Of several entries about one object the last is enough: a frame shows the state of now.

    Whoever saw it before any of them is told when it is gone.
    """
    last: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (entry.reference.kind, entry.reference.id)
        last[key] = _merged(last.pop(key, None), entry)
    return list(last.values())


def names_needed(
    entries: Sequence[Entry], meeting: Json, participations: Mapping[str, Json]
) -> tuple[list[str], list[str]]:
    """Ids of people and organisations that frames of these entries name."""
    headers = any(entry.reference.kind is Kind.MEETING for entry in entries)
    people = people_of(dict(meeting)) if headers else []
    organisations = [meeting["organisation_id"]] if headers else []
    people += [person for participation in participations.values() for person in people_in(participation)]
    for entry in entries:
        item = item_of(meeting, entry.reference.id)
        if item:
            people += item["presenter_ids"]
            organisations += [item["owner_organisation_id"]] if item["owner_organisation_id"] else []
    return people, organisations


def _merged(earlier: Entry | None, entry: Entry) -> Entry:
    if earlier is None:
        return entry
    leaders = earlier.reference.leaders and entry.reference.leaders
    reference = replace(entry.reference, leaders=leaders)
    return Entry(entry.number, entry.type, reference, earlier.before + entry.before)


def _is_himself(reference: Reference, member: Member) -> bool:
    return reference.kind is Kind.PARTICIPANT and reference.id == member.person_id


def _look(member: Member, *, there: bool, before: bool) -> Look:
    if there:
        return Look.LEADER if member.leads else Look.READER
    return Look.GONE if before or member.leads else Look.NOTHING


def _saw(member: Member, entry: Entry) -> bool:
    return any(saw(member, before) for before in entry.before)


def _look_at_participant(person_id: str, member: Member, scene: Scene) -> Look:
    """Delegates see who takes part and how they answered; everybody sees himself, with his own reason."""
    participation = scene.participations.get(person_id)
    there = participation is not None and not participation["removed"]
    if member.leads or person_id == member.person_id:
        return Look.LEADER if there else Look.GONE
    if member.part is not Part.DELEGATE:
        return Look.NOTHING
    return Look.READER if there else Look.GONE


def _fields(entry: Entry, look: Look, scene: Scene) -> Mapping[str, Any]:
    id_, leads = entry.reference.id, look is Look.LEADER
    match entry.reference.kind:
        case Kind.AGENDA_ITEM:
            item = item_of(scene.meeting, id_)
            assert item is not None
            return agenda_item_view(dict(item), scene.people, scene.organisations, leads=leads)
        case Kind.SITE:
            return {"id": id_, "meeting_id": entry.reference.meeting_id}
        case Kind.PARTICIPANT:
            return participant_view(dict(scene.participations[id_]), scene.people, leads=leads)
        case Kind.DOCUMENT:
            document = scene.documents.get(id_)
            if document is None:  # its secret gate is still closed: facts speak of its versions, not yet of the paper
                return {"id": id_, "meeting_id": entry.reference.meeting_id}
            return _document_fields(document, scene, leads=leads)
    return meeting_fields(dict(scene.meeting), scene.people, scene.organisations)


def _document_fields(document: Json, scene: Scene, *, leads: bool) -> Mapping[str, Any]:
    """Leaders see the newest version, released or not, which facts do not tell: theirs has to be read again."""
    if leads:
        names = ("id", "meeting_id", "item_id", "title", "position", "classification", "audience")
        return {name: document[name] for name in names}
    item = item_of(scene.meeting, document["item_id"])
    return released_document_fields(dict(document), dict(item) if item else None)
