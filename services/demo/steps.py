"""What the demo has done already, so that a load broken off at any moment goes on where it stopped."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from shared.clock import from_text, to_text
from shared.store.port import AlreadyThere, Collection, Document, Store

STEPS = Collection("demo.steps")
BEGINNING, PASSWORD = "beginning", "password"


class Steps:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def once(self, name: str, do: Callable[[], Awaitable[Document]]) -> Document:
        """What the step gave, now or before. A crash may have it done twice, so it must be idempotent."""
        if (stored := await self._store.get(STEPS, name)) is not None:
            return stored.body
        gave = await do()
        await self._store.insert(STEPS, name, gave)
        return gave

    async def begin(self, now: datetime) -> datetime:
        """The moment from which all of the demo's times are counted, the same for ever."""

        async def note() -> Document:
            return {"at": to_text(now)}

        return from_text((await self.once(BEGINNING, note))["at"])

    async def password_hash(self) -> str | None:
        """Of the password the demo gave to everybody last."""
        stored = await self._store.get(STEPS, PASSWORD)
        return stored.body["hash"] if stored else None

    async def note_password(self, hashed: str) -> None:
        try:
            await self._store.insert(STEPS, PASSWORD, {"hash": hashed})
        except AlreadyThere:
            stored = await self._store.get(STEPS, PASSWORD)
            assert stored is not None
            await self._store.save(STEPS, stored, {"hash": hashed})
