"""The form of Decree 30/2020, read back from the DOCX."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from shared.official import OfficialPaper, Signature, docx_of
from shared.official.text import Part, lines

BODY = """Căn cứ Luật Công nghệ thông tin;
I. MỤC ĐÍCH
1. Mục đích
1. Giao Sở Tài chính chủ trì.
- Nâng cao nhận thức;"""


@pytest.fixture
def paper(tmp_path: Path) -> DocxDocument:
    written = OfficialPaper(
        above="UBND TỈNH PHÚ THỌ",
        issuer="SỞ NỘI VỤ",
        number="7/BC-SNV",
        place="Phú Thọ",
        day=date(2026, 2, 3),
        kind="BÁO CÁO",
        abstract="Về cải cách hành chính",
        body=BODY,
        recipients=("UBND tỉnh;", "Lưu: VT."),
        signature=Signature(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Vũ Thị Bích Ngọc"),
    )
    (tmp_path / "paper.docx").write_bytes(docx_of([written]))
    return Document(str(tmp_path / "paper.docx"))


def cell(paper: DocxDocument, table: int, column: int) -> list[str]:
    return [paragraph.text for paragraph in paper.tables[table].rows[0].cells[column].paragraphs if paragraph.text]


def body(paper: DocxDocument, text: str) -> Paragraph:
    return next(paragraph for paragraph in paper.paragraphs if paragraph.text == text)


def test_heading_names_state_body_number_place_and_day(paper: DocxDocument) -> None:
    assert cell(paper, 0, 0) == ["UBND TỈNH PHÚ THỌ", "SỞ NỘI VỤ", "Số: 7/BC-SNV"]
    assert cell(paper, 0, 1) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Phú Thọ, ngày 03 tháng 02 năm 2026",
    ]


def test_closing_names_recipients_and_who_signs(paper: DocxDocument) -> None:
    assert cell(paper, 1, 0) == ["Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT."]
    assert cell(paper, 1, 1) == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Vũ Thị Bích Ngọc"]


def test_page_and_letters_have_the_decrees_measures(paper: DocxDocument) -> None:
    page = paper.sections[0]
    assert page.page_width is not None
    assert round(page.page_width / Mm(1)) == 210
    margins = [page.top_margin, page.right_margin, page.bottom_margin, page.left_margin]
    assert [round((margin or 0) / Mm(1)) for margin in margins] == [20, 15, 20, 30]
    normal = paper.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(14))


def test_page_number_stands_above_every_page_but_the_first(paper: DocxDocument) -> None:
    page = paper.sections[0]
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml
    assert "PAGE" not in page.first_page_header._element.xml


def test_body_is_set_by_what_each_line_is(paper: DocxDocument) -> None:
    for text in BODY.splitlines():
        shape = body(paper, text).paragraph_format
        assert (shape.alignment, round((shape.first_line_indent or 0) / Mm(1), 1)) == (WD_ALIGN_PARAGRAPH.JUSTIFY, 12.7)
    assert body(paper, "Căn cứ Luật Công nghệ thông tin;").runs[0].italic
    assert body(paper, "I. MỤC ĐÍCH").runs[0].bold
    assert not body(paper, "- Nâng cao nhận thức;").runs[0].bold


def test_nobody_signs_a_page_without_text(paper: DocxDocument) -> None:
    assert body(paper, "- Nâng cao nhận thức;").paragraph_format.keep_with_next


def test_numbered_sentence_is_prose_and_numbered_title_a_clause() -> None:
    assert [line.part for line in lines(BODY)] == [Part.GROUND, Part.SECTION, Part.CLAUSE, Part.PROSE, Part.PROSE]
