"""Handing papers out and taking them back."""

from services.documents.books.commands import burn_books
from services.documents.claims.commands import claim, discard
from services.documents.claims.store import Claim
from services.documents.documents.commands import check_open
from services.documents.documents.model import Document, Recall
from services.documents.documents.store import DOCUMENTS
from services.documents.world import World
from shared.aggregates import Act
from shared.membership import Member
from shared.metrics import Counter, counted
from shared.problems import Conflict, NotFound
from shared.secrecy import check_secrecy
from shared.store.port import every
from shared.words import Classification

# change: released, recalled
RELEASES = counted(
    Counter("hop_documents_releases", "Papers released and recalled.", ["change"]), "released", "recalled"
)


async def release_version(
    world: World, document: Document, member: Member, version_id: str, act: Act, note: str = ""
) -> Document:
    """An older released version is served no longer; its text stays, to be compared with.

    Raises PapersClosed, SecretRefused, NotReleasable, DeclarationDue, NotFound, and Conflict when another version was
    released since the paper was loaded.
    """
    check_open(member.meeting)
    check_secrecy(Classification.NONE, note, about=version_id, allowed=world.secrets_allowed)
    version = document.version_of(version_id)
    if version.declaration and version.is_releasable:  # whoever declared it may have ended before its text was readable
        await world.pages.unseal(version.folder)
    shown = document.released
    keep = shown is not None and await world.keepsakes.holds(shown.id)
    doomed = None if keep else await _claim_of_released(world, document, version_id)
    before = document.sequence

    def decide(document: Document) -> None:
        now = document.released
        if now and now.id not in {version_id, shown and shown.id}:
            raise Conflict  # the files that were claimed are not those of the version it replaces
        document.release(version_id, act.at, note, keep_older=keep)

    saved = await world.documents.change(document.id, decide, act)
    if doomed:
        await discard(world, doomed)
    RELEASES.labels("released").inc(saved.sequence - before > 0)
    return saved


async def release_all(world: World, member: Member, act: Act) -> list[str]:
    """Ids of the papers whose newest checked version is now released; said again, it goes on where it stopped."""
    check_open(member.meeting)
    released: list[str] = []
    async for stored in every(world.store, DOCUMENTS, "by_mark", member.meeting["id"], each="releasable"):
        document = Document.load(stored)
        if version := document.releasable:
            try:
                await release_version(world, document, member, version.id, act)
            except (Conflict, NotFound):
                continue  # recalled, removed or replaced meanwhile
            released.append(document.id)
    return released


async def recall_document(world: World, document: Document, reason: str, act: Act) -> Document:
    """First hidden, then its files deleted, so that living links die, then said. Raises NotReleased, ObjectsAway."""
    recall = Recall(reason=reason, by=act.actor_id or "", at=act.at)
    document = await world.documents.change(document.id, lambda one: one.begin_recall(recall), act)
    return await _finish_recall(world, document, act)


async def finish_recalls(world: World) -> None:
    """Those that a crash, or objects that were away, left half done. Raises ObjectsAway."""
    async for stored in every(world.store, DOCUMENTS, "by_duty", "recall"):
        document = Document.load(stored)
        if document.recall:
            await _finish_recall(world, document, Act(world.clock.now(), actor_id=document.recall.by))


async def _finish_recall(world: World, document: Document, act: Act) -> Document:
    for version in document.recalled_now:
        await burn_books(world, version.id)
        await world.objects.delete(version.served_keys)
        await world.pages.delete(version.folder)
    saved = await world.documents.change(document.id, lambda one: one.finish_recall(), act)
    RELEASES.labels("recalled").inc()
    return saved


async def _claim_of_released(world: World, document: Document, version_id: str) -> Claim | None:
    shown = document.released
    if shown is None or shown.id == version_id:
        return None
    return await claim(world, document, shown, shown.served_keys, folder="")
