"""Brings a backup into empty engines: looked through first, then written, then what was revoked since is applied."""

import asyncio
import shutil
from argparse import Namespace
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from services.gateway.sessions.commands import end_session
from services.gateway.sessions.store import SESSIONS
from services.hop.archive import Identity, identity_in, in_threads, reading
from services.hop.backup import PAPERS, temporary_folder
from services.hop.contents import (
    DOCUMENT,
    EVENT,
    FORMAT,
    HEAD,
    MANIFEST,
    OBJECT,
    PIECE,
    decode_event,
    decode_kept,
    digest_of,
    lines,
    originals_of,
    papers_in,
    rank,
)
from services.hop.hashes import differing, hashes_of
from services.hop.ledger import Ledger
from services.hop.opened import Opened, opened
from services.hop.revocations import REVOCATIONS, Applied, apply
from services.hop.trouble import BackupDamaged, BackupIncomplete, BackupNewer, NotEmpty, RestoreDiffers
from shared.aggregates import Act
from shared.backends import Backends, surviving_events
from shared.events.envelope import Event
from shared.keeping import KEEPING, UNDER_WAY, Kept
from shared.settings import Settings
from shared.store.port import DATA_VERSION, Store

_LATER = {fact.type for fact in REVOCATIONS}


def arguments(commands: Any) -> None:
    parser = commands.add_parser("restore", help="a backup into empty engines; ends all sessions")
    parser.add_argument("file", type=Path)
    parser.add_argument("--identity", type=Path, required=True, help="the file with the private key")
    parser.add_argument("--check", action="store_true", help="look through the backup and write nothing")
    parser.add_argument("--log", default="", help="EVENTS_URL of a log that outlived the loss: its revocations count")
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    """1 when a revocation could not be applied, or a file was missing when the backup was made."""
    identity = await asyncio.to_thread(identity_in, chosen.identity)
    async with opened(settings, whole=False) as hop:  # the services know which states give facts
        if not chosen.check:
            await check_empty(hop.kit.backends)
        found = await asyncio.to_thread(look_through, chosen.file, identity)
        print(
            f"{chosen.file}: {found.documents} documents, {found.events} facts, {len(found.objects)} files, all whole"
        )
        if chosen.check:
            return 1 if found.missing else 0
        await hop.kit.backends.prepare()
        await note(hop.kit.backends.store, "restore", "running")
        later = await write(hop, chosen.file, identity)
        await compare(hop.kit.backends, found)
    if chosen.log:
        async with aclosing(surviving_events(settings, chosen.log)) as batches:
            later += [event async for batch in batches for event in batch if _is_later(event, found.ledger)]
    return await close(settings, later, found)


async def close(settings: Settings, later: list[Event], found: "Found") -> int:
    async with opened(settings, whole=False) as hop:
        sessions, applied = await end_all_sessions(hop), await apply(hop, later)
        await note(hop.kit.backends.store, "restore", "done")
    print(f"restored; {sessions} sessions ended, {applied.done} later revocations applied")
    _tell(applied, found)
    return 1 if applied.refused or found.missing else 0


def _tell(applied: Applied, found: "Found") -> None:
    for refused in applied.refused:
        print(f"not applied: {refused}")
    for key in found.missing:
        print(f"missing since the backup was made: {key}")


async def check_empty(backends: Backends) -> None:
    """Raises NotEmpty."""
    async with aclosing(backends.objects.keys(PAPERS)) as keys:
        has_papers = await anext(keys, None) is not None
    if has_papers or not await backends.keeping.is_empty():
        raise NotEmpty("store, log and objects must be empty: a restore never writes over anything.")


async def note(store: Store, what: str, state: str, **more: Any) -> None:
    body = {"what": what, "state": state} | more
    there = await store.get(KEEPING, UNDER_WAY)
    if there is None:
        await store.insert(KEEPING, UNDER_WAY, body)
    else:
        await store.save(KEEPING, there, body)


@dataclass(slots=True)
class Found:
    """What a look through a backup found. `originals` are the hashes that papers' own state speaks of."""

    ledger: Ledger = field(default_factory=Ledger)
    documents: int = 0
    events: int = 0
    objects: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    originals: dict[str, str] = field(default_factory=dict)
    waiting: list[Event] = field(default_factory=list)
    manifest: dict[str, Any] | None = None


def look_through(file: Path, identity: Identity) -> Found:
    """Raises WrongKey, BackupDamaged, BackupNewer, BackupIncomplete."""
    found = Found()
    with reading(file, identity) as members:
        for name, content in members:
            _look_at(name, content, found)
    if found.manifest is None:
        raise BackupDamaged(f"{file} ends before its list of contents.")
    for event in found.waiting:
        found.ledger.is_new(event)
    _check(found, found.manifest)
    return found


