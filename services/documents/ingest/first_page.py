"""What page 1 needs lies at the beginning of the file, so that a reader on a slow line fetches little of it.

A reader walks from the catalog to page 1, and PDF.js also to the last page, counting the nodes it passes. qpdf writes
the catalog first, then what the trailer names, in its order; an object stream goes out with the first of its objects.
So the trailer names all of this under a key that is ours, which other readers pass over (ISO 32000-2, annex E).
"""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_FIRST = Name("/HOP_First")
_MOST = 5000  # objects looked at for the streams of page 1


def put_first_page_first(pdf: Pdf) -> None:
    """Needs the balanced page tree: a flat one would bring all pages to the front."""
    streams = _streams_of(pdf.pages[0].obj)
    pdf.trailer[_FIRST] = Array([pdf.Root.Pages, *_way_to_last_page(pdf.Root.Pages), *streams])


def _way_to_last_page(node: Object) -> Iterator[Object]:
    while "/Kids" in node:
        yield from node.Kids
        node = node.Kids[-1]


def _streams_of(page: Object) -> Iterator[Object]:
    """Its content, then the fonts, pictures and forms it draws with."""
    waiting = [page.get("/Resources"), page.get("/Contents")]
    seen = set[tuple[int, int]]()
    for _ in range(_MOST):
        if not waiting:
            return
        thing = waiting.pop()
        if not isinstance(thing, Array | Dictionary | Stream) or thing.objgen in seen:
            continue
        if thing.is_indirect:
            seen.add(thing.objgen)
        if isinstance(thing, Stream):
            yield thing
        waiting += reversed(list(thing) if isinstance(thing, Array) else [thing[key] for key in sorted(thing.keys())])
