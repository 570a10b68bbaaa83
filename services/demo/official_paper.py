"""Administrative papers in the official form of Decree 30/2020/NĐ-CP, appendix I, as DOCX.

Measures are the decree's: A4, Times New Roman of 13 to 14 points, margins of 20, 15, 20 and 30 mm, the page number in
the middle of the upper margin from page 2 on.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from services.demo.official_text import Line, Part, lines

FONT = "Times New Roman"
BODY = 14  # points
TEXT_WIDTH = 165  # mm between the margins
LEFT, RIGHT = 63, 102  # mm of the two columns above and below the text
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
MOTTO_RULE = 62  # mm: as long as the motto at 14 points
SHORT_RULE = 20  # mm: a third to a half of the line above
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Signature:
    """`authority` are the lines above the name: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"."""

    authority: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """`above` is the body above the issuer, `kind` the paper's type ("BÁO CÁO"); `body` as official_text reads it."""

    issuer: str
    number: str
    place: str
    day: date
    kind: str
    abstract: str
    body: str
    recipients: tuple[str, ...]
    signature: Signature
    above: str = ""
    addressees: tuple[str, ...] = ()


def write_docx(paper: OfficialPaper, path: Path) -> None:
    document = _blank(paper)
    _heading(document, paper)
    _title(document, paper)
    for line in lines(paper.body):
        _body_line(document.add_paragraph(), line)
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # nobody signs a page without text
    _closing(document, paper)
    document.save(str(path))


def _blank(paper: OfficialPaper) -> DocxDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.element.get_or_add_rPr().append(_element("w:lang", val="vi-VN"))
    style.paragraph_format.space_after = Pt(0)
    _number_pages(section.header.paragraphs[0])
    _describe(document, paper)
    return document


def _describe(document: DocxDocument, paper: OfficialPaper) -> None:
    about = document.core_properties
    about.title = f"{paper.kind.capitalize()} {paper.number}"
    about.author = about.last_modified_by = paper.issuer
    about.language, about.comments = "vi-VN", ""
    about.created = about.modified = datetime.combine(paper.day, time(8), UTC)


def _number_pages(header: Paragraph) -> None:
    header.alignment = CENTER
    run = header.add_run()
    run.font.size = Pt(13)
    for kind in ("begin", "end"):
        run._r.append(_element("w:fldChar", fldCharType=kind))
        if kind == "begin":
            code = OxmlElement("w:instrText")
            code.text = "PAGE"
            run._r.append(code)


def _heading(document: DocxDocument, paper: OfficialPaper) -> None:
    left, right = _columns(document)
    if paper.above:
        _line(left, paper.above, 13)
    _line(left, paper.issuer, 13, bold=True)
    _rule(left, LEFT, SHORT_RULE)
    _line(left, f"Số: {paper.number}", 13, before=6)
    _line(right, STATE, 13, bold=True)
    _line(right, MOTTO, 14, bold=True)
    _rule(right, RIGHT, MOTTO_RULE)
    _line(right, f"{paper.place}, {_spoken(paper.day)}", 14, italic=True, before=6)


def _title(document: DocxDocument, paper: OfficialPaper) -> None:
    _centered(document.add_paragraph(), paper.kind, BODY, before=18, bold=True)
    _centered(document.add_paragraph(), paper.abstract, BODY, bold=True)
    _draw_rule(document.add_paragraph(), TEXT_WIDTH, 50)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)
    if paper.addressees:
        _addressees(document, paper.addressees)


def _addressees(document: DocxDocument, addressees: tuple[str, ...]) -> None:
    """One stands behind "Kính gửi:", several each on a line below it."""
    if len(addressees) == 1:
        _centered(document.add_paragraph(), f"Kính gửi: {addressees[0]}", BODY, before=12)
        return
    for text in ("Kính gửi:", *(f"- {addressee};" for addressee in addressees)):
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.left_indent = Mm(40 if text == "Kính gửi:" else 50)


def _body_line(paragraph: Paragraph, line: Line) -> None:
    run = paragraph.add_run(line.text)
    run.italic = line.part is Part.GROUND
    run.bold = line.part in {Part.SECTION, Part.CLAUSE}
    paragraph.alignment = JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(12.7)
    shape.space_before = shape.space_after = Pt(3)
    shape.line_spacing = 1.15
    shape.keep_with_next = bool(run.bold)


def _closing(document: DocxDocument, paper: OfficialPaper) -> None:
    document.add_paragraph().paragraph_format.keep_with_next = True
    left, right = _columns(document)
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, centered=False)
    for recipient in paper.recipients:
        _line(left, f"- {recipient}", 11, centered=False)
    for text in paper.signature.authority:
        _line(right, text, BODY, bold=True)
    _line(right, paper.signature.name, BODY, bold=True, before=64)


def _columns(document: DocxDocument) -> tuple[_Cell, _Cell]:
    """Two cells without borders and margins that stay on one page."""
    table: Table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), (LEFT, RIGHT), strict=True):
        column.width = cell.width = Mm(width)
    return left, right


def _line(
    cell: _Cell,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    centered: bool = True,
    before: float = 0,
) -> None:
    """The cell's first paragraph is there already, and empty."""
    first = cell.paragraphs[0]
    paragraph = cell.add_paragraph() if first.text else first
    _centered(paragraph, text, size, before=before, bold=bold, italic=italic)
    if not centered:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _centered(
    paragraph: Paragraph, text: str, size: float, *, before: float = 0, bold: bool = False, italic: bool = False
) -> None:
    run: Run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.keep_with_next = True


def _rule(cell: _Cell, width: float, length: float) -> None:
    _draw_rule(cell.add_paragraph(), width, length)


def _draw_rule(paragraph: Paragraph, width: float, length: float) -> None:
    """A line in the middle: the upper border of a paragraph too low for a letter, drawn in from both sides."""
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm((width - length) / 2)
    shape.space_before = Pt(2)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _spoken(day: date) -> str:
    """Days below ten and the months January and February are written with a zero, so that nothing can be added."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
