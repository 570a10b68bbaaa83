"""The official form as PDF, set by ReportLab in Liberation Serif, which has the widths of Times New Roman."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.fonts import addMapping
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Flowing
from reportlab.platypus import Table as FlowingTable

from shared.official import paper as form
from shared.official.paper import Annex, OfficialPaper, Table, printable, spoken
from shared.official.text import Line, Part, lines

FONT = "Liberation Serif"
_Switch = Literal[0, 1]
_FACES: Final[dict[str, tuple[_Switch, _Switch]]] = {
    "Regular": (0, 0),
    "Bold": (1, 0),
    "Italic": (0, 1),
    "BoldItalic": (1, 1),
}
_LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Printed:
    content: bytes
    pages: int


@cache
def register_fonts() -> None:
    """Before anything is drawn in FONT or measured."""
    for face, (bold, italic) in _FACES.items():
        name = f"{FONT} {face}"
        pdfmetrics.registerFont(TTFont(name, str(Path(__file__).with_name("fonts") / f"LiberationSerif-{face}.ttf")))
        addMapping(FONT, bold, italic, name)


def pdf_of(papers: Sequence[OfficialPaper]) -> Printed:
    """Each paper begins on a page of its own and counts its pages from 1."""
    register_fonts()
    story: list[Flowable] = []
    for number, paper in enumerate(papers):
        if number:
            story += [NextPageTemplate("first"), PageBreak()]
        story += [_Begin(), NextPageTemplate("next"), *_flow(paper)]
    written = BytesIO()
    document = _Sheets(written, title=papers[0].title, author=papers[0].issuer)
    document.build(story)
    return Printed(written.getvalue(), document.page)


def pdf_of_annex(annex: Annex) -> Printed:
    """A list alone, without the heading of a paper."""
    register_fonts()
    written = BytesIO()
    document = _Sheets(written, title=annex.title, author="", numbered=False)
    document.build(_annex(annex)[1:])
    return Printed(written.getvalue(), document.page)


class _Sheets(BaseDocTemplate):
    def __init__(self, target: BytesIO, *, title: str, author: str, numbered: bool = True) -> None:
        super().__init__(
            target,
            pagesize=(form.PAGE[0] * mm, form.PAGE[1] * mm),
            title=printable(title),
            author=printable(author),
            lang="vi-VN",
        )
        self.before = 0  # pages of the papers in front
        pages = [self._template("first", _leave_free), self._template("next", self._number)]
        self.addPageTemplates(pages if numbered else pages[:1])

    def _template(self, name: str, draw: Callable[[Canvas, Any], None]) -> PageTemplate:
        height = form.PAGE[1] - form.TOP - form.BOTTOM
        frame = Frame(form.LEFT * mm, form.BOTTOM * mm, form.TEXT_WIDTH * mm, height * mm, 0, 0, 0, 0, id=name)
        return PageTemplate(name, [frame], onPage=draw)

    def _number(self, canvas: Canvas, document: Any) -> None:
        canvas.setFont(f"{FONT} Regular", 13)
        middle = (form.LEFT + form.TEXT_WIDTH / 2) * mm
        canvas.drawCentredString(middle, (form.PAGE[1] - 14) * mm, str(self.page - self.before))


def _leave_free(canvas: Canvas, document: Any) -> None:
    """A first page has no number."""


class _Begin(Flowable):
    """Where a paper begins, pages are counted anew."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        document: _Sheets = self.canv._doctemplate  # type: ignore[attr-defined]
        document.before = document.page - 1


def _flow(paper: OfficialPaper) -> list[Flowable]:
    body = [_body_line(line) for line in lines(printable(paper.body))]
    closing = [Spacer(1, form.BODY), _closing(paper)]
    flow: list[Flowable] = [_heading(paper), *_title(paper), *body[:-1]]
    if paper.table:
        above, last = _table(paper.table, slice(-1)), _table(paper.table, slice(-1, None), headed=False)
        flow += [*body[-1:], Spacer(1, 6), above, KeepTogether([last, *closing])]
    else:
        flow.append(KeepTogether([*body[-1:], *closing]))  # nobody signs a page without text
    return [*flow, *(_annex(paper.annex) if paper.annex else [])]


def _heading(paper: OfficialPaper) -> Flowable:
    size, larger = form.HEADING, form.HEADING + 1
    left: list[Flowable] = [_text(paper.above, size)] if paper.above else []
    left += [_text(paper.issuer, size, bold=True), _Rule(form.SHORT_RULE)]
    left += [_text(f"Số: {paper.number}", larger, before=6)] if paper.number else []
    right: list[Flowable] = [_text(form.STATE, size, bold=True), _text(form.MOTTO, larger, bold=True)]
    right.append(_Rule(form.MOTTO_RULE))
    right += [_text(f"{paper.place}, {spoken(paper.day)}", larger, italic=True, before=6)] if paper.place else []
    return _columns(left, right)


