"""Makes copies of others' state anew from the log, while the service answers from those it has.

The log is heard from its beginning into a store in a temporary folder, as far as the service itself has heard; a crash
until then leaves nothing. Then each copy that differs takes the place of the old one, by a versioned save: whoever
reads meets the old or the new, and a consumer that was faster makes us look again.
"""

import asyncio
from argparse import Namespace
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from services.hop.archive import in_threads
from services.hop.backup import temporary_folder
from services.hop.drafts import Drafts
from services.hop.opened import Opened, opened
from services.hop.trouble import NoSuchName
from shared.backends import Backends, open_backends
from shared.copies import Copies, Derived
from shared.events.envelope import Event
from shared.events.registry import fact_of
from shared.groups import task_group
from shared.reactions import LANES, Reactions, side_by_side
from shared.settings import Settings
from shared.store.port import Collection, Stored, VersionConflict

ROUNDS = 20
CAUGHT_UP_WITHIN = 30.0  # seconds
LOOK_AGAIN = 0.05


def arguments(commands: Any) -> None:
    parser = commands.add_parser("rebuild", help="copies of others' state anew from the log, while Hop runs")
    parser.add_argument("name", help="a group (documents.meetings), or all")
    parser.set_defaults(run=run)


async def run(chosen: Namespace, settings: Settings) -> int:
    """1 when something could not be settled: run it again at a quieter time."""
    service = "" if chosen.name == "all" else chosen.name.partition(".")[0]
    async with opened(settings, *([service] if service else [])) as hop:
        wanted = [group for group in hop.groups("" if chosen.name == "all" else chosen.name) if rebuildable(hop, group)]
        if not wanted:
            known = ", ".join(group.group for group in hop.groups() if rebuildable(hop, group))
            raise NoSuchName(f"{chosen.name} keeps nothing that follows from the log alone; there are {known}")
        left = [await rebuild(hop, group) for group in wanted]
    return 1 if any(left) else 0


def rebuildable(hop: Opened, group: Reactions) -> Copies | Derived | None:
    return next((service.rebuilds[group.group] for service in hop.services if group.group in service.rebuilds), None)


async def rebuild(hop: Opened, group: Reactions) -> bool:
    """Whether something is left to do."""
    what = rebuildable(hop, group)
    if isinstance(what, Derived):
        await hear_log(hop.kit.backends, group, what.handlers)
        print(f"{group.group}: written anew")
        return False
    assert what is not None
    async with in_threads(temporary_folder()) as folder, open_backends(_shadow(folder)) as shadow:
        work = Rebuilding(group, what, hop.kit.backends, shadow)
        await work.do()
    print(f"{group.group}: {work.same} as they were, {work.replaced} replaced, {work.removed} removed")
    if work.pending or work.unsure:
        print(f"{group.group}: left are {len(work.pending)} that change fast, {len(work.unsure)} that no fact explains")
    return bool(work.pending or work.unsure)


def _shadow(folder: Path) -> Settings:
    database = f"sqlite:///{folder}/data/hop.db"
    return Settings(data=folder / "data", store_url=database, events_url=database, objects_url=f"file:///{folder}/none")


async def hear_log(backends: Backends, group: Reactions, handlers: Any) -> None:
    """From the beginning, as far as the group has heard: what it has not, it will handle itself, with all effects."""
    by_type = {fact.type: handler for fact, handler in handlers.items()}
    marks: dict[str, int] = {}

    async def follow(lane: Sequence[Event]) -> None:
        for event in lane:
            if fact := fact_of(event):
                await by_type[event.type](fact, event)

    async with aclosing(backends.keeping.events()) as batches:
        async for batch in batches:
            told = [event for event in batch if event.source in group.topics and event.type in by_type]
            marks |= await group.last_heard({event.subject for event in told} - marks.keys())
            await side_by_side([event for event in told if event.sequence <= marks[event.subject]], follow)


