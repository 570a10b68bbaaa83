"""An administrative paper and the measures of its form (Decree 30/2020/NĐ-CP, appendix I).

A4, Times New Roman of 13 to 14 points, margins of 20, 15, 20 and 30 mm, the page number in the middle of the upper
margin from page 2 on. Lengths are in mm, sizes of letters in points.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

PAGE: Final = (210, 297)
TOP, RIGHT, BOTTOM, LEFT = 20, 15, 20, 30
TEXT_WIDTH: Final = 165
LEFT_COLUMN, RIGHT_COLUMN = 74, 91  # above and below the text; "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ" keeps to one line
BODY: Final = 14
HEADING: Final = 12  # the state and who issues; the motto, the number, place and day are one point larger
TABLE: Final = 12
INDENT: Final = 12.7
LINE_SPACING: Final = 1.15
STATE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
MOTTO_RULE: Final = 58  # as long as the motto
SHORT_RULE: Final = 20  # a third to a half of the line above
TITLE_RULE: Final = 50
SIGNING: Final = 64  # points of room for the signature

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """`authority` are the lines above the name: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"."""

    authority: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    """`widths` of the columns. A row that is a text alone stands across all columns, as the heading of a group.

    `least` is the height of a row that somebody has to write into. Columns in `centered` count from 0.
    """

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...] | str, ...]
    least: float = 0
    centered: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """`above` is the body above the issuer, `kind` the paper's type ("BÁO CÁO"); `body` as text.py reads it.

    Without `number` the line of the number is left out; without `place` that of place and day; `recipients` may be
    empty. `table` follows the body. `annex` begins a page of its own behind the signature.
    """

    issuer: str
    kind: str
    abstract: str
    day: date
    number: str = ""
    place: str = ""
    body: str = ""
    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    above: str = ""
    addressees: tuple[str, ...] = ()
    table: Table | None = None
    annex: "Annex | None" = None

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class Annex:
    """ "DANH SÁCH …", "(Kèm theo …)" and a table."""

    title: str
    belongs_to: str
    table: Table


def printable(text: str) -> str:
    """Without what neither XML nor a font has."""
    return _UNPRINTABLE.sub("", text)


def spoken(day: date) -> str:
    """Days below ten and the months January and February are written with a zero, so that nothing can be added."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
