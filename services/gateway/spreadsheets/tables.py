"""A spreadsheet's rows out of its bytes: CSV, XLSX, XLS and ODS. Runs in a child (child.py): the file is foreign."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from services.gateway.spreadsheets.encodings import Unreadable, decode, from_tcvn, is_tcvn

MOST_ROWS = 20_000
MOST_COLUMNS = 64
LONGEST_CELL = 1_000  # characters
MOST_SHEETS = 10
_UNPACKED = 256 << 20  # bytes
_DELIMITERS = ",;\t|"
_MERGED_AT_MOST = 2_000
_PACKAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # ZIP; the compound file of XLS, and of what has a password
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BARE_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*><f[^>]*?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')

Cell = str | bool | None
"""False stands for a formula that no program has worked out: the file holds no value for it."""

Row = tuple[int, list[Cell]]
"""Its number as the spreadsheet shows it, from 1, and its cells."""


class TooManyRows(Exception):
    """More than MOST_ROWS that are not empty."""


def read(data: bytes) -> dict[str, Any]:
    """{encoding, sheets: [{name, rows}]}, hidden sheets and empty rows left out. Raises Unreadable, TooManyRows."""
    if data.startswith(_PACKAGES):
        return _mended({"encoding": "", "sheets": list(_workbook(data))})
    text, encoding = decode(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _mended({"encoding": encoding, "sheets": [{"name": "", "rows": _rows(rows)}]})
    except csv.Error:
        raise Unreadable from None


def _workbook(data: bytes) -> Iterator[dict[str, Any]]:
    bare = _bare_formulas(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        for name in shown[:MOST_SHEETS]:
            yield {"name": name, "rows": _sheet(book.get_sheet_by_name(name), bare.get(name, set()))}
    except (CalamineError, OSError, ValueError):
        raise Unreadable from None


def _sheet(sheet: CalamineSheet, bare: set[tuple[int, int]]) -> list[Row]:
    """A value that stands in several merged cells is every one's."""
    rows = _rows(sheet.iter_rows(), (sheet.start or (0, 0))[1])
    by_number = dict(rows)
    for (first, left), (last, right) in (sheet.merged_cell_ranges or [])[:_MERGED_AT_MOST]:
        value = _at(by_number.get(first + 1, []), left)
        for number in range(first + 1, min(last + 1, first + MOST_ROWS) + 1):
            for column in range(left, min(right, MOST_COLUMNS - 1) + 1):
                _put(by_number.get(number, []), column, value)
    for number, column in bare:
        _put(by_number.get(number, []), column, False)
    return rows


def _rows(rows: Iterable[Sequence[Any]], left: int = 0) -> list[Row]:
    """From the first row and column on; `left` columns were left out. Raises TooManyRows."""
    found: list[Row] = []
    for number, values in enumerate(rows, 1):
        cells: list[Cell] = [*([None] * left), *map(_cell, values)]
        if any(cells):
            found.append((number, cells[:MOST_COLUMNS]))
        if len(found) > MOST_ROWS:
            raise TooManyRows
    return found


def _cell(value: Any) -> str | None:
    """As it would be typed: whole numbers without a point, days as they are written here."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (datetime, date)):
        value = value.strftime("%d/%m/%Y")
    text = str(value)[:LONGEST_CELL].strip()
    return text or None


def _at(cells: list[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _put(cells: list[Cell], column: int, value: Cell) -> None:
    if column < len(cells):
        cells[column] = value


def _mended(book: dict[str, Any]) -> dict[str, Any]:
    """TCVN3 also hides in Unicode files, as Western letters that only its fonts show right."""
    texts = " ".join(
        cell for sheet in book["sheets"] for _, cells in sheet["rows"] for cell in cells if isinstance(cell, str)
    )
    if is_tcvn(texts):
        book["encoding"] = "tcvn3"
        for sheet in book["sheets"]:
            sheet["rows"] = [
                (number, [from_tcvn(cell) if isinstance(cell, str) else cell for cell in cells])
                for number, cells in sheet["rows"]
            ]
    return book


def _delimiter(text: str) -> str:
    """The one that the first lines have most of."""
    head = "\n".join(text.splitlines()[:20])
    return max(_DELIMITERS, key=head.count)


def _bare_formulas(data: bytes) -> dict[str, set[tuple[int, int]]]:
    """By sheet, row number and column of formulas without a value. Raises Unreadable for what unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > _UNPACKED:
                raise Unreadable
            return {name: set(_formulas(package.read(path))) for name, path in _sheet_parts(package)}
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return {}  # XLS, ODS, or damaged: the reader says which


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {one.get("Id"): one.get("Target", "") for one in fromstring(package.read("xl/_rels/workbook.xml.rels"))}
    for one in fromstring(package.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
        target = targets.get(one.get(_RELATIONSHIP), "")
        yield one.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _formulas(part: bytes) -> Iterator[tuple[int, int]]:
    for letters, number in _BARE_FORMULA.findall(part):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        yield int(number), column - 1
