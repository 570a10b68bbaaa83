"""Text at the boundary: NFC always (domain, rule 10), no control characters, and a fold for search."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BLANK = re.compile(r"\s+")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line: NFC, blanks folded, no control or direction characters."""
    return _BLANK.sub(" ", _CONTROL.sub("", nfc(text))).strip()


def clean_prose(text: str) -> str:
    """As a line, but keeps line ends."""
    return _CONTROL.sub("", nfc(text)).replace("\r\n", "\n").strip()


def fold(text: str) -> str:
    """For comparing: without marks and case, `đ` as `d`. Keeps one character for each base character of NFC text."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


Line = Annotated[str, AfterValidator(clean_line)]
Prose = Annotated[str, AfterValidator(clean_prose)]
