"""A page tree that a reader on a slow line can walk: 16 children per node, so that page 1 needs few objects."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Pdf

FAN_OUT = 16

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_DEEPEST = 64


def plant_balanced_tree(pdf: Pdf) -> None:
    """Replace the document's page tree; what pages inherited from the old nodes becomes their own."""
    nodes: list[tuple[Object, int]] = [(page.obj, 1) for page in pdf.pages]
    for page, _ in nodes:
        _settle_inherited(page)
    while len(nodes) > FAN_OUT:
        groups = [nodes[start : start + FAN_OUT] for start in range(0, len(nodes), FAN_OUT)]
        nodes = [_node(pdf, group) for group in groups]
    pdf.Root.Pages = _node(pdf, nodes)[0]


def _settle_inherited(page: Object) -> None:
    for key in _INHERITED:
        if key in page:
            continue
        ancestor = page.get("/Parent")
        for _ in range(_DEEPEST):
            if not isinstance(ancestor, Dictionary):
                break
            if key in ancestor:
                page[key] = ancestor[key]
                break
            ancestor = ancestor.get("/Parent")


def _node(pdf: Pdf, children: list[tuple[Object, int]]) -> tuple[Object, int]:
    count = sum(pages for _, pages in children)
    kids = Array([child for child, _ in children])
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=kids, Count=count))
    for child, _ in children:
        child["/Parent"] = node
    return node, count
