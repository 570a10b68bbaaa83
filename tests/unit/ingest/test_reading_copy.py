"""The reading copy shows the same pages, and nothing in it acts, hides or names anybody."""

import io
import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from services.documents.ingest.page_tree import FAN_OUT
from services.documents.ingest.paper import Limits
from services.documents.ingest.reading_copy import write_reading_copy
from services.documents.ingest.refusal import RefusalReason, Refused
from tests.factories import foreign_papers as papers
from tests.factories import office_papers

DATA = Path(__file__).parents[2] / "data" / "papers"
ACTING = [
    b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/GoToR", b"/GoTo", b"/AA", b"/OpenAction", b"/A ", b"/AcroForm",
    b"/XFA", b"/EmbeddedFile", b"/Filespec", b"/FileAttachment", b"/Widget", b"/Metadata", b"/PieceInfo", b"/Info",
    b"SCRIPT", b"AUTHOR", b"ATTACHED", b"attacker", b"calc.exe", b"STATIC",
]  # fmt: skip


def copied(data: bytes, folder: Path, limits: Limits | None = None) -> pikepdf.Pdf:
    (folder / "paper.pdf").write_bytes(data)
    write_reading_copy(folder / "paper.pdf", folder / "reading.pdf", limits or Limits())
    return pikepdf.Pdf.open(folder / "reading.pdf")


