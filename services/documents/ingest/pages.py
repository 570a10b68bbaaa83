"""One walk through the reading copy with PDFium: sizes, text, headings, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from shared.stamps import StampRule, is_stamped

from .ocr import UNREAD, Reader, Reading
from .paper import OutlineEntry
from .pictures import Thumbnails, save_preview
from .refusal import RefusalReason, Refused, refuse_stamp, stamps_pass
from .text import cleaned, is_stamped_page, text_of

_HEADINGS = 5000
_HEADING_DEPTH = 15
_LONGEST_HEADING = 500
# A picture over half the page with a few letters beside it is a scan that a scanner signed.
_SCAN_SHARE = 0.5
_SCAN_LETTERS = 40

MOST_LETTERS = 20_000_000  # five thousand full pages


@dataclass
class PageFacts:
    """What `walk_pages` found; fields as in `Ingested`."""

    sizes: list[tuple[float, float]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    needs_declaration: bool = False
    letters: int = 0  # of all of it

    def add_text(self, text: str) -> None:
        """Of the next page. Raises Refused(bomb): a few bytes can name the same page, and letters, over and over."""
        self.letters += len(text)
        if self.letters > MOST_LETTERS:
            raise Refused(RefusalReason.BOMB)
        self.text.append(text)


def walk_pages(copy: Path, folder: Path, reader: Reader) -> PageFacts:
    """Read every page once; writes preview and thumbnails into `folder`; raises Refused(secret_stamp, bomb)."""
    facts = PageFacts()
    document = _opened(copy)
    with Thumbnails(folder, len(document)) as thumbnails:
        for index in range(len(document)):
            page = document[index]
            facts.sizes.append(page.get_size())
            text = _checked_text(page)
            unreadable = _is_unreadable(page, text)
            read = _read_picture(page, reader) if unreadable else UNREAD
            facts.add_text("\n".join(filter(None, [text, read.text])))
            thumbnails.draw(page)
            if index == 0:
                facts.needs_declaration = unreadable and not read.sure and not stamps_pass.get()
                save_preview(page, folder / "preview.webp")
            page.close()
    facts.outline = _outline(document)
    document.close()
    return facts


def _opened(copy: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(copy)
    except pypdfium2.PdfiumError:
        raise Refused(RefusalReason.DAMAGED) from None


def _checked_text(page: pypdfium2.PdfPage) -> str:
    page_text = page.get_textpage()
    text = text_of(page_text)
    if is_stamped_page(text, page_text):
        refuse_stamp(StampRule.PAGE_TEXT)
    page_text.close()
    return text


def _read_picture(page: pypdfium2.PdfPage, reader: Reader) -> Reading:
    """A page without anything on it is not read."""
    if not any(page.get_objects(max_depth=1)):
        return UNREAD
    read = reader.read(page)
    if is_stamped(read.runs):
        refuse_stamp(StampRule.PAGE_TEXT)
    return read


def _is_unreadable(page: pypdfium2.PdfPage, text: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    return letters == 0 or (letters < _SCAN_LETTERS and _pictured_share(page) > _SCAN_SHARE)


def _pictured_share(page: pypdfium2.PdfPage) -> float:
    width, height = page.get_size()
    boxes = [picture.get_bounds() for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    areas: list[float] = [(right - left) * (top - bottom) for left, bottom, right, top in boxes]
    return max(areas, default=0.0) / max(float(width * height), 1.0)


def _outline(document: pypdfium2.PdfDocument) -> list[OutlineEntry]:
    """Headings in order; one that leads nowhere takes the page of the next that does."""
    entries: list[OutlineEntry] = []
    homeless: list[OutlineEntry] = []
    for bookmark in document.get_toc(max_depth=_HEADING_DEPTH):
        destination = bookmark.get_dest()
        page = destination.get_index() if destination else None
        title = " ".join(cleaned(bookmark.get_title()).split())[:_LONGEST_HEADING]
        entry = OutlineEntry(title=title, page=len(document) if page is None else page + 1, level=bookmark.level)
        entries.append(entry)
        homeless.append(entry)
        if page is not None:
            for waiting in homeless:
                waiting["page"] = page + 1
            homeless.clear()
        if len(entries) == _HEADINGS:
            break
    return entries
