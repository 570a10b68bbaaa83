"""Checks one version and makes it readable. What was found is saved in one step; what a crash leaves has a claim."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import structlog

from services.documents.checking import workspaces
from services.documents.checking.queue import Check, hold_while, postpone, take_next
from services.documents.claims.store import Claim
from services.documents.documents.model import Document, Names
from services.documents.ingest import Ingested, IngestFailed, Limits, Refused, ingest
from services.documents.pages.store import Heading, Layout
from services.documents.versions.model import MOST_ATTEMPTS, Checked, Refusal
from services.documents.versions.problems import NotCheckedAnyMore
from services.documents.world import World
from shared import tracing
from shared.aggregates import Act
from shared.ids import new_id
from shared.metrics import Counter, Histogram, counted
from shared.objects.port import NoSuchObject, ObjectsAway
from shared.problems import NotFound
from shared.store.port import StoreAway

log = structlog.get_logger()

# kind: pdf, docx, …, or unknown when it was refused; outcome: passed, refused
CHECKS = Histogram(
    "hop_documents_check_seconds",
    "Time to check a paper and make it readable, in seconds.",
    ["kind", "outcome"],
    buckets=(0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256),
)
# outcome: postponed (the machine was at fault), lost (somebody else took it over, or it was cancelled)
INTERRUPTIONS = counted(
    Counter("hop_documents_check_interruptions", "Checks that came to no answer.", ["outcome"]), "postponed", "lost"
)

AGAIN = timedelta(seconds=15)
CLAIM_FOR = timedelta(minutes=5)
PDF, WEBP = "application/pdf", "image/webp"
_AWAY = (IngestFailed, ObjectsAway, StoreAway, OSError)


async def check_next(world: World) -> bool:
    """Whether there was one to check."""
    check = await take_next(world)
    if check is None:
        return False
    try:
        with tracing.follow(check.version.traceparent, "check paper", {"hop.attempt": str(check.version.attempts)}):
            await hold_while(world, check, asyncio.create_task(_check(world, check)))
    except (NotCheckedAnyMore, NotFound):
        INTERRUPTIONS.labels("lost").inc()
    except _AWAY as error:
        log.warning("check postponed", version_id=check.version.id, reason=type(error).__name__)
        INTERRUPTIONS.labels("postponed").inc()
        await postpone(world, check, world.clock.now() + AGAIN)
    except asyncio.CancelledError:
        await postpone(world, check, world.clock.now())
        raise
    return True


async def sweep_workspaces(world: World) -> None:
    """Removes folders in which nobody works any more."""
    for document_id, token in await workspaces.left(world.check_folder):
        document = await world.documents.look_up(document_id)
        leases = [version.lease.token for version in document.versions if version.lease] if document else []
        book = await world.books.look_up(document_id)
        if token not in leases and not (book and book.is_bound_in(token)):
            await workspaces.remove(world.check_folder, document_id, token)


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
            with tracing.step("fetch paper"):
                await world.objects.fetch(check.version.incoming, source)
            name = world.names.read(check.version.file_name, check.version.sealed_name)
            with tracing.step("open paper"):
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
    with tracing.step("put paper"):
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

    await world.documents.change(check.document_id, decide, _act(world, check))


async def _refuse(world: World, check: Check, refusal: Refusal) -> None:
    """The verdict is kept, then the bytes are removed, then it is said: whoever hears of it finds nothing left."""
    version_id, act = check.version.id, _act(world, check)
    await world.documents.change(
        check.document_id, lambda one: one.version_of(version_id).condemn(check.token, refusal), act
    )
    await world.objects.abort_upload(check.version.incoming, check.version.upload_token)
    await world.documents.change(check.document_id, lambda one: one.refuse_checked(version_id, check.token), act)


def _act(world: World, check: Check) -> Act:
    """Nobody's, and a consequence of the upload."""
    return Act(world.clock.now(), request_id=check.version.request_id)


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
        secrets_allowed=world.secrets_allowed,
    )