def _title(paper: OfficialPaper) -> list[Flowable]:
    flow: list[Flowable] = [
        _text(paper.kind, form.BODY, bold=True, before=18),
        _text(paper.abstract, form.BODY, bold=True),
    ]
    flow += [_Rule(form.TITLE_RULE), Spacer(1, 6)]
    addressees = paper.addressees
    if len(addressees) == 1:
        flow.append(_text(f"Kính gửi: {addressees[0]}", form.BODY, before=12))
    elif addressees:
        flow.append(_text("Kính gửi:", form.BODY, align=TA_LEFT, indent=40))
        flow += [_text(f"- {one};", form.BODY, align=TA_LEFT, indent=50) for one in addressees]
    return flow


def _body_line(line: Line) -> Flowable:
    bold, italic = line.part in {Part.SECTION, Part.CLAUSE}, line.part is Part.GROUND
    align = TA_JUSTIFY if line.justified else TA_LEFT
    style = _style(form.BODY, bold=bold, italic=italic, align=align, before=3)
    style.firstLineIndent, style.spaceAfter, style.keepWithNext = form.INDENT * mm, 3, int(bold)
    style.leading = form.BODY * form.LINE_SPACING * _LEADING
    return Flowing(escape(line.text), style)


def _closing(paper: OfficialPaper) -> Flowable:
    left = [_text("Nơi nhận:", 12, bold=True, italic=True, align=TA_LEFT)] if paper.recipients else []
    left += [_text(f"- {one}", 11, align=TA_LEFT) for one in paper.recipients]
    signature = paper.signature
    right = [_text(one, form.BODY, bold=True) for one in signature.authority] if signature else []
    right += [_text(signature.name, form.BODY, bold=True, before=form.SIGNING)] if signature else []
    return _columns(left, right)


def _annex(annex: Annex) -> list[Flowable]:
    heading = [_text(annex.title, form.BODY, bold=True), _text(annex.belongs_to, form.BODY, italic=True)]
    return [PageBreak(), *heading, Spacer(1, 6), _table(annex.table)]


def _table(table: Table, which: slice = slice(None), *, headed: bool = True) -> Flowable:
    """The rows of `which`."""
    headings: list[Flowable | str] = [_cell(text, bold=True, centered=True) for text in table.headings]
    rows = [headings] if headed else []
    style: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    style += [("LEFTPADDING", (0, 0), (-1, -1), 5), ("RIGHTPADDING", (0, 0), (-1, -1), 5)]
    heights: list[float | None] = [None] if headed else []
    for row in table.rows[which]:
        if isinstance(row, str):
            style.append(("SPAN", (0, len(rows)), (-1, len(rows))))
            rows.append([_cell(row, bold=True), *[""] * (len(table.widths) - 1)])
            heights.append(None)
            continue
        cells = [_cell(text, centered=column in table.centered) for column, text in enumerate(row)]
        needed = max(cell.wrap(width * mm - 10, 1e6)[1] for cell, width in zip(cells, table.widths, strict=True))
        heights.append(max(table.least * mm, needed + 7))
        rows.append([*cells])
    widths = [width * mm for width in table.widths]
    return FlowingTable(rows, widths, heights, style=style, repeatRows=int(headed), splitByRow=1)


def _cell(text: str, *, bold: bool = False, centered: bool = False) -> Flowing:
    return _text(text, form.TABLE, bold=bold, align=TA_CENTER if centered else TA_LEFT)


def _columns(left: list[Any], right: list[Any]) -> Flowable:
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    style += [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    widths = [form.LEFT_COLUMN * mm, form.RIGHT_COLUMN * mm]
    return FlowingTable([[left or "", right or ""]], widths, style=style, splitInRow=1)


def _text(
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = TA_CENTER,
    before: float = 0,
    indent: float = 0,
) -> Flowing:
    style = _style(size, bold=bold, italic=italic, align=align, before=before)
    style.leftIndent = indent * mm
    return Flowing(escape(printable(text)).replace("\n", "<br/>"), style)


def _style(size: float, *, bold: bool, italic: bool, align: Any, before: float) -> ParagraphStyle:
    face = next(name for name, kind in _FACES.items() if kind == (int(bold), int(italic)))
    return ParagraphStyle(
        "text", fontName=f"{FONT} {face}", fontSize=size, leading=size * _LEADING, alignment=align, spaceBefore=before
    )


class _Rule(Flowable):
    """A line in the middle of its column."""

    def __init__(self, length: float) -> None:
        super().__init__()
        self._length = length * mm
        self._column = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._column = width
        return width, 8  # below the marks under the letters above

    def draw(self) -> None:
        begin = (self._column - self._length) / 2
        self.canv.setLineWidth(0.75)
        self.canv.line(begin, 2, begin + self._length, 2)
