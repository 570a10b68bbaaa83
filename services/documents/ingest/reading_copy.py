"""The reading copy: what readers get instead of the original. Its pages look the same, and nothing in it acts.

Kept: pages, fonts, pictures, layers, structure for screen readers, headings and links inside the paper (as plain
destinations). Gone: scripts and every action, links to the outside included (a click in a meeting must not tell a
stranger's server who reads what; the address stays readable on the page), attachments, forms (flattened as seen), XFA,
comments, thumbnails, signatures' data, and all metadata, which would name authors.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectType, Pdf

from .attachments import refuse_stamped_annotations, refuse_stamped_attachment, refuse_stamped_names_tree
from .bombs import STREAM_LIMIT, refuse_bomb
from .first_page import put_first_page_first
from .forms import flatten, refuse_dynamic_form
from .metadata import refuse_stamped_metadata
from .page_tree import plant_balanced_tree
from .paper import Limits
from .refusal import RefusalReason, Refused

_TAIL = 4096  # where the end mark must be; a file cut off on its way has lost it
_HEADINGS = 20_000
_FILTERS = 8

_CATALOG = frozenset(
    {
        "/Type",
        "/Pages",
        "/PageLabels",
        "/Names",
        "/Dests",
        "/Outlines",
        "/PageMode",
        "/PageLayout",
        "/Lang",
        "/MarkInfo",
        "/StructTreeRoot",
        "/OCProperties",
    }
)
# No /UserUnit: readers of PDF disagree on it, and nothing on the page depends on it.
_PAGE = frozenset(
    {
        "/Type",
        "/Parent",
        "/Resources",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Rotate",
        "/Contents",
        "/Group",
        "/Annots",
        "/StructParents",
        "/Tabs",
    }
)
_LINK = frozenset(
    {"/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/H", "/F", "/Dest", "/QuadPoints", "/StructParent"}
)
_HEADING = frozenset({"/Title", "/Parent", "/Prev", "/Next", "/First", "/Last", "/Count", "/Dest", "/C", "/F", "/SE"})
_NEVER = frozenset({"/AA", "/AF", "/EF", "/JS", "/Metadata", "/OPI", "/PieceInfo", "/RF"})
_NEVER_IN_STREAMS = frozenset({"/Alternates", "/F", "/FDecodeParms", "/FFilter", "/Ref"})


def write_reading_copy(source: Path, target: Path, limits: Limits) -> None:
    """Check `source` and write what may be shown of it to `target`; raises Refused."""
    with open_checked(source) as pdf:
        _refuse_by_pages(pdf, limits)
        refuse_dynamic_form(pdf)
        refuse_stamped_metadata(pdf)
        refuse_stamped_names_tree(pdf)
        for page in pdf.pages:
            refuse_stamped_annotations(page.obj)
        _strip_objects(pdf)
        flatten(pdf)
        _strip_catalog(pdf)
        for page in pdf.pages:
            _strip_page(page.obj)
        plant_balanced_tree(pdf)
        put_first_page_first(pdf)
        # Never linearised: its flat page tree costs a reader forty times the bytes before page 1.
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False, encryption=False)


def open_checked(source: Path) -> Pdf:
    """Open a PDF that is whole and needs no password. One that only restricts printing or copying opens for all."""
    _refuse_cut_off(source)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=STREAM_LIMIT, max_stream_filters=_FILTERS)
    try:
        pdf = Pdf.open(source)
        _refuse_gaps(pdf)
    except pikepdf.PasswordError:
        raise Refused(RefusalReason.ENCRYPTED) from None
    except pikepdf.PdfError:
        bomb = pikepdf.settings.qpdf_limit_errors() > 0
        raise Refused(RefusalReason.BOMB if bomb else RefusalReason.DAMAGED) from None
    return pdf


def _refuse_cut_off(source: Path) -> None:
    with source.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        if b"%%EOF" not in file.read():
            raise Refused(RefusalReason.DAMAGED)


def _refuse_gaps(pdf: Pdf) -> None:
    """A file whose table of objects had to be rebuilt passes only when every page's content is still there."""
    if any("reconstruct" in str(warning) for warning in pdf.get_warnings()):
        for page in pdf.pages:
            contents = page.obj.get("/Contents", Array())
            for stream in contents if isinstance(contents, Array) else [contents]:
                stream.read_bytes()


def _refuse_by_pages(pdf: Pdf, limits: Limits) -> None:
    count = len(pdf.pages)
    if count == 0:
        raise Refused(RefusalReason.NO_PAGES)
    if count > limits.pages:
        raise Refused(RefusalReason.TOO_MANY_PAGES)
    if "/Collection" in pdf.Root:
        raise Refused(RefusalReason.PORTFOLIO)  # its papers are attachments, which readers would not get


def _strip_objects(pdf: Pdf) -> None:
    """One pass over all objects: refuse bombs and stamped attachments, drop what never belongs in a reading copy."""
    for thing in pdf.objects:
        kind = thing._type_code if isinstance(thing, Object) else None  # numbers come as Python has them
        if kind == ObjectType.stream:
            keys = thing.keys()
            refuse_bomb(thing, int(thing.get("/Length", 0)))
            _drop(thing, keys & _NEVER_IN_STREAMS)
        elif kind == ObjectType.dictionary:
            keys = thing.keys()
            if "/EF" in keys:
                refuse_stamped_attachment(thing)
        else:
            continue
        _drop(thing, keys & _NEVER)


def _drop(thing: Object, keys: set[str]) -> None:
    for key in keys:
        del thing[key]


def _keep(thing: Object, keys: frozenset[str]) -> None:
    _drop(thing, thing.keys() - keys)


def _strip_catalog(pdf: Pdf) -> None:
    root = pdf.Root
    _keep(root, _CATALOG)
    if "/Names" in root:
        _keep(root.Names, frozenset({"/Dests"}))
    if root.get("/PageMode") == Name.UseAttachments:
        del root["/PageMode"]
    if "/Outlines" in root:
        for heading in _headings(root.Outlines):
            _make_inert(heading, _HEADING)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _headings(outlines: Object) -> Iterator[Object]:
    waiting, seen = [outlines.get("/First")], set[tuple[int, int]]()
    while waiting and len(seen) < _HEADINGS:
        heading = waiting.pop()
        if not isinstance(heading, Dictionary) or heading.objgen in seen:
            continue
        seen.add(heading.objgen)
        waiting += [heading.get("/Next"), heading.get("/First")]
        yield heading


def _strip_page(page: Object) -> None:
    _keep(page, _PAGE)
    annotations = page.get("/Annots")
    if annotations is None:
        return
    links = [note for note in annotations if isinstance(note, Dictionary) and _is_inner_link(note)]
    if links:
        page["/Annots"] = Array(links)
    else:
        del page["/Annots"]


def _is_inner_link(annotation: Object) -> bool:
    """Make a link inside the paper inert and say True; empty any other annotation, which structure may still hold."""
    if annotation.get("/Subtype") == Name.Link:
        _make_inert(annotation, _LINK)
        if "/Dest" in annotation:
            return True
    _drop(annotation, annotation.keys())
    return False


def _make_inert(thing: Object, keys: frozenset[str]) -> None:
    """Turn a GoTo action into the destination it leads to, and drop every other action with the keys not listed."""
    action = thing.get("/A")
    if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo and "/D" in action:
        thing["/Dest"] = action["/D"]
    _keep(thing, keys)
