"""Text of PDF pages: NFC, clean of control characters, and searched for stamps by line and by place."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from shared.stamps import is_stamped, is_stamped_text, may_hold_stamp

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\uffff]")
# In ems: a gap this wide on one line means two columns, as where a stamp stands left of place and date.
_COLUMN_GAP = 2.0
_LINE_SHIFT = 0.5


def text_of(page_text: pypdfium2.PdfTextPage) -> str:
    found: str = page_text.get_text_range()
    return cleaned(found)


def cleaned(text: str) -> str:
    """NFC without control characters; U+FFFE, by which PDFium marks a hyphen at a line's end, is one again."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text.replace("\ufffe", "-").replace("\r\n", "\n")))


def is_stamped_page(text: str, page_text: pypdfium2.PdfTextPage) -> bool:
    """True when the page carries a stamp: alone on a line, or alone in its column, box or corner of a line."""
    return may_hold_stamp(text) and (is_stamped_text(text) or is_stamped(_runs(page_text)))


def texts_of_pdf(data: bytes) -> Iterator[str]:
    """The pages of a PDF that is only searched; nothing for one that cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    for page in document:
        yield text_of(page.get_textpage())


def _runs(page_text: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Characters that stand together, in the order they were set; a column gap or a new line ends a run."""
    run: list[str] = []
    box: _Box | None = None
    for index in range(page_text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page_text, index))
        if letter.isspace() or raw.FPDFText_IsGenerated(page_text, index) == 1:
            continue
        following = _Box(page_text, index)
        if box and not box.continues_with(following):
            yield "".join(run)
            run = []
        run.append(letter)
        box = following
    yield "".join(run)


class _Box:
    """Where one character stands: baseline origin, right edge, font size, in points."""

    def __init__(self, page_text: pypdfium2.PdfTextPage, index: int) -> None:
        left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
        raw.FPDFText_GetCharBox(page_text, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(page_text, index, x, y)
        self.left, self.right, self.base = left.value, right.value, y.value
        self.size = max(raw.FPDFText_GetFontSize(page_text, index), top.value - bottom.value, 1.0)

    def continues_with(self, following: _Box) -> bool:
        same_line: bool = abs(self.base - following.base) < _LINE_SHIFT * self.size
        gap: float = following.left - self.right
        return same_line and abs(gap) < _COLUMN_GAP * self.size
