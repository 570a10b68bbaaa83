"""Which column of a list of people holds what: by its heading, in the words that offices use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.gateway.imports.problems import ColumnsUnknown
from services.gateway.spreadsheets.formulas import unquoted
from shared.problems import Said
from shared.text import clean_line, fold

HEADER_WITHIN = 30  # rows: above it stand the body's name, the title, a date


class Column(StrEnum):
    FULL_NAME = "full_name"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    POST = "post"


HEADINGS: Final[dict[Column, Said]] = {
    Column.FULL_NAME: Said("Họ và tên", "Full name"),
    Column.NAME: Said("Tên đăng nhập", "Sign-in name"),
    Column.EMAIL: Said("Thư điện tử", "E-mail"),
    Column.PHONE: Said("Điện thoại", "Telephone"),
    Column.ORGANISATION: Said("Cơ quan", "Organisation"),
    Column.POST: Said("Chức vụ", "Post"),
}
"""As an export writes them, and an import reads them."""

_FAMILY, _GIVEN = "family", "given"  # a name in two columns

_MEANT: Final[dict[str, str]] = {
    **dict.fromkeys(("ho va ten", "ho ten", "ho & ten", "ten can bo", "full name", "name"), Column.FULL_NAME),
    **dict.fromkeys(("ho", "ho dem", "ho va ten dem", "ho va dem", "ho lot", "family name"), _FAMILY),
    **dict.fromkeys(("ten", "given name", "first name"), _GIVEN),
    **dict.fromkeys(("ten dang nhap", "tai khoan", "sign-in name", "user name", "username", "account"), Column.NAME),
    **dict.fromkeys(("thu dien tu", "dia chi thu dien tu", "email", "e-mail", "hop thu"), Column.EMAIL),
    **dict.fromkeys(
        ("dien thoai", "so dien thoai", "dt", "sdt", "so dt", "di dong", "telephone", "phone", "mobile"), Column.PHONE
    ),
    **dict.fromkeys(
        ("co quan", "don vi", "co quan, don vi", "don vi cong tac", "noi cong tac", "phong ban", "phong"),
        Column.ORGANISATION,
    ),
    **dict.fromkeys(("organisation", "organization", "unit", "department"), Column.ORGANISATION),
    **dict.fromkeys(("chuc vu", "chuc danh", "post", "position", "title"), Column.POST),
}

Cells = Sequence[str | bool | None]


@dataclass(frozen=True, slots=True)
class Header:
    """`number` is its row's; `meanings` by place of the column; `headings` as they stand there."""

    number: int
    meanings: Mapping[int, str]
    headings: Mapping[int, str]

    @property
    def ignored(self) -> tuple[str, ...]:
        return tuple(text for place, text in self.headings.items() if place not in self.meanings)

    def values(self, cells: Cells) -> tuple[dict[Column, str], tuple[Column, ...]]:
        """What a row says, and which of it is a formula that nothing has worked out."""
        found: dict[str, str] = {}
        formulas: list[Column] = []
        for place, meaning in self.meanings.items():
            cell = cells[place] if place < len(cells) else None
            if cell is False:
                formulas.append(Column.FULL_NAME if meaning in (_FAMILY, _GIVEN) else Column(meaning))
            elif isinstance(cell, str):
                found[meaning] = clean_line(unquoted(cell))
        name = " ".join(found.pop(part) for part in (_FAMILY, _GIVEN) if part in found)
        if name:
            found.setdefault(Column.FULL_NAME, name)
        return {Column(meaning): text for meaning, text in found.items() if text}, tuple(formulas)


def find_header(rows: Iterable[tuple[int, Cells]]) -> Header:
    """The first row with the most headings that are known. Raises ColumnsUnknown where none names people."""
    best: Header | None = None
    for number, cells in rows:
        if number > HEADER_WITHIN:
            break
        header = _header(number, cells)
        if _names_people(header) and (best is None or len(header.meanings) > len(best.meanings)):
            best = header
    if best is None:
        raise ColumnsUnknown
    return best


def _header(number: int, cells: Cells) -> Header:
    headings = {place: clean_line(cell) for place, cell in enumerate(cells) if isinstance(cell, str)}
    meanings: dict[int, str] = {}
    for place, text in headings.items():
        meaning = _MEANT.get(fold(text).strip(" *:."))
        if meaning and meaning not in meanings.values():
            meanings[place] = meaning
    return Header(number, meanings, headings)


def _names_people(header: Header) -> bool:
    """A full name, and what tells one from another."""
    said = set(header.meanings.values())
    return bool(said & {Column.FULL_NAME, _GIVEN}) and bool(said & {Column.NAME, Column.EMAIL})
