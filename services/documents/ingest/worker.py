"""Ingesting a paper, seen from the service: one call, one verdict, nothing left behind."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import secrets
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from shared.stamps import StampRule, stamp_in_name

from .child import VERDICT
from .kinds import BY_OFFICE, MEDIA_TYPES, Kind, kind_of_name
from .office import office_available, remove_pipe
from .paper import PAGES_PER_STRIP, Ingested, Limits, OutlineEntry
from .refusal import IngestFailed, RefusalReason, Refused
from .sandbox import run_child

T = TypeVar("T")

_MADE = ("reading.pdf", "preview.webp", "thumbnails-*.webp")


async def ingest(source: Path, name: str, workspace: Path, limits: Limits | None = None) -> Ingested:
    """Check a paper and make what readers get of it; `source` is only read.

    `workspace` is an existing folder; the files of the result are in it afterwards, and nothing else of ours, whatever
    happened. Raises Refused when the paper is at fault, IngestFailed when the machine is. Cancelling ends the child.
    """
    limits = limits or Limits()
    folder = workspace / f"ingest-{secrets.token_hex(8)}"
    done = False
    try:
        kind, size = await _undivided(_admit, source, name, limits, folder)
        hashing = asyncio.create_task(asyncio.to_thread(_sha256, source))  # on another core than the child
        try:
            await run_child(source, kind, folder, limits)
        finally:
            digest = await hashing
        paper = await _undivided(_result, folder, workspace, kind, size, digest)
        done = True
        return paper
    finally:
        await _undivided(_clear, folder, workspace, done)


async def _undivided(step: Callable[..., T], *arguments: object) -> T:
    """Run a step in a thread; when cancelled, wait for it first: it would go on writing files nobody then removes."""
    running = asyncio.create_task(asyncio.to_thread(step, *arguments))
    try:
        return await asyncio.shield(running)
    finally:
        await asyncio.wait([running])
        running.exception()  # seen, should the cancellation be all that leaves here


def _admit(source: Path, name: str, limits: Limits, folder: Path) -> tuple[Kind, int]:
    kind, size = kind_of_name(name), source.stat().st_size
    rule = stamp_in_name(name)
    if rule is not None and not limits.secrets_allowed:
        raise Refused(RefusalReason.SECRET_STAMP, rule)
    if size == 0:
        raise Refused(RefusalReason.EMPTY)
    if size > limits.bytes:
        raise Refused(RefusalReason.TOO_LARGE)
    if kind in BY_OFFICE and not office_available():
        raise Refused(RefusalReason.OFFICE_UNAVAILABLE)
    folder.mkdir(mode=0o700)
    (folder / "scratch").mkdir()
    return kind, size


def _sha256(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clear(folder: Path, workspace: Path, done: bool) -> None:
    remove_pipe(folder / "scratch")
    if folder.exists():
        shutil.rmtree(folder)
    for pattern in () if done else _MADE:
        for path in workspace.glob(pattern):
            path.unlink()


def _result(folder: Path, workspace: Path, kind: Kind, size: int, digest: str) -> Ingested:
    """Read the verdict as what it is: words of a process that a hostile file may have taken over."""
    try:
        verdict = json.loads(_plain_file(folder / VERDICT).read_bytes())
        if "failed" in verdict:
            raise IngestFailed(f"the worker could not go on: {verdict['failed']}")
        if "refused" in verdict:
            reason, rule, place = verdict["refused"]
            raise Refused(RefusalReason(reason), StampRule(rule) if rule else "", str(place))
        return _ingested(verdict["paper"], folder, workspace, kind, size, digest)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Refused(RefusalReason.DAMAGED, place=f"verdict {type(error).__name__}") from None


def _ingested(facts: dict[str, Any], folder: Path, workspace: Path, kind: Kind, size: int, digest: str) -> Ingested:
    text = [str(page) for page in facts["text"]]
    return Ingested(
        media_type=MEDIA_TYPES[kind],
        kind=kind.value,
        sha256=digest,
        size=size,
        pages=len(text),
        page_sizes=[(float(width), float(height)) for width, height in facts["sizes"]],
        outline=[
            OutlineEntry(title=str(entry["title"]), page=int(entry["page"]), level=int(entry["level"]))
            for entry in facts["outline"]
        ],
        text=text,
        needs_declaration=bool(facts["needs_declaration"]),
        files=_taken_over(folder, workspace, len(text)),
    )


def _taken_over(folder: Path, workspace: Path, pages: int) -> dict[str, Path]:
    strips = [f"thumbnails-{index}" for index in range(math.ceil(pages / PAGES_PER_STRIP))]
    made = {"reading": "reading.pdf", **{name: f"{name}.webp" for name in ("preview", *strips)}}
    for file in made.values():
        _plain_file(folder / file)
    return {name: (folder / file).replace(workspace / file) for name, file in made.items()}


def _plain_file(path: Path) -> Path:
    """The path, if it is a file of its own: a link that the child left could lead anywhere once followed out here."""
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        raise Refused(RefusalReason.DAMAGED, place="odd output")
    return path
