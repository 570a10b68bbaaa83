"""Ingest of a paper ÷ the bare steps in one process, and what it does to the event loop that answers requests.

The bare steps are those any product has to do, with the same settings, checks and sandbox left out: SHA-256, rewriting
by pikepdf, and by PDFium text of each page, thumbnails in strips, preview. Both are wall-clock time.
"""

import asyncio
import hashlib
import statistics
import tempfile
import time
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

from bench.papers import write_large_paper
from bench.rows import Row, compare
from services.documents.ingest import ingest
from services.documents.ingest.paper import PAGES_PER_STRIP
from services.documents.ingest.pictures import CELL

LONG_PAPER = Path(__file__).parents[1] / "services" / "demo" / "papers" / "GeoTopo-komprimiert.pdf"
PREVIEW_WIDTH = 800
STEP = 0.005  # seconds between two looks at the event loop
IDLE = 5.0  # seconds of looking before anything runs


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        large = folder / "large.pdf"
        await asyncio.to_thread(write_large_paper, large)
        size = large.stat().st_size
        return [
            await _speed("ingest of the 117-page paper ÷ bare steps", LONG_PAPER, folder),
            await _speed(f"ingest of the {size / 1e6:.0f} MB paper of 300 pages ÷ bare steps", large, folder),
            await _lag(large, folder),
        ]


async def _speed(name: str, paper: Path, folder: Path) -> Row:
    async def ours() -> float:
        return await _ingest(paper, folder)

    async def bare() -> float:
        begun = time.perf_counter()
        await asyncio.to_thread(_bare_steps, paper, folder)
        return time.perf_counter() - begun

    mine, theirs, ratio = await compare(ours, bare)
    return Row(name, ratio, 1.4, at_least=False, figures={"ours_s": round(mine, 2), "bare_s": round(theirs, 2)})


async def _lag(paper: Path, folder: Path) -> Row:
    """The loop from which papers are ingested is the one that answers: how much later than asked does it wake?"""
    idle = await _p99_lag(asyncio.create_task(asyncio.sleep(IDLE)))
    busy = await _p99_lag(asyncio.create_task(_ingest(paper, folder)))
    figures = {"idle_p99_ms": round(idle * 1000, 2), "ingest_p99_ms": round(busy * 1000, 2)}
    return Row("event-loop lag during ingest, p99 ÷ idle", busy / idle, figures=figures)


async def _p99_lag(work: "asyncio.Task[object]") -> float:
    lags: list[float] = []
    while not work.done():
        begun = time.perf_counter()
        await asyncio.sleep(STEP)
        lags.append(max(0.0, time.perf_counter() - begun - STEP))
    await work
    return statistics.quantiles(lags, n=100)[98]


async def _ingest(paper: Path, folder: Path) -> float:
    with tempfile.TemporaryDirectory(dir=folder) as workspace:
        begun = time.perf_counter()
        await ingest(paper, paper.name, Path(workspace))
        return time.perf_counter() - begun


def _bare_steps(paper: Path, folder: Path) -> None:
    copy = folder / "copy.pdf"
    with paper.open("rb") as file:
        hashlib.file_digest(file, "sha256").hexdigest()
    with pikepdf.open(paper) as pdf:
        pdf.save(copy, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    document = pypdfium2.PdfDocument(copy)
    for first in range(0, len(document), PAGES_PER_STRIP):
        _read_strip(document, first, folder)
    _draw_preview(document[0], folder)
    document.close()


def _read_strip(document: pypdfium2.PdfDocument, first: int, folder: Path) -> None:
    """Text and thumbnail of each page while it is open; quality and method as services.documents.ingest.pictures."""
    pages = range(first, min(first + PAGES_PER_STRIP, len(document)))
    strip = Image.new("RGB", (CELL[0], CELL[1] * len(pages)), "white")
    for place, number in enumerate(pages):
        page = document[number]
        page.get_textpage().get_text_range()
        width, height = page.get_size()
        picture = page.render(scale=min(CELL[0] / width, CELL[1] / height)).to_pil()
        strip.paste(picture, (0, place * CELL[1]))
        page.close()
    strip.save(folder / "strip.webp", quality=50, method=0)


def _draw_preview(page: pypdfium2.PdfPage, folder: Path) -> None:
    picture = page.render(scale=PREVIEW_WIDTH / page.get_size()[0], grayscale=True).to_pil()
    greys = [round(value / 85) * 85 for value in range(256)]
    picture.point(greys).save(folder / "preview.webp", lossless=True, quality=25, method=2)
