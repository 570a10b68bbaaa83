"""Pictures of pages: one preview of page 1, and thumbnails in strips of 20.

A strip is one WebP, 160 pixels wide, with a cell of 160 × 226 for each of its pages from top to bottom; each page is
fitted into its cell and centred on white. The preview is lossless in four greys, because text compresses
best so and it comes before page 1 on a slow line. Pillow takes the format from the name here: told the format, it
first loads all its other ones, which costs as much as ten pages.
"""

from __future__ import annotations

import math
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pypdfium2
from pypdfium2 import raw

from .paper import PAGES_PER_STRIP

CELL = (160, 226)

_PREVIEW_WIDTH = 800
_PREVIEW_HEIGHT = 2400
_WHITE = 0xFFFFFFFF
_GREYS = [round(value / 85) * 85 for value in range(256)]
_QUALITY = 50  # legible at this size; the fastest method, because strips cost as much as the text of their pages


class Thumbnails:
    """Draws page after page into strips; full strips are encoded in a thread while the next one is drawn."""

    def __init__(self, folder: Path, pages: int) -> None:
        self._folder = folder
        self._left = pages
        self._drawn = 0
        self._strip: pypdfium2.PdfBitmap | None = None
        self._encoder = ThreadPoolExecutor(max_workers=1)
        self._encoded: list[Future[None]] = []

    def __enter__(self) -> Thumbnails:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._encoder.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for strip in self._encoded:
                strip.result()

    def draw(self, page: pypdfium2.PdfPage) -> None:
        cell = self._drawn % PAGES_PER_STRIP
        if self._strip is None:
            cells = min(PAGES_PER_STRIP, self._left)
            self._strip = pypdfium2.PdfBitmap.new_native(CELL[0], CELL[1] * cells, raw.FPDFBitmap_BGRx)
            self._strip.fill_rect((255, 255, 255, 255), 0, 0, CELL[0], CELL[1] * cells)
        width, height = fitted(page.get_size(), CELL)
        x, y = (CELL[0] - width) // 2, cell * CELL[1] + (CELL[1] - height) // 2
        raw.FPDF_RenderPageBitmap(self._strip, page, x, y, width, height, 0, 0)
        self._drawn += 1
        self._left -= 1
        if cell == PAGES_PER_STRIP - 1 or not self._left:
            self._finish_strip(self._strip)

    def _finish_strip(self, strip: pypdfium2.PdfBitmap) -> None:
        path = self._folder / f"thumbnails-{(self._drawn - 1) // PAGES_PER_STRIP}.webp"
        picture = strip.to_pil()
        strip.close()
        self._strip = None
        self._encoded.append(self._encoder.submit(picture.save, path, quality=_QUALITY, method=0))


def save_preview(page: pypdfium2.PdfPage, path: Path) -> None:
    width, height = fitted(page.get_size(), (_PREVIEW_WIDTH, _PREVIEW_HEIGHT))
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_GRAYSCALE)
    bitmap.to_pil().point(_GREYS).save(path, lossless=True, quality=25, method=2)


def fitted(size: tuple[float, float], frame: tuple[int, int]) -> tuple[int, int]:
    """Whole pixels of a page scaled into a frame, never less than one."""
    width, height = (side if math.isfinite(side) and side > 0 else 1.0 for side in size)
    scale = min(frame[0] / width, frame[1] / height)
    return max(1, min(frame[0], round(width * scale))), max(1, min(frame[1], round(height * scale)))
