"""Secret stamps: MẬT, TỐI MẬT, TUYỆT MẬT as Vietnamese papers carry them.

A stamp is upper case, has its marks, and stands alone: on a line, in a box, or delimited in a name. The words of
everyday papers ("BẢO MẬT THÔNG TIN", "Mật độ dân số", "văn bản mật") are not stamps.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum


class StampRule(StrEnum):
    """Where a stamp was found: all that logs and events may know of it."""

    NAME = "name"
    PAGE_TEXT = "page_text"
    METADATA = "metadata"
    ATTACHMENT_NAME = "attachment_name"
    ATTACHMENT_TEXT = "attachment_text"
    HIDDEN_TEXT = "hidden_text"


STAMPS = frozenset({"MẬT", "TỐIMẬT", "TUYỆTMẬT"})
# File names often lose their marks on the way; the two-word forms still mean one thing only. A bare MAT means anything.
UNMARKED_STAMPS = frozenset({"TOIMAT", "TUYETMAT"})
LABELS = ("ĐỘ MẬT", "MỨC ĐỘ MẬT", "DẤU MẬT", "MỨC MẬT")
# Compounds in which an upper-case MẬT says nothing about the paper's secrecy.
BEFORE_MAT = frozenset({"BẢO", "BÍ", "CƠ"})
# How lines begin that name an agency or a place, without blanks.
PLACES = (
    "UBND",
    "HĐND",
    "ỦYBANNHÂNDÂN",
    "HỘIĐỒNGNHÂNDÂN",
    "TỈNH",
    "THÀNHPHỐ",
    "QUẬN",
    "HUYỆN",
    "THỊXÃ",
    "PHƯỜNG",
    "XÃ",
)
AFTER_MAT = frozenset({"ĐỘ", "KHẨU", "MÃ", "THƯ", "THIẾT", "ONG", "VỤ", "DANH", "PHỤC"})

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_CANDIDATE = re.compile(r"M\W*Ậ\W*T")
_WORD = re.compile(r"[^\W\d_]+")
_TIED_STAMP = re.compile(r"(?<![^\W\d_])(TỐI|TUYỆT|TOI|TUYET)[_\-](MẬT|MAT)(?![^\W\d_])")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_BREAK = re.compile(r"[\n\r\t\v\f\x07\u2028\u2029]+")


def plain(text: str) -> str:
    """One form of writing for all: NFKC (NFD, full-width letters) without invisible characters."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def may_hold_stamp(text: str) -> bool:
    """True when the letters of MẬT occur at all; cheap, so that most pages need no closer look."""
    return _CANDIDATE.search(plain(text)) is not None


def is_stamped(lines: Iterable[str]) -> bool:
    """True when one of these lines, given in reading order, is nothing but a stamp.

    A line counts also when its letters are spaced out, framed by punctuation, or follow the label "Độ mật:". A bare MẬT
    is none when it only finishes the previous line's word: a heading may wrap as "… CÔNG TÁC BẢO / MẬT". Below a rule,
    or the name of an agency or a place ("PHƯỜNG LIÊN BẢO"), it is one.
    """
    previous = ""
    for line in lines:
        words = _compact(line)
        if words in STAMPS and not (words == "MẬT" and _may_wrap(previous)):
            return True
        if _is_labelled(line):
            return True
        if line.strip():
            previous = words
    return False


def _may_wrap(line: str) -> bool:
    return line.endswith(tuple(BEFORE_MAT)) and not line.startswith(PLACES)


def is_stamped_text(text: str) -> bool:
    """`is_stamped` for a text that still has its line ends; tabs and table cells end a line too."""
    normal = plain(text)
    return _CANDIDATE.search(normal) is not None and is_stamped(_BREAK.split(normal))


def stamp_in_name(text: str) -> str | None:
    """The rule's id when a title or a file name carries a stamp, else None.

    Upper-case words that follow each other form a phrase; a stamp is a whole phrase ("1. MẬT - Bao cao.docx",
    "[TỐI MẬT]", "Báo cáo MẬT quý 3"). Blanks join words to a phrase, everything else delimits. Names that use
    underscores or hyphens for blanks are read so too ("BẢO_MẬT_THÔNG_TIN"), but a MẬT delimited by them counts unless
    a neighbour makes it a common compound. Without marks only TOI MAT and TUYET MAT count.
    """
    normal = _TIED_STAMP.sub(r"\1 \2", plain(text))
    found = any(_is_stamped_phrase(normal, words) for words in _upper_phrases(normal))
    return StampRule.NAME.value if found else None


def _compact(line: str) -> str:
    return "".join(_EDGE.sub("", plain(line)).split())


def _is_labelled(line: str) -> bool:
    label, colon, value = plain(line).partition(":")
    return bool(colon) and _EDGE.sub("", label).upper() in LABELS and _compact(value) in STAMPS


def _upper_phrases(text: str) -> Iterable[list[re.Match[str]]]:
    phrase: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        joined = bool(phrase) and text[phrase[-1].end() : word.start()].isspace()
        if not joined or not word[0].isupper():
            if phrase:
                yield phrase
            phrase = []
        if word[0].isupper():
            phrase.append(word)
    if phrase:
        yield phrase


def _is_stamped_phrase(text: str, words: list[re.Match[str]]) -> bool:
    letters = "".join(word[0] for word in words)
    if letters != "MẬT":
        return letters in STAMPS or letters in UNMARKED_STAMPS
    before, after = _tied_neighbours(text, words[0].start(), words[-1].end())
    return before not in BEFORE_MAT and after not in AFTER_MAT


def _tied_neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """The words tied to this place by a blank, an underscore or a hyphen without blanks around.

    Before it none that is written as a name is ("Liên Bảo MẬT").
    """
    before = re.search(r"([^\W\d_]+)(?:[_\-]| +)$", text[:start])
    after = re.match(r"(?:[_\-]| +)([^\W\d_]+)", text[end:])
    tied = before[1].upper() if before and not before[1].istitle() else ""
    return tied, after[1].upper() if after else ""
