"""The book of 50 papers as one PDF ÷ a bare pikepdf merge of the same files in one process.

Both begin with the papers at hand. Ours sets a table of contents, starts a confined process, merges, marks, and
numbers every page. The bare merge opens, appends and saves with the same settings. Both are wall-clock time.
"""

import asyncio
import shutil
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from bench.ingest import LONG_PAPER
from bench.rows import Row, compare
from services.documents.books import binding
from services.documents.books.commands import contents_of, prepare, verdict
from services.documents.books.model import Book, BoundPaper
from services.documents.ingest import Limits
from services.documents.ingest.sandbox import run_module

PAPERS, LONG = 50, 20  # papers, and pages of each: the thousand pages of a congress


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        papers = await asyncio.to_thread(_write_papers, folder)
        return [await _speed(folder, papers)]


async def _speed(folder: Path, papers: list[Path]) -> Row:
    async def ours() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as workspace:
            for number, paper in enumerate(papers):
                await asyncio.to_thread(shutil.copyfile, paper, Path(workspace) / f"paper-{number}.pdf")
            begun = time.perf_counter()
            pages, _ = await _bind(Path(workspace))
            assert pages > PAPERS * LONG
            return time.perf_counter() - begun

    async def bare() -> float:
        begun = time.perf_counter()
        await asyncio.to_thread(_merge, papers, folder / "bare.pdf")
        return time.perf_counter() - begun

    mine, theirs, ratio = await compare(ours, bare)
    figures = {"ours_s": round(mine, 2), "bare_s": round(theirs, 2), "pages": PAPERS * LONG}
    return Row(f"book of {PAPERS} papers as one PDF ÷ bare merge", ratio, 1.3, at_least=False, figures=figures)


async def _bind(folder: Path) -> tuple[int, int]:
    book = _book()
    contents = await asyncio.to_thread(contents_of, book)
    await asyncio.to_thread(prepare, folder, book, contents)
    await run_module(binding.__name__, folder, Limits())
    assert (folder / binding.BOOK).exists()
    return await asyncio.to_thread(verdict, folder)


def _book() -> Book:
    papers = [
        BoundPaper(
            document_id=f"d{number}",
            version_id=f"v{number}",
            title=f"Báo cáo số {number}",
            under=(f"Nội dung {number // 5}",),
            pages=LONG,
            key="",
        )
        for number in range(PAPERS)
    ]
    return Book(
        id="b",
        meeting_id="m",
        person_id="p",
        asker_id="p",
        title="Kỳ họp",
        subtitle="08 giờ 30",
        papers=papers,
        due_at=datetime.now(UTC),
    )


def _write_papers(folder: Path) -> list[Path]:
    """Each of twenty pages of the demo's long paper, with its fonts and pictures."""
    papers = []
    with pikepdf.open(LONG_PAPER) as source:
        pages = len(source.pages)
        for page in source.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]  # links by name lead nowhere in a part of a paper
        for number in range(PAPERS):
            with pikepdf.Pdf.new() as paper:
                paper.pages.extend([source.pages[(number * LONG + place) % pages] for place in range(LONG)])
                path = folder / f"{number}.pdf"
                paper.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
                papers.append(path)
    return papers


def _merge(papers: list[Path], target: Path) -> None:
    with ExitStack() as opened, pikepdf.Pdf.new() as book:
        for paper in papers:
            book.pages.extend(opened.enter_context(pikepdf.open(paper)).pages)
        book.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
