"""Takes an installation that was stopped into other engines, whole, and compares what arrived with what was sent.

Broken off, it goes on where it stopped when it is run again: states are written anew, files that are there are kept,
facts go on behind the last batch that was acknowledged.
"""

import asyncio
from argparse import Namespace
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from services.hop.archive import in_threads
from services.hop.backup import temporary_folder
from services.hop.contents import rank
from services.hop.hashes import differing, hashes_of, keys_of
from services.hop.ledger import Ledger
from services.hop.opened import opened
from services.hop.restore import check_empty, note
from services.hop.trouble import MoveDiffers, NoSuchName, NotEmpty
from shared.backends import Backends, open_backends
from shared.keeping import KEEPING, UNDER_WAY, Kept
from shared.settings import Settings


def arguments(commands: Any) -> None:
    parser = commands.add_parser("move", help="a stopped installation into other engines (embedded to cluster)")
    parser.add_argument("--to", type=Path, required=True, help="file with the target's settings, NAME=VALUE a line")
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    target = await asyncio.to_thread(settings_in, chosen.to)
    if (target.store, target.events, target.objects) == (settings.store, settings.events, settings.objects):
        raise NotEmpty(f"{chosen.to} names the engines that the installation is on already.")
    async with open_backends(settings) as source, opened(target, whole=False) as hop:
        await source.verify()
        await hop.kit.backends.prepare()
        move = Move(source, hop.kit.backends)
        await move.begin()
        await move.documents()
        await move.objects()
        await move.events()
        told = await move.compare()
        await note(hop.kit.backends.store, "move", "done")
    print(f"moved and compared: {told}. Take the keys along (DATA/keys), and start Hop on the new engines only.")
    return 0


def settings_in(file: Path) -> Settings:
    """What the file leaves out is as in the environment. Raises NoSuchName."""
    if not file.is_file():
        raise NoSuchName(f"{file} is no file of settings.")
    lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    given = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return Settings.model_validate({name.strip().lower(): value.strip() for name, value in given.items()})


@dataclass(slots=True)
class Move:
    source: Backends
    target: Backends
    _name: str = ""
    _sent: int = 0

    async def begin(self) -> None:
        """Raises NotEmpty, unless it is this very move that goes on."""
        self._name = await _name_of(self.source)
        there = await self.target.store.get(KEEPING, UNDER_WAY)
        if there and there.body["state"] == "running" and there.body.get("source") == self._name:
            self._sent = there.body["sent"]
            return
        await check_empty(self.target)
        await self._note()

    async def documents(self) -> None:
        async with aclosing(self.source.keeping.documents(rank)) as pages:
            async for batch in pages:
                await self.target.keeping.write(batch)

    async def objects(self) -> None:
        there = {key async for key in keys_of(self.target.objects)}
        async with in_threads(temporary_folder()) as folder:
            async for key in keys_of(self.source.objects):
                if key not in there:
                    await self.source.objects.fetch(key, folder / "object")
                    await self.target.objects.put(key, folder / "object", "application/octet-stream")

    async def events(self) -> None:
        seen = 0
        async with aclosing(self.source.keeping.events()) as pages:
            async for batch in pages:
                fresh = list(batch)[max(0, self._sent - seen) :]
                seen += len(batch)
                if fresh:
                    await self.target.keeping.append(fresh)
                    self._sent = seen
                    await self._note()

    async def compare(self) -> str:
        """Raises MoveDiffers."""
        sent, arrived = await census(self.source), await census(self.target)
        if sent.documents != arrived.documents or sent.digests != arrived.digests:
            raise MoveDiffers("states differ. Was Hop running on the source? Stop it, and run the move again.")
        if sent.ledger.heard != arrived.ledger.heard or list(arrived.ledger.missing()):
            raise MoveDiffers("facts differ. Was Hop running on the source? Stop it, and run the move again.")
        if wrong := differing(sent.objects, arrived.objects):
            await self.target.objects.delete(wrong)
            raise MoveDiffers(f"{wrong[0]} differs; run the move again.")
        facts = sum(sent.ledger.heard.values())
        return f"{sum(sent.documents.values())} documents, {facts} facts, {len(sent.objects)} files"

    async def _note(self) -> None:
        await note(self.target.store, "move", "running", source=self._name, sent=self._sent)


@dataclass(slots=True)
class Census:
    """`digests` are sums over a collection's documents, whatever their order."""

    documents: Counter[str] = field(default_factory=Counter)
    digests: Counter[str] = field(default_factory=Counter)
    ledger: Ledger = field(default_factory=Ledger)
    objects: dict[str, str] = field(default_factory=dict)

    def enter(self, kept: Kept) -> None:
        self.ledger.enter(kept)
        self.documents[kept.collection] += 1
        whole = [kept.id, kept.version, kept.sequence, kept.body]
        self.digests[kept.collection] += int.from_bytes(
            sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)).digest()[:16]
        )


async def census(backends: Backends) -> Census:
    counted = Census()
    async with aclosing(backends.keeping.documents(rank)) as pages:
        async for batch in pages:
            for kept in batch:
                counted.enter(kept)
    async with aclosing(backends.keeping.events()) as pages:
        async for events in pages:
            for event in events:
                counted.ledger.is_new(event)
    counted.objects = await hashes_of(backends.objects)
    return counted


async def _name_of(source: Backends) -> str:
    """The first fact's id: no two installations share it."""
    async with aclosing(source.keeping.events()) as pages:
        async for batch in pages:
            return batch[0].id
    return "empty"
