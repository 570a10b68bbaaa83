"""A table as a file that spreadsheet programs open, in which no cell is worked out as a formula."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from services.gateway.spreadsheets.formulas import FORMULA_BEGINS, quoted

_WIDTH = 28  # characters


Cell = str | int | float | None


def as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    """With a mark that tells spreadsheets it is UTF-8; what could pass for a formula follows an apostrophe (OWASP)."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([[quoted(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + lines.getvalue().encode()


def as_xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Numbers are numbers; every other cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for column in range(1, len(rows[0]) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        sheet.append([_text(sheet, cell, bold=number == 0) if isinstance(cell, str) else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _text(sheet: object, value: str, *, bold: bool) -> object:
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(FORMULA_BEGINS)
    if bold:
        cell.font = Font(bold=True)
    return cell
