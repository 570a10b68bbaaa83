"""Name plates: a sheet for each person, to be folded in the middle so that it stands and is read from both sides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from reportlab.lib.colors import lightgrey
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from shared.official.paper import printable
from shared.official.pdf import FONT, Printed, register_fonts

WIDTH, HEIGHT = 297, 210  # mm, the sheet on its side
MARGIN = 10
LINE = HEIGHT - 2 * MARGIN  # mm that a name may be long
NAME_SIZES, POST_SIZES = range(72, 19, -2), range(30, 11, -1)
MOST_LINES = 3  # of the post
_BOLD, _PLAIN = f"{FONT} Bold", f"{FONT} Regular"


@dataclass(frozen=True, slots=True)
class Plate:
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class _Face:
    """A plate's lines, and the sizes of letters with which they fit; the same in both formats."""

    name: list[str]
    name_size: int
    post: list[str]
    post_size: int


def pdf_plates(plates: Sequence[Plate]) -> Printed:
    register_fonts()
    written = BytesIO()
    canvas = Canvas(written, pagesize=(WIDTH * mm, HEIGHT * mm), lang="vi-VN")
    canvas.setTitle("Biển tên")
    for plate in plates:
        face = _face(plate)
        canvas.setStrokeColor(lightgrey)
        canvas.setDash(4, 6)
        canvas.line(WIDTH / 2 * mm, 0, WIDTH / 2 * mm, HEIGHT * mm)
        for middle, turn in ((WIDTH / 4, -90), (WIDTH * 3 / 4, 90)):  # both read upwards to the fold
            canvas.saveState()
            canvas.translate(middle * mm, HEIGHT / 2 * mm)
            canvas.rotate(turn)
            _draw(canvas, face)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return Printed(written.getvalue(), len(plates))


def docx_plates(plates: Sequence[Plate]) -> bytes:
    register_fonts()
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    section.header_distance = section.footer_distance = Mm(5)
    normal = document.styles["Normal"]
    normal.font.name, normal.paragraph_format.space_after = "Times New Roman", Pt(0)
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for plate in plates:
        face = _face(plate)
        row = table.add_row()
        row.height, row.height_rule = Mm(HEIGHT - 2 * MARGIN - 2), WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, direction in zip(row.cells, ("tbRl", "btLr"), strict=True):
            _fill(cell, face, direction)
    behind = document.add_paragraph().paragraph_format  # no table ends a document; too low for a page of its own
    behind.line_spacing_rule, behind.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _face(plate: Plate) -> _Face:
    name, name_size = _fit(printable(plate.name).upper(), _BOLD, NAME_SIZES, 2)
    post, post_size = _fit(printable(plate.post), _PLAIN, POST_SIZES, MOST_LINES)
    return _Face(name, name_size, post, post_size)


def _fit(text: str, font: str, sizes: range, most: int) -> tuple[list[str], int]:
    """In the largest letters with which it needs one line, else as few as it may; the rest is cut off."""
    for lines_wanted, smallest in ((1, sizes[len(sizes) // 2]), (most, sizes[-1])):
        for size in sizes:
            lines = _split(text, font, size)
            if size >= smallest and len(lines) <= lines_wanted:
                return lines, size
    return _split(text, font, sizes[-1])[:most], sizes[-1]


def _split(text: str, font: str, size: int) -> list[str]:
    lines: list[str] = simpleSplit(text, font, size, LINE * mm)
    if all(stringWidth(line, font, size) <= LINE * mm for line in lines):
        return lines
    per_line = max(1, int(LINE * mm / size))
    return [text[start : start + per_line] for start in range(0, len(text), per_line)]


def _lines(face: _Face, show: Callable[[str, str, int], None]) -> None:
    for line in face.name:
        show(line, _BOLD, face.name_size)
    for line in face.post:
        show(line, _PLAIN, face.post_size)


def _draw(canvas: Canvas, face: _Face) -> None:
    height = 1.2 * (len(face.name) * face.name_size + len(face.post) * face.post_size)
    place = [height / 2]

    def show(line: str, font: str, size: int) -> None:
        place[0] -= size
        canvas.setFont(font, size)
        canvas.drawCentredString(0, place[0], line)
        place[0] -= 0.2 * size

    _lines(face, show)


def _fill(cell: _Cell, face: _Face, direction: str) -> None:
    turned = OxmlElement("w:textDirection")
    turned.set(qn("w:val"), direction)
    cell.width = Mm((WIDTH - 2 * MARGIN) / 2)
    cell._tc.get_or_add_tcPr().append(turned)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    first = [cell.paragraphs[0]]

    def show(line: str, font: str, size: int) -> None:
        paragraph = first.pop() if first else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(line)
        run.font.size, run.bold = Pt(size), font == _BOLD

    _lines(face, show)
