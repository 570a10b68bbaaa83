"""Removes what no paper names any more."""

from datetime import datetime, timedelta

import structlog

from services.documents.claims.store import Claim
from services.documents.documents.model import Document
from services.documents.versions.model import Version
from services.documents.world import World
from shared.aggregates import Act
from shared.ids import new_id
from shared.objects.port import ObjectsAway
from shared.problems import NotFound
from shared.words import VersionState

log = structlog.get_logger()

LATER = timedelta(minutes=5)  # by then a command that made a claim has saved its paper, or never will


async def claim(world: World, document: Document, version: Version, keys: list[str], folder: str) -> Claim:
    """Before a save after which the paper does not name these any more; `discard` follows the save."""
    made = Claim(
        document_id=document.id,
        version_id=version.id,
        keys=keys,
        upload_token=version.upload_token,
        folder=folder,
        due_at=world.clock.now() + LATER,
    )
    await world.claims.make(new_id(), made)
    return made


async def discard(world: World, doomed: Claim) -> None:
    """Removes what the claim names. When the objects are away, the sweep does it later."""
    try:
        await _delete(world, doomed, set(doomed.keys))
        if doomed.folder:
            await world.pages.delete(doomed.folder)
    except ObjectsAway:
        log.warning("objects away, removal waits", document_id=doomed.document_id, version_id=doomed.version_id)


async def sweep(world: World) -> None:
    """All claims that are due. Raises ObjectsAway."""
    now = world.clock.now()
    while stored_claims := await world.claims.due(now):
        for stored in stored_claims:
            await world.claims.settle(stored, await _look_at(world, Claim.model_validate(stored.body), now))


async def _look_at(world: World, claim: Claim, now: datetime) -> datetime | None:
    """When to look again; None when it is done."""
    document = await world.documents.look_up(claim.document_id)
    version = document.look_for(claim.version_id) if document else None
    if version and claim.lease and version.lease and version.lease.token == claim.lease:
        return now + LATER
    if version and version.incoming in claim.keys:
        if version.state is VersionState.CHECKING:
            return now + LATER
        until = version.created_at + timedelta(hours=world.settings.upload_hours)
        if until > now:
            return until
        if not await _abandon(world, claim):
            return now + LATER
        document = await world.documents.look_up(claim.document_id)
    await _delete(world, claim, set(claim.keys) - (document.keys if document else set()))
    if claim.folder and claim.folder not in (document.folders if document else set()):
        await world.pages.delete(claim.folder)
    return None


async def _abandon(world: World, claim: Claim) -> bool:
    """An upload that never ended is over, as if it had never begun; not when it has just ended after all."""

    def decide(document: Document) -> None:
        version = document.look_for(claim.version_id)
        if version and version.state is VersionState.UPLOADING:
            document.cancel_upload(claim.version_id)

    try:
        document = await world.documents.change(claim.document_id, decide, Act(world.clock.now()))
    except NotFound:
        return True
    return document.look_for(claim.version_id) is None


async def _delete(world: World, claim: Claim, keys: set[str]) -> None:
    for key in sorted(keys):
        if key.startswith("incoming/"):
            await world.objects.abort_upload(key, claim.upload_token)
    await world.objects.delete([key for key in sorted(keys) if not key.startswith("incoming/")])
