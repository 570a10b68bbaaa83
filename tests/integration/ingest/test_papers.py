"""Honest papers of every kind go in, and what readers need comes out."""

import hashlib
import math
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from services.documents.ingest import Ingested
from tests.factories import foreign_papers as papers
from tests.factories import office_papers
from tests.integration.ingest.conftest import Ingest

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
BOOK = (DATA / "papers" / "GeoTopo-komprimiert.pdf").read_bytes()
PLAN = (DATA / "plan-54-kh-ubnd.txt").read_bytes()

OFFICE = {
    "to-trinh.docx": lambda: office_papers.document(office_papers.LETTERS),
    "ke-hoach.doc": lambda: (DATA / "papers" / "ke-hoach.doc").read_bytes(),
    "du-toan.xlsx": lambda: office_papers.spreadsheet([office_papers.LETTERS], [1, 2.5]),
    "trinh-bay.pptx": lambda: office_papers.slides("Mở đầu", "Kết luận"),
    "bao-cao.odt": lambda: office_papers.open_document("Báo cáo", office_papers.LETTERS),
    "ghi-chu.txt": lambda: office_papers.LETTERS.encode(),
}


def assert_whole(paper: Ingested, data: bytes, workspace: Path) -> None:
    """Facts agree with each other, the files open, and the workspace holds nothing else."""
    assert (paper.sha256, paper.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert paper.pages == len(paper.text) == len(paper.page_sizes)
    strips = [f"thumbnails-{number}" for number in range(math.ceil(paper.pages / 20))]
    assert list(paper.files) == ["reading", "preview", *strips]
    assert sorted(paper.files.values()) == sorted(workspace.iterdir())
    with pikepdf.Pdf.open(paper.files["reading"]) as copy:
        assert len(copy.pages) == paper.pages
    for number, strip in enumerate(strips):
        with Image.open(paper.files[strip]) as picture:
            assert (picture.format, picture.size) == ("WEBP", (160, 226 * min(20, paper.pages - 20 * number)))


@pytest.mark.usefixtures("walls")
async def test_book_comes_out_whole(take: Ingest, workspace: Path) -> None:
    paper = await take(BOOK, "Hình học.pdf")
    assert_whole(paper, BOOK, workspace)
    assert (paper.media_type, paper.kind, paper.pages) == ("application/pdf", "pdf", 117)
    assert paper.page_sizes[0] == pytest.approx((595.28, 841.89), abs=0.01)
    assert paper.outline[1] == {"title": "1.1 Topologische Räume", "page": 6, "level": 1}
    assert "Topologie" in paper.text[0]
    assert not paper.needs_declaration


async def test_preview_is_page_1_in_four_greys(take: Ingest) -> None:
    paper = await take(BOOK, "a.pdf")
    with Image.open(paper.files["preview"]) as picture:
        assert picture.size == (800, 1131)
        greys = {grey for _, grey in picture.convert("RGB").getcolors() or []}
    assert greys == {(grey, grey, grey) for grey in (0, 85, 170, 255)}
    assert paper.files["preview"].stat().st_size < 40_000


@pytest.mark.parametrize("name", OFFICE)
@pytest.mark.usefixtures("walls")
async def test_office_paper_keeps_every_vietnamese_letter(name: str, take: Ingest, workspace: Path) -> None:
    data = OFFICE[name]()
    paper = await take(data, name)
    assert_whole(paper, data, workspace)
    assert paper.kind == name.rpartition(".")[2]
    assert set(office_papers.LETTERS) <= set("".join(paper.text))
    assert fonts_of(paper.files["reading"]) <= {"LiberationSerif", "LiberationSans", "Carlito"}


async def test_headings_of_a_document_become_the_outline(take: Ingest) -> None:
    paper = await take(office_papers.document("a"), "a.docx")
    assert paper.outline == [{"title": "Kế hoạch chuyển đổi số", "page": 1, "level": 0}]


async def test_published_plan_is_taken(take: Ingest) -> None:
    paper = await take(PLAN, "plan-54-kh-ubnd.txt")
    assert "văn bản mật" in " ".join("".join(paper.text).split())
    assert paper.page_sizes[0] == pytest.approx((595.3, 841.9), abs=0.1)


async def test_form_of_an_open_document_is_flattened(take: Ingest) -> None:
    paper = await take((DATA / "papers" / "libreoffice-form.odt").read_bytes(), "form.odt")
    assert "Alice" in paper.text[0]
    with pikepdf.Pdf.open(paper.files["reading"]) as copy:
        assert "/AcroForm" not in copy.Root


@pytest.mark.parametrize(
    "name",
    [
        "002-trivial-libre-office-writer.pdf",
        "google-doc-document.pdf",
        "multicolumn.pdf",
        "pdflatex-4-pages.pdf",
        "pdflatex-outline.pdf",
        "with-attachment.pdf",
    ],
)
async def test_papers_of_other_producers_come_out_whole(name: str, take: Ingest, workspace: Path) -> None:
    data = (DATA / "papers" / name).read_bytes()
    paper = await take(data, name)
    assert_whole(paper, data, workspace)
    assert all(paper.text)


async def test_hyphen_at_a_lines_end_is_a_hyphen(take: Ingest) -> None:
    paper = await take((DATA / "papers" / "multicolumn.pdf").read_bytes(), "a.pdf")
    assert "adip-iscing" in paper.text[0]
    assert not any("\ufffe" in page for page in paper.text)


async def test_text_is_nfc_where_the_paper_is_not(take: Ingest) -> None:
    paper = await take(papers.pdf(["Tờ trình".replace("ờ", "ơ\u0300")]), "a.pdf")
    assert paper.text == ["Tờ trình"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("scan.png", papers.picture("PNG")),
        ("scan.jpg", papers.picture("JPEG")),
        ("grey.JPEG", papers.picture("JPEG", mode="L")),
        ("black.png", papers.picture("PNG", mode="1")),
        ("palette.png", papers.picture("PNG", mode="P")),
        ("clear.png", papers.picture("PNG", mode="RGBA")),
        ("press.jpg", papers.picture("JPEG", mode="CMYK")),
        ("turned.jpg", papers.picture("JPEG", size=(400, 300), exif=papers.turned_right())),
    ],
)
@pytest.mark.usefixtures("walls")
async def test_picture_becomes_one_upright_page_to_be_declared(
    name: str, data: bytes, take: Ingest, workspace: Path
) -> None:
    paper = await take(data, name)
    assert_whole(paper, data, workspace)
    assert (paper.pages, paper.text, paper.needs_declaration) == (1, [""], True)
    width, height = paper.page_sizes[0]
    assert height > width
    with Image.open(paper.files["preview"]) as picture:
        dark, light = (picture.convert("L").getpixel((x, 10)) for x in corners(name, picture.width))
    assert (dark, light) == (0, 255)


def corners(name: str, width: int) -> tuple[int, int]:
    """Where the dark corner is, and where none is: a picture turned to the right has it there."""
    left, right = 10, width - 10
    return (right, left) if name == "turned.jpg" else (left, right)


def fonts_of(copy: Path) -> set[str]:
    with pikepdf.Pdf.open(copy) as document:
        names = [str(thing.BaseFont) for thing in document.objects if is_font(thing)]
    return {name.lstrip("/").partition("+")[2].partition("-")[0] for name in names}


def is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
