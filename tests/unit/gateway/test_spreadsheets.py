"""Spreadsheets as they come: encodings, separators, merged cells, formulas, and what is none."""

import zipfile
from io import BytesIO
from typing import Any

import pytest

from services.gateway.spreadsheets.encodings import Unreadable, from_tcvn, is_tcvn
from services.gateway.spreadsheets.formulas import quoted, unquoted
from services.gateway.spreadsheets.tables import MOST_ROWS, TooManyRows, read
from services.gateway.spreadsheets.writing import as_csv, as_xlsx
from tests.factories.lists import HEADINGS, csv_text, in_tcvn3, in_windows_1258, person, xlsx

ROWS = [
    HEADINGS,
    person(1, "Nguyễn Thị Hường", "huong", unit="Sở Nông nghiệp và Môi trường"),
    person(2, "Trần Quốc Đạt", "dat", post="Phó Giám đốc"),
]
TEXT = csv_text(ROWS)


def names(data: bytes) -> list[object]:
    """What stands in the second column."""
    return [cells[1] for _, cells in read(data)["sheets"][0]["rows"]]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (in_windows_1258(TEXT), "windows-1258"),
        (in_tcvn3(TEXT), "tcvn3"),
        (in_tcvn3(TEXT).decode("latin-1").encode(), "tcvn3"),
    ],
    ids=["utf-8", "marked", "utf-16", "little", "big", "windows", "tcvn3", "tcvn3 in unicode"],
)
def test_vietnamese_is_read_in_whatever_encoding_it_was_kept(data: bytes, encoding: str) -> None:
    assert read(data)["encoding"] == encoding
    assert names(data) == ["Họ và tên", "Nguyễn Thị Hường", "Trần Quốc Đạt"]


def test_spreadsheet_in_tcvn3_fonts_is_converted() -> None:
    rows = [[in_tcvn3(str(cell)).decode("latin-1") for cell in row] for row in ROWS]
    assert names(xlsx(rows)) == ["Họ và tên", "Nguyễn Thị Hường", "Trần Quốc Đạt"]


def test_capital_fonts_of_tcvn3_become_capitals() -> None:
    assert from_tcvn("NGUY\xd4N V\xa1N AN") == "NGUYỄN VĂN AN"


@pytest.mark.parametrize("text", ["Nguyễn Văn An", "H'Hen Niê, Y Thông Êban", "Müller, François", "an binh", ""])
def test_text_that_is_right_is_not_converted(text: str) -> None:
    assert not is_tcvn(text)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separator_is_found(delimiter: str) -> None:
    assert names(csv_text(ROWS, delimiter).encode()) == ["Họ và tên", "Nguyễn Thị Hường", "Trần Quốc Đạt"]


def test_merged_cell_is_every_rows() -> None:
    rows: list[list[Any]] = [["Đơn vị", "Họ và tên"], ["Sở Y tế", "An"], [None, "Bình"], [None, "Chi"]]
    found = read(xlsx(rows, ["A2:A4"]))["sheets"][0]["rows"]
    assert [cells[0] for _, cells in found] == ["Đơn vị", "Sở Y tế", "Sở Y tế", "Sở Y tế"]


def test_rows_keep_the_numbers_the_spreadsheet_shows() -> None:
    found = read(xlsx([[], ["DANH SÁCH"], [], ["Họ và tên"], ["An"]]))["sheets"][0]["rows"]
    assert [number for number, _ in found] == [2, 4, 5]


def test_formula_without_a_result_is_marked_and_no_empty_cell() -> None:
    found = read(xlsx([["Họ và tên", "Chức vụ"], ["An", '=CONCATENATE("a","b")']]))["sheets"][0]["rows"]
    assert found[1][1] == ["An", False]


def test_hidden_sheets_are_left_alone() -> None:
    from openpyxl import Workbook

    book, content = Workbook(), BytesIO()
    book.active.append(["Hiện"])
    hidden = book.create_sheet("Ẩn")
    hidden.append(["Không ai thấy"])
    hidden.sheet_state = "hidden"
    book.save(content)
    assert [sheet["name"] for sheet in read(content.getvalue())["sheets"]] == ["Sheet"]


def test_numbers_are_as_they_were_typed() -> None:
    assert read(xlsx([["Số"], [912345678], [1.5]]))["sheets"][0]["rows"] == [
        (1, ["Số"]),
        (2, ["912345678"]),
        (3, ["1.5"]),
    ]


def test_more_rows_than_are_taken_are_refused() -> None:
    with pytest.raises(TooManyRows):
        read(("a\n" * (MOST_ROWS + 1)).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 no package",
        b"\xd0\xcf\x11\xe0 no compound file",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xfe\x00",
        bytes(range(128, 256)),
    ],
    ids=["damaged XLSX", "damaged XLS", "picture", "half a letter", "binary"],
)
def test_what_is_no_spreadsheet_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_package_that_unpacks_to_too_much_is_refused() -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(5):
            package.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * (60 << 20))
    with pytest.raises(Unreadable):
        read(content.getvalue())


DANGEROUS = ["=1+1", "+84 912", "-Chủ tịch", "@an", "An"]


def test_no_written_cell_is_a_formula_and_all_come_back_as_they_were() -> None:
    rows = [["Họ và tên"], *([cell] for cell in DANGEROUS)]
    lines = as_csv(rows).decode("utf-8-sig").splitlines()
    assert [line for line in lines if line.strip('"').startswith(("=", "+", "-", "@", "\t"))] == []
    book = zipfile.ZipFile(BytesIO(as_xlsx(rows))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in book
    for data in (as_csv(rows), as_xlsx(rows)):
        found = [unquoted(cells[0]) for _, cells in read(data)["sheets"][0]["rows"]]
        assert found == ["Họ và tên", "=1+1", "+84 912", "-Chủ tịch", "@an", "An"]


def test_apostrophe_of_a_name_stays() -> None:
    assert unquoted("'Hen") == "'Hen"
    assert quoted("H'Hen Niê") == "H'Hen Niê"
