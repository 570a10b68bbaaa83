"""What a backup holds, member by member, in this order:

`hop-backup.json` {format, data_version, made_at}; `documents/…` and `events/…`, one JSON a line, with the files they
name between them as `objects/<key>`; `manifest.json` {documents, events, objects: {key: SHA-256}, missing: [key]}.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO, Any

import orjson

from services.documents.documents.model import Document as Paper
from services.documents.documents.store import DOCUMENTS
from shared.events.envelope import Event, decode
from shared.keeping import Kept

FORMAT = 1
HEAD, MANIFEST = "hop-backup.json", "manifest.json"
DOCUMENT, EVENT, OBJECT = "documents/", "events/", "objects/"
PIECE = 1 << 20

# Before what it follows from comes what follows, so that nothing is newer than what it was made of.
_FIRST = ("marks", "usage_progress", "parked", "jobs")
_SERVICES = ("notify", "documents", "meeting", "gateway")


def rank(collection: str) -> Any:
    """The order in which collections are read while the product writes.

    Marks first: what is heard after them is heard again. Then copies of others' state, then each service's own, those
    at the end of the way of facts first; last what is written before the state that names it.
    """
    service, _, name = collection.partition(".")
    own = _SERVICES.index(service) if service in _SERVICES else len(_SERVICES)
    if name in _FIRST:
        return 0, _FIRST.index(name), own
    return 1 if is_copy(collection) else 2, own, _LAST.get(collection, 0)


def is_copy(collection: str) -> bool:
    """Whether what it holds follows from facts, or from other states."""
    return collection.endswith("_heard") or collection in _COPIES


_COPIES = {
    f"{service}.{name}" for service in ("meeting", "documents", "notify") for name in ("people", "organisations")
} | {
    "notify.involvements",
    "notify.contacts",
    "notify.sessions_ended",
    "notify.preparers",
    "notify.openings",
    "notify.feeds",
    "meeting.diary",
    "meeting.agenda_entries",
}
_COPIES |= {
    "gateway.usage_rows",
    "gateway.usage_records",
    "gateway.chairs",
    "documents.search_leaves",
    "documents.search_reaches",
    "documents.search_circles",
}
_LAST = {
    "gateway.usage_records": 1,
    "meeting.meetings": 1,
    "documents.page_texts": 1,
    "documents.page_layouts": 1,
    "gateway.contacts": 0,
    "gateway.people": 1,
    "gateway.creations": 2,
    "gateway.organisations": 3,
}


def encode_kept(kept: Kept) -> bytes:
    waiting = [event.model_dump(mode="json") for event in kept.waiting]
    return orjson.dumps([kept.collection, kept.id, kept.version, kept.sequence, kept.body, waiting])


def decode_kept(line: bytes) -> Kept:
    collection, document_id, version, sequence, body, waiting = orjson.loads(line)
    return Kept(collection, document_id, version, sequence, body, tuple(map(Event.model_validate, waiting)))


def lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")


def decode_event(line: bytes) -> Event:
    return decode(line)


def papers_in(batch: Iterable[Kept]) -> Iterator[Paper]:
    return (Paper.model_validate(one.body) for one in batch if one.collection == DOCUMENTS.name and one.body)


def originals_of(paper: Paper) -> dict[str, str]:
    """SHA-256 of each original that the paper's own state speaks of, by key."""
    return {
        version.original: version.sha256
        for version in paper.versions
        if version.sha256 and version.original in version.keys
    }


def digest_of(content: IO[bytes]) -> str:
    digest = sha256()
    while piece := content.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