@dataclass(slots=True)
class Rebuilding:
    group: Reactions
    copies: Copies
    live: Backends
    shadow: Backends
    same: int = 0
    replaced: int = 0
    removed: int = 0
    pending: set[tuple[str, str]] = field(default_factory=set)
    unsure: set[tuple[str, str]] = field(default_factory=set)
    _collections: dict[str, Collection] = field(default_factory=dict)
    _settled: set[tuple[str, str]] = field(default_factory=set)

    async def do(self) -> None:
        drafts = Drafts(self.shadow)
        handlers, projections = self.copies.make(drafts)
        self._collections = {one.collection.name: one.collection for one in projections}

        async def hear() -> None:
            await hear_log(self.live, self.group, handlers)
            await drafts.lay_down()
            await self._switch()

        for _ in range(ROUNDS):
            await hear()
            if not self.pending:
                break
        strays = await self._strays()
        if strays and await self._caught_up():
            await hear()
            await self._remove(strays)
            strays = await self._strays()
        self.unsure = strays

    async def _switch(self) -> None:
        self.pending.clear()
        async with aclosing(self.shadow.keeping.documents(str)) as batches:
            async for batch in batches:
                for collection, copies in groupby(batch, lambda kept: self._collections[kept.collection]):
                    await self._settle(collection, {kept.id: kept.body or {} for kept in copies})

    async def _settle(self, collection: Collection, made: dict[str, dict[str, Any]]) -> None:
        """`made` by id. What the live copies lack is written together, what differs one by one."""
        there = await self.live.store.get_many(collection, list(made))
        missing = {key: body for key, body in made.items() if key not in there}
        taken = await self.live.store.insert_many(collection, missing)
        for key in missing:
            self._note(collection, key, None if key in taken else True)
        gate = asyncio.Semaphore(LANES)

        async def replace(live: Stored) -> None:
            async with gate:
                self._note(collection, live.id, await self._replace(collection, live, made[live.id]))

        async with task_group() as group:
            for live in there.values():
                group.create_task(replace(live))

    async def _replace(self, collection: Collection, live: Stored, body: dict[str, Any]) -> bool | None:
        """Whether the live copy was another; None while it has heard more than ours, or moves."""
        if _told(live.body) == _told(body):
            return False
        if live.body.get("_heard", 0) > body["_heard"]:
            return None
        try:
            await self.live.store.save(collection, live, body)
        except VersionConflict:
            return None
        return True

    def _note(self, collection: Collection, document_id: str, replaced: bool | None) -> None:
        place = collection.name, document_id
        if replaced is None:
            self.pending.add(place)
            return
        self.replaced += replaced
        self.same += not replaced and place not in self._settled
        self._settled.add(place)

    async def _strays(self) -> set[tuple[str, str]]:
        """Live copies that no fact explains (yet)."""
        strays = set()
        async with aclosing(self.live.keeping.documents(str, self._collections)) as batches:
            async for batch in batches:
                live = [(kept.collection, kept.id) for kept in batch if kept.body]
                made = await self.shadow.store.get_each(*((self._collections[name], key) for name, key in live))
                strays |= {place for place, ours in zip(live, made, strict=True) if ours is None}
        return strays

    async def _caught_up(self) -> bool:
        """Whether the group has once heard everything: then each copy's mark has been moved too."""
        deadline = asyncio.get_running_loop().time() + CAUGHT_UP_WITHIN
        while await self.live.log.behind(self.group.group, self.group.topics):
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(LOOK_AGAIN)
        return True

    async def _remove(self, strays: set[tuple[str, str]]) -> None:
        for name, document_id in strays:
            collection = self._collections[name]
            there = await self.live.store.get(collection, document_id)
            if there and await self.shadow.store.get(collection, document_id) is None:
                self.removed += await self.live.keeping.forget(name, document_id, there.version)


def _told(body: dict[str, Any]) -> dict[str, Any]:
    """Without by which fact it was written: one that changes nothing need not write it."""
    return {name: value for name, value in body.items() if name != "_heard"}
