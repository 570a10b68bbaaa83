"""Text at the boundary: NFC always (domain, rule 10), no control characters, and a fold for search."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

# Controls, directions, and what has no look: soft hyphen, zero-width blank, word joiner, byte order mark.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_BLANK = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n?")


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line: NFC, blanks folded, no control, direction or invisible characters."""
    return nfc(_BLANK.sub(" ", _CONTROL.sub("", text))).strip()


def clean_prose(text: str) -> str:
    """As a line, but keeps line ends."""
    return nfc(_LINE_END.sub("\n", _CONTROL.sub("", text))).strip()


def fold(text: str) -> str:
    """For comparing: without marks and case, `đ` as `d`. Keeps one character for each base character of NFC text."""
    return nfc(text).translate(_FOLDED)


class _Folds(dict[int, str]):
    """Each character's fold, found when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bases = [base for base in unicodedata.normalize("NFD", letter) if not unicodedata.combining(base)]
        if len(bases) == 1:  # a syllable of several letters (Hangul) stays one character
            letter = bases[0]
        small = letter.lower()
        folded = "" if not bases else small if len(small) == 1 else letter
        self[code] = folded
        return folded


_FOLDED = _Folds({ord("đ"): "d", ord("Đ"): "d"})


Line = Annotated[str, AfterValidator(clean_line)]
Prose = Annotated[str, AfterValidator(clean_prose)]