def spelled_out(document: pikepdf.Pdf) -> bytes:
    """All bytes of a PDF with nothing packed."""
    output = io.BytesIO()
    document.save(
        output,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.specialized,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return output.getvalue()


def leaf_depths(node: pikepdf.Object, depth: int = 0) -> list[int]:
    kids = [node.Kids[index] for index in range(len(node.Kids))] if "/Kids" in node else []
    assert len(kids) <= FAN_OUT
    return [leaf for kid in kids for leaf in leaf_depths(kid, depth + 1)] if kids else [depth]


def test_nothing_in_the_copy_acts_or_names_anybody(tmp_path: Path) -> None:
    with copied(papers.active_pdf(), tmp_path) as copy:
        spelled = spelled_out(copy)
    assert [word for word in ACTING if word in spelled] == []


def test_the_paper_that_acts_has_all_of_it(tmp_path: Path) -> None:
    with pikepdf.Pdf.open(io.BytesIO(papers.active_pdf())) as document:
        spelled = spelled_out(document)
    assert [word for word in ACTING if word not in spelled] == []


def test_filled_field_stays_to_be_seen(tmp_path: Path) -> None:
    with copied(papers.active_pdf(), tmp_path) as copy:
        assert b"ALICE" in spelled_out(copy)


def test_link_and_heading_inside_the_paper_still_lead_there(tmp_path: Path) -> None:
    with copied(papers.active_pdf(), tmp_path) as copy:
        (link,) = copy.pages[0].obj.Annots
        assert link.Dest[0].objgen == copy.pages[1].obj.objgen
        assert copy.Root.Outlines.First.Dest[0].objgen == copy.pages[0].obj.objgen
        assert "/Dest" not in copy.Root.Outlines.Last


def test_original_stays_as_it_came(tmp_path: Path) -> None:
    data = papers.active_pdf()
    copied(data, tmp_path).close()
    assert (tmp_path / "paper.pdf").read_bytes() == data


@pytest.mark.parametrize("pages", [1, 16, 17, 300])
def test_page_tree_is_balanced_and_complete(pages: int, tmp_path: Path) -> None:
    with copied(papers.many_pages(pages), tmp_path) as copy:
        depths = leaf_depths(copy.Root.Pages)
        assert len(depths) == len(copy.pages) == copy.Root.Pages.Count == pages
        assert max(depths) - min(depths) <= 0
        assert not copy.is_linearized


def test_what_page_1_needs_lies_at_the_beginning(tmp_path: Path) -> None:
    """All but the table of objects, which is at the end. Each page has 50 kB of content, so the file has 15 MB."""

    def fill(document: pikepdf.Pdf) -> None:
        noise = random.Random(1)
        for _ in range(300):
            document.add_blank_page().obj.Contents = document.make_stream(noise.randbytes(50_000))

    with copied(papers.pdf(change=fill), tmp_path) as copy:
        data = (tmp_path / "reading.pdf").read_bytes()
        last = copy.pages[-1].obj
        needed = {thing.objgen for thing in (copy.Root, copy.Root.Pages, copy.pages[0].obj, last, last.Parent)}
        content = data.index(copy.pages[0].obj.Contents.read_raw_bytes())
    assert content < 10_000
    assert needed <= packed_in(data[:10_000])


def packed_in(beginning: bytes) -> set[tuple[int, int]]:
    """The objects in the object streams that lie whole in the first bytes of a file."""
    found = set()
    for head in re.finditer(rb"/Type /ObjStm /Length (\d+) .*?/N (\d+) .*?stream\n", beginning, re.DOTALL):
        numbers = zlib.decompress(beginning[head.end() : head.end() + int(head[1])]).split()
        found |= {(int(number), 0) for number in numbers[: 2 * int(head[2]) : 2]}
    return found


def test_what_pages_inherit_becomes_their_own(tmp_path: Path) -> None:
    def inherit(document: pikepdf.Pdf) -> None:
        document.Root.Pages.MediaBox = [0, 0, 300, 400]
        document.Root.Pages.Rotate = 90
        for page in document.pages:
            del page.obj["/MediaBox"]

    with copied(papers.pdf(["một"], ["hai"], change=inherit), tmp_path) as copy:
        assert [[int(side) for side in page.obj.MediaBox] for page in copy.pages] == [[0, 0, 300, 400]] * 2
        assert [page.obj.Rotate for page in copy.pages] == [90, 90]


def test_objects_are_packed_and_the_book_gets_no_bigger(tmp_path: Path) -> None:
    book = (DATA / "GeoTopo-komprimiert.pdf").read_bytes()
    copied(book, tmp_path).close()
    copy = (tmp_path / "reading.pdf").read_bytes()
    assert b"/ObjStm" in copy
    assert len(copy) < len(book)


def test_password_for_printing_only_does_not_keep_readers_out(tmp_path: Path) -> None:
    with copied(papers.encrypted_pdf(user="", owner="secret"), tmp_path) as copy:
        assert not copy.is_encrypted


def test_field_without_a_look_is_drawn_when_standard_fonts_can(tmp_path: Path) -> None:
    with copied(papers.undrawn_field("Nguyen Van A"), tmp_path) as copy:
        assert b"Nguyen Van A" in spelled_out(copy)


def test_wrong_table_of_objects_is_made_good(tmp_path: Path) -> None:
    with copied(papers.with_wrong_table(papers.pdf(["một"], ["hai"])), tmp_path) as copy:
        assert len(copy.pages) == 2
        assert b"Tj" in spelled_out(copy)


STAMPED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "title": ("metadata", lambda: papers.pdf_titled("1. MẬT - Báo cáo")),
    "attachment's name": ("attachment_name", lambda: papers.pdf_with_attachment("TỐI MẬT.txt", b"a")),
    "attachment's text": ("attachment_text", lambda: papers.pdf_with_attachment("a.txt", "UBND\nMẬT\n".encode())),
    "attached paper": ("attachment_text", lambda: papers.pdf_with_attachment("a.pdf", papers.pdf(["a"], ["MẬT"]))),
    "attached document": (
        "attachment_text",
        lambda: papers.pdf_with_attachment("a.docx", office_papers.document("TUYỆT MẬT")),
    ),
    "comment": ("hidden_text", lambda: papers.pdf_with_comment("TUYỆT MẬT")),
    "attachment on the page": ("attachment_text", lambda: papers.pdf_with_pinned_file("MẬT".encode())),
}
BAD: dict[str, tuple[RefusalReason, Callable[[], bytes]]] = {
    "cut off at 60 %": (RefusalReason.DAMAGED, lambda: cut(papers.pdf(["Tờ trình"] * 9), 0.6)),
    "cut off at its last bytes": (RefusalReason.DAMAGED, lambda: cut(papers.pdf(["Tờ trình"] * 9), 0.98)),
    "nothing but a header": (RefusalReason.DAMAGED, lambda: b"%PDF-1.7\n%%EOF\n"),
    "password": (RefusalReason.ENCRYPTED, lambda: papers.encrypted_pdf(user="a", owner="b")),
    "no pages": (RefusalReason.NO_PAGES, papers.pdf),
    "too many pages": (RefusalReason.TOO_MANY_PAGES, lambda: papers.many_pages(5000)),
    "dynamic form": (RefusalReason.DYNAMIC_FORM, papers.dynamic_form),
    "field only a reader could draw": (RefusalReason.DYNAMIC_FORM, lambda: papers.undrawn_field("Nguyễn Văn Ắng")),
    "wrong table and a broken page": (
        RefusalReason.DAMAGED,
        lambda: papers.with_wrong_table(papers.pdf(["a" * 50])).replace(b"stream\nx", b"stream\n\0", 1),
    ),
    "portfolio": (RefusalReason.PORTFOLIO, lambda: papers.pdf(["a"], change=make_portfolio)),
    "content that explodes": (RefusalReason.BOMB, lambda: papers.content_bomb(272 << 20)),
    "content packed twice": (RefusalReason.BOMB, lambda: papers.content_bomb(272 << 20, layers=2)),
    "picture without end": (RefusalReason.BOMB, lambda: papers.picture_bomb(60_000)),
}


def cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def make_portfolio(document: pikepdf.Pdf) -> None:
    document.Root.Collection = pikepdf.Dictionary()


@pytest.mark.parametrize("case", STAMPED)
def test_stamp_beside_the_pages_stops_the_paper(case: str, tmp_path: Path) -> None:
    rule, make = STAMPED[case]
    with pytest.raises(Refused) as refusal:
        copied(make(), tmp_path)
    assert (refusal.value.reason, refusal.value.rule) == (RefusalReason.SECRET_STAMP, rule)


@pytest.mark.parametrize("case", BAD)
def test_bad_pdf_is_refused_by_its_reason(case: str, tmp_path: Path) -> None:
    reason, make = BAD[case]
    with pytest.raises(Refused) as refusal:
        copied(make(), tmp_path)
    assert refusal.value.reason is reason


def test_attachment_without_a_stamp_is_left_behind(tmp_path: Path) -> None:
    with copied((DATA / "with-attachment.pdf").read_bytes(), tmp_path) as copy:
        assert len(copy.attachments) == 0
