"""The text of an administrative paper, line by line, and what each line is by the way it begins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto


class Part(Enum):
    GROUND = auto()  # "Căn cứ …": what the paper rests on, set in italics
    SECTION = auto()  # "I. …"
    CLAUSE = auto()  # "1. …" that is a heading
    PROSE = auto()


_SECTION = re.compile(r"[IVXL]+\. ")
_CLAUSE = re.compile(r"\d+(\.\d+)*\. ")
_SENTENCE_ENDS = (".", ";", ":", "…")


@dataclass(frozen=True, slots=True)
class Line:
    part: Part
    text: str

    @property
    def justified(self) -> bool:
        """A web address is not broken: it would pull the words before it apart over the whole line."""
        return "://" not in self.text


def lines(text: str) -> Iterator[Line]:
    """Paragraphs are parted by line ends; empty lines say nothing."""
    for line in filter(None, map(str.strip, text.splitlines())):
        yield Line(_part(line), line)


def _part(line: str) -> Part:
    """A numbered clause that ends as a sentence does is prose: only titles are set as headings."""
    if line.startswith("Căn cứ "):
        return Part.GROUND
    if _SECTION.match(line):
        return Part.SECTION
    if _CLAUSE.match(line) and not line.endswith(_SENTENCE_ENDS):
        return Part.CLAUSE
    return Part.PROSE
