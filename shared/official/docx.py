"""The official form as DOCX."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from shared.official import paper as form
from shared.official.paper import Annex, OfficialPaper, Table, printable, spoken
from shared.official.text import Line, Part, lines

FONT = "Times New Roman"
BODY = form.BODY
CENTER, JUSTIFY, AT_LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def docx_of(papers: Sequence[OfficialPaper]) -> bytes:
    """Each paper begins on a page of its own and counts its pages from 1."""
    document = Document()
    for number, paper in enumerate(papers):
        section = document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0]
        _shape(section)
        if number == 0:
            _prepare(document, paper)
        _write(document, paper)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _write(document: DocxDocument, paper: OfficialPaper) -> None:
    _heading(document, paper)
    _title(document, paper)
    last: Paragraph | None = None
    for line in lines(printable(paper.body)):
        last = document.add_paragraph()
        _body_line(last, line)
    if paper.table:
        last = _table(document, paper.table).rows[-1].cells[0].paragraphs[0]
    if last is not None:
        last.paragraph_format.keep_with_next = True  # nobody signs a page without text
    _closing(document, paper)
    if paper.annex:
        _annex(document, paper.annex)


def _shape(section: Section) -> None:
    section.page_width, section.page_height = Mm(form.PAGE[0]), Mm(form.PAGE[1])
    section.top_margin, section.bottom_margin = Mm(form.TOP), Mm(form.BOTTOM)
    section.left_margin, section.right_margin = Mm(form.LEFT), Mm(form.RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    for there in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(there)
    section._sectPr.append(_element("w:pgNumType", start="1"))


def _prepare(document: DocxDocument, paper: OfficialPaper) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.element.get_or_add_rPr().append(_element("w:lang", val="vi-VN"))
    style.paragraph_format.space_after = Pt(0)
    _number_pages(document.sections[0].header.paragraphs[0])
    _describe(document, paper)


def _describe(document: DocxDocument, paper: OfficialPaper) -> None:
    about = document.core_properties
    about.title = printable(paper.title)[:255]
    about.author = about.last_modified_by = printable(paper.issuer)[:255]
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
        _line(left, paper.above, form.HEADING)
    _line(left, paper.issuer, form.HEADING, bold=True)
    _rule(left, form.LEFT_COLUMN, form.SHORT_RULE)
    if paper.number:
        _line(left, f"Số: {paper.number}", form.HEADING + 1, before=6)
    _line(right, form.STATE, form.HEADING, bold=True)
    _line(right, form.MOTTO, form.HEADING + 1, bold=True)
    _rule(right, form.RIGHT_COLUMN, form.MOTTO_RULE)
    if paper.place:
        _line(right, f"{paper.place}, {spoken(paper.day)}", form.HEADING + 1, italic=True, before=6)


def _title(document: DocxDocument, paper: OfficialPaper) -> None:
    _centered(document.add_paragraph(), paper.kind, BODY, before=18, bold=True)
    _centered(document.add_paragraph(), paper.abstract, BODY, bold=True)
    _draw_rule(document.add_paragraph(), form.TEXT_WIDTH, form.TITLE_RULE)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)
    if paper.addressees:
        _addressees(document, paper.addressees)


def _addressees(document: DocxDocument, addressees: tuple[str, ...]) -> None:
    """One stands behind "Kính gửi:", several each on a line below it."""
    if len(addressees) == 1:
        _centered(document.add_paragraph(), f"Kính gửi: {addressees[0]}", BODY, before=12)
        return
    for text in ("Kính gửi:", *(f"- {addressee};" for addressee in addressees)):
        paragraph = document.add_paragraph(printable(text))
        paragraph.paragraph_format.left_indent = Mm(40 if text == "Kính gửi:" else 50)


def _body_line(paragraph: Paragraph, line: Line) -> None:
    run = paragraph.add_run(line.text)
    run.italic = line.part is Part.GROUND
    run.bold = line.part in {Part.SECTION, Part.CLAUSE}
    paragraph.alignment = JUSTIFY if line.justified else AT_LEFT
    shape = paragraph.paragraph_format
    shape.first_line_indent = Mm(form.INDENT)
    shape.space_before = shape.space_after = Pt(3)
    shape.line_spacing = form.LINE_SPACING
    shape.keep_with_next = bool(run.bold)


def _closing(document: DocxDocument, paper: OfficialPaper) -> None:
    document.add_paragraph().paragraph_format.keep_with_next = True
    left, right = _columns(document)
    if paper.recipients:
        _line(left, "Nơi nhận:", 12, bold=True, italic=True, centered=False)
    for recipient in paper.recipients:
        _line(left, f"- {recipient}", 11, centered=False)
    if paper.signature:
        for text in paper.signature.authority:
            _line(right, text, BODY, bold=True)
        _line(right, paper.signature.name, BODY, bold=True, before=form.SIGNING)


def _annex(document: DocxDocument, annex: Annex) -> None:
    title = document.add_paragraph()
    title.paragraph_format.page_break_before = True
    _centered(title, annex.title, BODY, bold=True)
    _centered(document.add_paragraph(), annex.belongs_to, BODY, italic=True)
    document.paragraphs[-1].paragraph_format.space_after = Pt(6)
    _table(document, annex.table)


def _table(document: DocxDocument, table: Table) -> DocxTable:
    """With lines; its headings stand again on each page, and no row is torn."""
    made: DocxTable = document.add_table(rows=0, cols=len(table.widths), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, table.widths, strict=True):
        column.width = Mm(width)
    _row(made, table, table.headings, bold=True)
    made.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for row in table.rows:
        _row(made, table, row)
    return made


def _row(made: DocxTable, table: Table, texts: tuple[str, ...] | str, *, bold: bool = False) -> None:
    row = made.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    if table.least and not bold and not isinstance(texts, str):
        row.height = Mm(table.least)
    for cell, width in zip(row.cells, table.widths, strict=True):
        cell.width = Mm(width)
    if isinstance(texts, str):
        _set(row.cells[0].merge(row.cells[-1]), texts, bold=True, centered=False)
        return
    for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        _set(cell, text, bold=bold, centered=bold or column in table.centered)


def _set(cell: _Cell, text: str, *, bold: bool, centered: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold = Pt(form.TABLE), bold
    paragraph.alignment = CENTER if centered else AT_LEFT
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _columns(document: DocxDocument) -> tuple[_Cell, _Cell]:
    """Two cells without borders and margins that stay on one page."""
    table: DocxTable = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="0", type="dxa"))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    left, right = table.rows[0].cells
    for column, cell, width in zip(table.columns, (left, right), (form.LEFT_COLUMN, form.RIGHT_COLUMN), strict=True):
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
        paragraph.alignment = AT_LEFT


def _centered(
    paragraph: Paragraph, text: str, size: float, *, before: float = 0, bold: bool = False, italic: bool = False
) -> None:
    run: Run = paragraph.add_run(printable(text))
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
