"""Secretaries at work while things break, and what they were told of each act."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from services.gateway.setup.commands import ROOT_ID
from shared.ids import new_id
from tests.factories.meetings import meeting_body
from tests.factories.tablet import NO_ANSWER, PASSWORD, Tablet
from tests.faults.office import DELEGATES, Office, people

WRITERS = 3
ITEMS = 2  # for each meeting
ASKS_AGAIN = 0.1  # seconds
GIVES_UP = 0.1  # how likely after each request without an answer


@dataclass(slots=True)
class Told:
    """By title. What nobody answered and nobody asked again is done wholly or not at all."""

    name: str
    """In all titles."""
    meetings: dict[str, str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    items: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By the meeting's title."""
    refused: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    asked: int = 0
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def further(self, count: int) -> None:
        """Until so many more requests came to an end, well or badly."""
        wanted = self.asked + count
        async with self.moved:
            await self.moved.wait_for(lambda: self.asked >= wanted)


@dataclass(slots=True)
class Writer:
    office: Office
    tablet: Tablet
    told: Told
    name: str
    chance: random.Random

    async def work(self) -> None:
        """Until cancelled in between two meetings."""
        number = 0
        while True:
            number += 1
            await self._meeting(f"Họp {self.name}.{number} thường kỳ")

    async def _meeting(self, title: str) -> None:
        made = await self._act("POST", "/api/meetings", meeting_body(title, ROOT_ID), title)
        if made is None:
            return
        self.told.meetings[title] = made["id"]
        path = f"/api/meetings/{made['id']}"
        for number in range(ITEMS):
            item = f"Nội dung {number} của {title}"
            body = {"title": item, "kind": "discussion"}
            if await self._act("POST", f"{path}/agenda-items", body, item) is not None:
                self.told.items[title].append(item)
        wrong = f"Nội dung hỏng của {title}"
        await self._act("POST", f"{path}/agenda-items", {"title": wrong, "kind": "nothing"}, wrong, refused=True)
        if await self._act("POST", f"{path}/participants", people(DELEGATES), f"{title}: mời") is None:
            return
        if await self._act("POST", f"{path}/call", {}, f"{title}: gọi") is not None:
            self.told.called.add(title)

    async def _act(self, method: str, path: str, body: Any, title: str, *, refused: bool = False) -> Any:
        """The answer; None for a refused act, and for one that is left without an answer."""
        key, asked = new_id(), 0
        self.told.unanswered.add(title)
        while True:
            status, answer = await self.tablet.ask_once(method, path, body, key)
            asked += 1
            async with self.told.moved:
                self.told.asked += 1
                self.told.moved.notify_all()
            if status == 401:
                await self.tablet.sign_in("thuky", PASSWORD)
            elif status not in NO_ANSWER:
                break
            elif self.chance.random() < GIVES_UP:
                return None
            else:
                await asyncio.sleep(ASKS_AGAIN)
        self.told.unanswered.discard(title)
        if refused:
            assert status == 422, (status, answer)
            self.told.refused.add(title)
            return None
        was_done_before = status == 409 and asked > 1  # a step that cannot be taken twice
        assert status < 300 or was_done_before, (method, path, status, answer)
        return answer or {}


@asynccontextmanager
async def load(office: Office, chance: random.Random, name: str) -> AsyncIterator[Told]:
    name = f"{name}-{new_id()[:6]}-"  # in no title of any other test
    told = Told(f"Họp {name}")
    writers = [
        Writer(office, await office.of("thuky"), told, f"{name}{number}", random.Random(chance.random()))
        for number in range(WRITERS)
    ]
    tasks = [asyncio.create_task(writer.work()) for writer in writers]
    try:
        yield told
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [end for end in ends if not isinstance(end, asyncio.CancelledError)] == []
