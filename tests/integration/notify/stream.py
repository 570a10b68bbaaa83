"""Reads a live stream as a tablet does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import ClientResponse

from tests.factories.installation import Person


@dataclass(slots=True)
class Stream:
    """`mark` is the newest id to resume after; `delayed` is what was told of the log."""

    response: ClientResponse
    mark: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    delayed: list[bool] = field(default_factory=list)

    async def read_block(self, seconds: float = 10.0) -> str:
        """The kind of the next event, "" for a heartbeat; raises EOFError at the stream's end."""
        block = b""
        async with asyncio.timeout(seconds):
            while not block.endswith(b"\n\n"):
                piece = await self.response.content.readuntil(b"\n\n")
                if not piece:
                    raise EOFError
                block += piece
        return self._note(block.decode())

    async def until_fact(self, kind: str, id_: str, change: str = "set") -> dict[str, Any]:
        while not (
            found := [one for one in self.facts if (one["kind"], one["id"], one["change"]) == (kind, id_, change)]
        ):
            await self.read_block()
        return found[-1]

    async def until_event(self, event: str) -> None:
        while event not in self.others:
            await self.read_block()

    async def until_delayed(self, delayed: bool) -> None:
        while self.delayed[-1] != delayed:
            await self.read_block()

    async def until_mark(self) -> None:
        """Past the mark that follows the last facts."""
        while await self.read_block() != "mark":
            pass

    async def until_end(self) -> None:
        try:
            while True:
                await self.read_block()
        except EOFError:
            return

    def told_of(self, id_: str) -> bool:
        return any(id_ in orjson.dumps(fact).decode() for fact in self.facts)

    def _note(self, block: str) -> str:
        fields = dict(line.split(": ", 1) for line in block.strip().splitlines() if ": " in line)
        event = fields.get("event", "")
        self.mark = fields.get("id", self.mark)
        if event == "fact":
            self.facts.append(orjson.loads(fields["data"]))
        elif event == "delayed":
            self.delayed.append(orjson.loads(fields["data"])["delayed"])
        elif event:
            self.others.append(event)
        return event


@asynccontextmanager
async def stream(person: Person, after: str = "") -> AsyncIterator[Stream]:
    """Open, and past its first mark."""
    headers = {"Authorization": f"Bearer {person.token}"} | ({"Last-Event-ID": after} if after else {})
    async with person.client.get("/api/stream", headers=headers) as response:
        assert response.status == 200, await response.text()
        opened = Stream(response)
        await opened.until_event("mark")
        yield opened
