"""Works off the versions that wait for their check, one at a time or a few.

The queue is the papers themselves. Whoever checks holds a lease with a token of his own; what he found is saved in one
step, which is refused to anybody else, so that a process that was ended or froze leaves neither half a version nor two.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from services.documents.checking import workspaces
from services.documents.claims.store import Claim
from services.documents.documents.model import Document, Names
from services.documents.documents.store import DOCUMENTS
from services.documents.ingest import Ingested, IngestFailed, Limits, Refused, ingest
from services.documents.pages.store import Heading, Layout
from services.documents.versions.model import MOST_ATTEMPTS, Checked, Lease, Refusal, Version
from services.documents.versions.problems import NotCheckedAnyMore
from services.documents.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.ids import new_id
from shared.metrics import Counter, Gauge, Histogram
from shared.objects.port import NoSuchObject, ObjectsAway
from shared.problems import Conflict, NotFound
from shared.store.port import StoreAway, every

log = structlog.get_logger()

# kind: pdf, docx, …, or unknown when it was refused; outcome: passed, refused
CHECKS = Histogram(
    "hop_documents_check_seconds",
    "Time to check a paper and make it readable, in seconds.",
    ["kind", "outcome"],
    buckets=(0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256),
)
# outcome: postponed (the machine was at fault), lost (somebody else took it over, or it was cancelled)
INTERRUPTIONS = Counter("hop_documents_check_interruptions", "Checks that came to no answer.", ["outcome"])
WAITING = Gauge("hop_documents_check_queue", "Versions that wait for their check, or are being checked.")

LEASE = timedelta(seconds=30)
RENEWAL = 10.0  # seconds
AGAIN = timedelta(seconds=15)
CLAIM_FOR = timedelta(minutes=5)
PDF, WEBP = "application/pdf", "image/webp"
_AWAY = (IngestFailed, ObjectsAway, StoreAway, OSError)


@dataclass(frozen=True, slots=True)
class Check:
    """One version being checked, and the token that says by whom."""

    document_id: str
    version: Version
    token: str


async def check_next(world: World) -> bool:
    """Whether there was one to check."""
    check = await _take(world)
    if check is None:
        return False
    try:
        await _hold_while(world, check, asyncio.create_task(_check(world, check)))
    except (NotCheckedAnyMore, NotFound):
        INTERRUPTIONS.labels("lost").inc()
    except _AWAY as error:
        log.warning("check postponed", version_id=check.version.id, reason=type(error).__name__)
        INTERRUPTIONS.labels("postponed").inc()
        await _postpone(world, check, world.clock.now() + AGAIN)
    except asyncio.CancelledError:
        await _postpone(world, check, world.clock.now())
        raise
    return True


async def sweep_workspaces(world: World) -> None:
    """Removes folders in which nobody works any more."""
    for document_id, token in await workspaces.left(world.check_folder):
        document = await world.documents.look_up(document_id)
        leases = [version.lease.token for version in document.versions if version.lease] if document else []
        if token not in leases:
            await workspaces.remove(world.check_folder, document_id, token)


async def measure_queue(world: World) -> None:
    waiting = every(world.store, DOCUMENTS, "by_duty", "check")
    WAITING.set(sum([len(Document.load(stored).waiting) async for stored in waiting]))


async def _take(world: World) -> Check | None:
    """The version that has waited longest; its lease ran out if somebody had it before."""
    while True:
        now = world.clock.now()
        until = to_text(now + timedelta(microseconds=1))
        page = await world.store.find(DOCUMENTS, "by_duty", "check", until=until, limit=1)
        if not page.items:
            return None
        document = Document.load(page.items[0])
        lease = Lease(token=new_id(), until=now + LEASE)
        version = document.take_first(lease)
        with contextlib.suppress(Conflict):
            await world.documents.save(document, Act(now))
            return Check(document.id, version, lease.token)


async def _hold_while(world: World, check: Check, work: asyncio.Task[None]) -> None:
    """Renews the lease until the work is done, and breaks it off when the lease is gone."""
    try:
        while not (await asyncio.wait([work], timeout=RENEWAL))[0]:
            await _renew(world, check)
        await work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _renew(world: World, check: Check) -> None:
    now = world.clock.now()
    lease = Lease(token=check.token, until=now + LEASE)
    await world.documents.change(check.document_id, lambda one: one.version_of(check.version.id).hold(lease), Act(now))


async def _check(world: World, check: Check) -> None:
    begun = time.monotonic()
    verdict = check.version.refusal or await _verdict(world, check)
    if verdict:
        await _refuse(world, check, verdict)
        CHECKS.labels("unknown", "refused").observe(time.monotonic() - begun)


async def _verdict(world: World, check: Check) -> Refusal | None:
    """Why it is refused; None when it passed and is saved."""
    if check.version.attempts > MOST_ATTEMPTS:
        return Refusal(reason="gave_up")
    begun = time.monotonic()
    async with workspaces.opened(world.check_folder, check.document_id, check.token) as folder:
        try:
            source = folder / "source"
            await world.objects.fetch(check.version.incoming, source)
            name = world.names.read(check.version.file_name, check.version.sealed_name)
            paper = await ingest(source, name, folder, _limits(world))
        except NoSuchObject:
            return Refusal(reason="lost")
        except Refused as refused:
            log.info(
                "paper refused",
                version_id=check.version.id,
                reason=refused.reason,
                rule=refused.rule,
                place=refused.place,
            )
            return Refusal(reason=refused.reason, rule=refused.rule)
        await _keep(world, check, paper, source)
    CHECKS.labels(paper.kind, "passed").observe(time.monotonic() - begun)
    return None


async def _keep(world: World, check: Check, paper: Ingested, source: Path) -> None:
    """Files and text under a fresh folder, then the version in one save."""
    folder = new_id()
    files = {"original": source, **paper.files}
    await world.claims.make(folder, _claim(world, check, folder, list(files)))
    for name, path in files.items():
        media_type = paper.media_type if name == "original" else PDF if name == "reading" else WEBP
        await world.objects.put(f"papers/{folder}/{name}", path, media_type)
    layout = Layout(
        outline=[Heading(**heading) for heading in paper.outline],
        page_sizes=[[width, height] for width, height in paper.page_sizes],
    )
    await world.pages.write(folder, paper.text, layout, sealed=paper.needs_declaration)
    await _save(world, check, _checked(paper, folder, await asyncio.to_thread(lambda: files["reading"].stat().st_size)))
    await world.objects.abort_upload(check.version.incoming, check.version.upload_token)


async def _save(world: World, check: Check, checked: Checked) -> None:
    file_name = world.names.read(check.version.file_name, check.version.sealed_name)

    def decide(document: Document) -> None:
        names = Names(title=world.names.read(document.title, document.sealed_title), file_name=file_name)
        document.pass_check(check.version.id, check.token, checked, names)

    await world.documents.change(check.document_id, decide, Act(world.clock.now()))


async def _refuse(world: World, check: Check, refusal: Refusal) -> None:
    """The verdict is kept, then the bytes are removed, then it is said: whoever hears of it finds nothing left."""
    version_id, act = check.version.id, Act(world.clock.now())
    await world.documents.change(
        check.document_id, lambda one: one.version_of(version_id).condemn(check.token, refusal), act
    )
    await world.objects.abort_upload(check.version.incoming, check.version.upload_token)
    await world.documents.change(check.document_id, lambda one: one.refuse_checked(version_id, check.token), act)


async def _postpone(world: World, check: Check, until: datetime) -> None:
    """When even that fails, the lease runs out by itself."""
    with contextlib.suppress(NotCheckedAnyMore, NotFound, StoreAway):
        await world.documents.change(
            check.document_id,
            lambda one: one.version_of(check.version.id).postpone(check.token, until),
            Act(world.clock.now()),
        )


def _claim(world: World, check: Check, folder: str, names: list[str]) -> Claim:
    return Claim(
        document_id=check.document_id,
        version_id=check.version.id,
        keys=[f"papers/{folder}/{name}" for name in names],
        lease=check.token,
        folder=folder,
        due_at=world.clock.now() + CLAIM_FOR,
    )


def _checked(paper: Ingested, folder: str, reading_size: int) -> Checked:
    return Checked(
        folder=folder,
        media_type=paper.media_type,
        sha256=paper.sha256,
        size=paper.size,
        pages=paper.pages,
        needs_declaration=paper.needs_declaration,
        reading_size=reading_size,
        thumbnails=sum(name.startswith("thumbnails-") for name in paper.files),
    )


def _limits(world: World) -> Limits:
    settings = world.settings
    return Limits(
        bytes=settings.largest_paper,
        pages=settings.most_pages,
        memory=settings.check_memory,
        seconds=settings.check_seconds,
    )
