"""Claims: what is about to be written or deleted among the objects, noted before it is done.

The object store cannot be listed, so nothing comes into it without a note. Whatever no paper names when the note falls
due is removed: after a crash between two steps, and after a signed upload address has run out.
"""

from contextlib import suppress
from datetime import datetime

from pydantic import BaseModel

from shared.clock import Moment, to_text
from shared.problems import Conflict
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, Stored, VersionConflict

CLAIMS = Collection("documents.claims", (Index("by_due", (), order="due_at"),))


class Claim(BaseModel):
    """`upload_token` belongs to an unfinished upload, `lease` and `folder` to a check."""

    document_id: str
    version_id: str
    keys: list[str]
    upload_token: str = ""
    lease: str = ""
    folder: str = ""
    due_at: Moment


class Claims:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def make(self, claim_id: str, claim: Claim) -> None:
        """The same id again takes the place of the claim that is there. Raises Conflict once that was settled."""
        body = claim.model_dump(mode="json")
        try:
            await self._store.insert(CLAIMS, claim_id, body)
        except AlreadyThere:
            await self._replace(claim_id, body)

    async def due(self, now: datetime) -> list[Stored]:
        return (await self._store.find(CLAIMS, "by_due", until=to_text(now))).items

    async def settle(self, stored: Stored, again_at: datetime | None) -> None:
        """Given up, or to be looked at again. Nothing happens when somebody else was faster."""
        try:
            if again_at is None:
                await self._store.delete(CLAIMS, stored)
            else:
                body = stored.body | {"due_at": to_text(again_at)}
                await self._store.save(CLAIMS, stored, body)
        except VersionConflict:
            return

    async def _replace(self, claim_id: str, body: Document) -> None:
        while there := await self._store.get(CLAIMS, claim_id):
            with suppress(VersionConflict):
                await self._store.save(CLAIMS, there, body)
                return
        raise Conflict