def _look_at(name: str, content: IO[bytes], found: Found) -> None:
    if name == HEAD:
        _check_head(orjson.loads(content.read()))
    elif name.startswith(DOCUMENT):
        batch = [decode_kept(line) for line in lines(content.read())]
        _enter(found, batch)
    elif name.startswith(EVENT):
        events = [decode_event(line) for line in lines(content.read())]
        found.events += len(events)
        for event in events:
            found.ledger.is_new(event)
    elif name.startswith(OBJECT):
        found.objects[name.removeprefix(OBJECT)] = digest_of(content)
    elif name == MANIFEST:
        found.manifest = orjson.loads(content.read())


def _enter(found: Found, batch: list[Kept]) -> None:
    found.documents += len(batch)
    for kept in batch:
        found.ledger.enter(kept)
        found.waiting += kept.waiting
    for paper in papers_in(batch):
        found.originals |= originals_of(paper)


def _check_head(head: dict[str, Any]) -> None:
    if head["format"] > FORMAT or head["data_version"] > DATA_VERSION:
        raise BackupNewer("a newer release made this backup: restore it with that one.")


def _check(found: Found, manifest: dict[str, Any]) -> None:
    found.missing = manifest["missing"]
    counted = {"documents": found.documents, "events": found.events, "objects": found.objects}
    if any(manifest[name] != value for name, value in counted.items()):
        raise BackupDamaged("the backup does not hold what its list of contents says.")
    for key, digest in found.originals.items():
        if key in found.objects and found.objects[key] != digest:
            raise BackupIncomplete(f"{key} is not the file that was checked: its SHA-256 differs.")
    if missing := list(found.ledger.missing()):
        raise BackupIncomplete(f"facts are missing of {len(missing)} states, such as {missing[0]}.")


async def write(hop: Opened, file: Path, identity: Identity) -> list[Event]:
    """Gives the facts that came after their state, and take something away."""
    writing = Writing(hop, Ledger())
    async with in_threads(temporary_folder()) as folder, aclosing(_members(file, identity, folder)) as members:
        async for name, content in members:
            await writing.member(name, content)
    await writing.events(writing.waiting)
    return writing.later


async def _members(file: Path, identity: Identity, folder: Path) -> AsyncGenerator[tuple[str, Any]]:
    """Files as a path, the rest as bytes."""
    async with in_threads(reading(file, identity)) as members:

        def following() -> tuple[str, Any] | None:
            for name, content in members:
                if not name.startswith(OBJECT):
                    return name, content.read()
                target = folder / "object"
                with target.open("wb") as out:
                    shutil.copyfileobj(content, out, PIECE)
                return name, target
            return None

        while (member := await asyncio.to_thread(following)) is not None:
            yield member


@dataclass(slots=True)
class Writing:
    hop: Opened
    ledger: Ledger
    waiting: list[Event] = field(default_factory=list)
    later: list[Event] = field(default_factory=list)

    async def member(self, name: str, content: Any) -> None:
        backends = self.hop.kit.backends
        if name.startswith(DOCUMENT):
            batch = await asyncio.to_thread(lambda: [decode_kept(line) for line in lines(content)])
            for kept in batch:
                self.ledger.enter(kept)
                self.waiting += kept.waiting
            await backends.keeping.write(batch)
        elif name.startswith(EVENT):
            await self.events(await asyncio.to_thread(lambda: [decode_event(line) for line in lines(content)]))
        elif name.startswith(OBJECT):
            await backends.objects.put(name.removeprefix(OBJECT), content, "application/octet-stream")

    async def events(self, events: list[Event]) -> None:
        own = [event for event in events if self.ledger.is_new(event)]
        self.later += [event for event in events if _is_later(event, self.ledger)]
        if own:
            await self.hop.kit.backends.keeping.append(own)


def _is_later(event: Event, ledger: Ledger) -> bool:
    return event.type in _LATER and event.sequence > ledger.given.get(event.subject, 0)


async def compare(backends: Backends, found: Found) -> None:
    """What was written is read once more: every state, every fact, every file. Raises RestoreDiffers."""
    ledger = await audit(backends)
    if ledger.given != found.ledger.given or list(ledger.missing()):
        raise RestoreDiffers("states or facts are not what the backup holds. Empty the engines and restore again.")
    if wrong := differing(found.objects, await hashes_of(backends.objects, [PAPERS])):
        raise RestoreDiffers(f"{wrong[0]} is not what the backup holds. Empty the engines and restore again.")


async def audit(backends: Backends) -> Ledger:
    ledger = Ledger()
    async with aclosing(backends.keeping.documents(rank)) as pages:
        async for batch in pages:
            for kept in batch:
                ledger.enter(kept)
    async with aclosing(backends.keeping.events()) as pages:
        async for events in pages:
            for event in events:
                ledger.is_new(event)
    return ledger


async def end_all_sessions(hop: Opened) -> int:
    """Whoever was signed in signs in anew: a device may have been taken away since."""
    world, count = hop.world("gateway"), 0
    while page := (await world.sessions.store.find(SESSIONS, "by_expiry")).items:
        for stored in page:
            await end_session(world, stored.id, Act(hop.kit.clock.now()))
            count += 1
    return count
