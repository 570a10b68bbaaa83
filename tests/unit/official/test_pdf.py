"""The same form as PDF: what stands on which page, and what hostile names do to it (nothing)."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth

from shared.official import OfficialPaper, Signature, Table, docx_of, pdf_of
from shared.official import paper as form
from shared.official.paper import Annex
from shared.official.pdf import register_fonts

PAPER = OfficialPaper(
    above="UBND TỈNH PHÚ THỌ",
    issuer="SỞ NỘI VỤ",
    number="7/GM-SNV",
    place="Phú Thọ",
    day=date(2026, 2, 3),
    kind="GIẤY MỜI",
    abstract="Họp tháng 2",
    body="Sở Nội vụ trân trọng kính mời.",
    recipients=("Như trên;",),
    signature=Signature(("GIÁM ĐỐC",), "Vũ Thị Bích Ngọc"),
)
HOSTILE = "<img src='file:///etc/passwd'/>&amp;</para> {{x}} =1+1 \x0b\ufffe\ud800"


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def annexed(rows: int) -> OfficialPaper:
    table = Table(("TT", "Họ và tên"), (15, 150), tuple((str(row), "Nguyễn Thị Ánh Tuyết") for row in range(rows)))
    return OfficialPaper(
        issuer="X", kind="GIẤY MỜI", abstract="", day=PAPER.day, annex=Annex("DANH SÁCH", "(Kèm theo)", table)
    )


def test_all_parts_of_the_form_are_on_the_page() -> None:
    (text,) = pages(pdf_of([PAPER]).content)
    for part in (
        "UBND TỈNH PHÚ THỌ",
        "SỞ NỘI VỤ",
        "Số: 7/GM-SNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Phú Thọ, ngày 03 tháng 02 năm 2026",
        "GIẤY MỜI",
        "Họp tháng 2",
        "Nơi nhận:",
        "- Như trên;",
        "GIÁM ĐỐC",
        "Vũ Thị Bích Ngọc",
    ):
        assert part in text


def test_a_web_address_does_not_pull_the_words_before_it_apart() -> None:
    body = "Đường dẫn dự họp trực tuyến: https://hop.phutho.example/phong-hop/hop-khong-giay-cap-xa"
    with pypdfium2.PdfDocument(pdf_of([replace(PAPER, body=body)]).content) as document:
        text = document[0].get_textpage()
        begins = text.get_text_range().index("Đường dẫn")
        word, after = (text.get_charbox(begins + place) for place in (8, 10))  # the n of "dẫn", the d of "dự"
    assert 0 < after[0] - word[2] < 6  # points


def test_each_paper_counts_its_pages_and_leaves_the_first_without_number() -> None:
    printed = pdf_of([annexed(60), annexed(60)])
    heads = [text.splitlines()[0] for text in pages(printed.content)]
    assert printed.pages == len(heads) == 6
    assert heads[1:3] == heads[4:6] == ["2", "3"]
    assert heads[0].startswith("X")
    assert heads[3].startswith("X")


def test_headings_of_a_table_stand_on_each_of_its_pages() -> None:
    for text in pages(pdf_of([annexed(120)]).content)[1:]:
        assert "Họ và tên" in text


def test_hostile_text_is_printed_as_it_is() -> None:
    table = Table(("TT",), (165,), ((HOSTILE,), HOSTILE))
    paper = OfficialPaper(
        above=HOSTILE,
        issuer=HOSTILE,
        number=HOSTILE,
        place=HOSTILE,
        day=PAPER.day,
        kind=HOSTILE,
        abstract=HOSTILE,
        body=HOSTILE,
        recipients=(HOSTILE,),
        addressees=(HOSTILE, HOSTILE),
        signature=Signature((HOSTILE,), HOSTILE),
        table=table,
    )
    text = "".join(pages(pdf_of([paper]).content))
    assert text.count("passwd") == 14
    assert "&amp;" in text
    assert docx_of([paper])


@pytest.mark.parametrize("length", [1, 5000])
def test_names_of_any_length_fit(length: int) -> None:
    paper = OfficialPaper(issuer="Ủ" * length, kind="GIẤY MỜI", abstract="Họp", day=PAPER.day)
    assert pdf_of([paper]).pages


def test_name_of_a_provinces_body_keeps_to_one_line() -> None:
    (text,) = pages(pdf_of([replace(PAPER, above="ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ")]).content)
    assert "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ" in text.splitlines()


@pytest.mark.parametrize(
    ("text", "column"), [("ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ", form.LEFT_COLUMN), (form.STATE, form.RIGHT_COLUMN)]
)
def test_column_has_room_for_its_longest_line_in_bold_also_where_another_program_sets_it(
    text: str, column: int
) -> None:
    register_fonts()
    assert stringWidth(text, "Liberation Serif Bold", form.HEADING) / mm < column - 1


def test_nobody_signs_a_page_without_a_row() -> None:
    """Whatever the length of the list, its last row and the signature are on one page."""
    for rows in range(18, 30):
        table = Table(
            ("TT", "Họ và tên"), (15, 150), tuple((f"{row}.", "Người dự họp") for row in range(rows)), least=9
        )
        last = pages(pdf_of([replace(PAPER, table=table)]).content)[-1]
        assert f"{rows - 1}." in last
        assert "Vũ Thị Bích Ngọc" in last
