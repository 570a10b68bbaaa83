"""Lists of people as offices keep them, in every way a file of one can be made."""

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from services.gateway.spreadsheets.encodings import _FROM_TCVN

HEADINGS = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Thư điện tử", "Điện thoại", "Tên đăng nhập"]
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def person(number: int, full_name: str, name: str, **more: Any) -> list[Any]:
    said = {"post": "Chuyên viên", "unit": "", "email": f"{name}@tinh.example", "phone": "0912 345 678"} | more
    return [number, full_name, said["post"], said["unit"], said["email"], said["phone"], name]


def csv_text(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows)


def xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def in_tcvn3(text: str) -> bytes:
    codes = {letter: code for code, letter in _FROM_TCVN.items()}
    return bytes(codes.get(letter, ord(letter)) for letter in text)


def in_windows_1258(text: str) -> bytes:
    """It has no letter with a tone: the tone follows as a mark."""
    return "".join(_untoned(letter) for letter in text).encode("cp1258")


def _untoned(letter: str) -> str:
    spread = unicodedata.normalize("NFD", letter)
    bare = "".join(mark for mark in spread if mark not in _TONES)
    return unicodedata.normalize("NFC", bare) + "".join(mark for mark in spread if mark in _TONES)
