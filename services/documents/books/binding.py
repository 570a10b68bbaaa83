"""The process that binds: reading copies in, one PDF with bookmarks and continuous page numbers out.

It runs confined as the one that checks papers does, for what it opens was made from foreign files.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Page, Pdf, Stream

from services.documents.ingest.confinement import confine, hide_files

CONTENTS, BOOK, TASK, VERDICT = "contents.pdf", "book.pdf", "task.json", "pages.json"
_FONT = Name("/HopNumber")
_SIZE = 9  # points
_EDGE = 20  # points from the page's lower right corner
_DIGIT = 0.5  # of the size: what a digit of Times is wide


def main() -> None:
    job = json.loads(sys.argv[1])
    folder = Path(job["folder"])
    confine(job["memory"], job["seconds"], job["output"], local_sockets=False)
    if not job["hidden"]:
        hide_files([*map(Path, job["readable"]), Path("/dev/urandom")], [folder, Path("/dev/null")])
    papers = json.loads((folder / TASK).read_text("utf-8"))
    pages = bind(folder, papers)
    (folder / VERDICT).write_text(json.dumps(pages))


def bind(folder: Path, papers: list[dict[str, Any]]) -> int:
    """`papers` as {file, title, under, pages}, in order. Raises ValueError for one that has other pages than said."""
    with ExitStack() as opened, Pdf.new() as book:
        book.pages.extend(opened.enter_context(Pdf.open(folder / CONTENTS)).pages)
        first: list[int] = []
        for paper in papers:
            first.append(len(book.pages))
            book.pages.extend(opened.enter_context(Pdf.open(folder / paper["file"])).pages)
            if len(book.pages) - first[-1] != paper["pages"]:
                raise ValueError("another number of pages")
        pages = list(book.pages)
        _number(book, pages)
        _mark(book, papers, first)
        book.save(folder / BOOK, object_stream_mode=ObjectStreamMode.generate)
        return len(pages)


def _mark(book: Pdf, papers: list[dict[str, Any]], first: list[int]) -> None:
    """A bookmark for each agenda item, with its papers below it."""
    book.Root.PageMode = Name.UseOutlines
    with book.open_outline() as outline:
        outline.root.append(OutlineItem("Mục lục", 0))
        branches: dict[tuple[str, ...], list[OutlineItem]] = {(): outline.root}
        for paper, page in zip(papers, first, strict=True):
            path: tuple[str, ...] = ()
            for title in paper["under"]:
                above, path = branches[path], (*path, title)
                if path not in branches:
                    item = OutlineItem(title, page)
                    above.append(item)
                    branches[path] = item.children
            branches[path].append(OutlineItem(paper["title"], page))


def _number(book: Pdf, pages: list[Page]) -> None:
    font = book.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"), Encoding=Name.WinAnsiEncoding)
    )
    before = book.make_indirect(Stream(book, b"q\n"))  # whatever a page leaves turned or scaled ends before ours
    for number, page in enumerate(pages, 1):
        text = f"{number} / {len(pages)}"
        obj = page.obj
        resources = page.resources
        if "/Font" not in resources:
            resources.Font = Dictionary()
        resources.Font[_FONT] = font
        drawn = book.make_indirect(Stream(book, _drawing(page, text)))
        contents = obj.get("/Contents", Array())
        old = list(contents) if isinstance(contents, Array) else [contents]
        obj.Contents = Array([before, *old, drawn])


def _drawing(page: Page, text: str) -> bytes:
    """In the lower right corner as the page is looked at, whatever way it is turned."""
    left, low, right, high = (float(side) for side in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    width = len(text) * _SIZE * _DIGIT
    x, y, matrix = {
        90: (right - _EDGE, high - _EDGE - width, "0 1 -1 0"),
        180: (left + _EDGE + width, high - _EDGE, "-1 0 0 -1"),
        270: (left + _EDGE, low + _EDGE + width, "0 -1 1 0"),
    }.get(turn, (right - _EDGE - width, low + _EDGE, "1 0 0 1"))
    return f"\nQ q BT 0 g {_FONT} {_SIZE} Tf {matrix} {x:.1f} {y:.1f} Tm ({text}) Tj ET Q".encode()


if __name__ == "__main__":
    main()
