"""What changed between two versions of a paper, word by word.

Sentences are matched first, then the words within those that differ: whole books of words would take minutes. Page
numbers at the head of a page are no words of the text, and a sentence may run over a page's end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_ENDS = re.compile(r"[.;:!?…]$")
_LONGEST_SENTENCE = 80  # words; text without stops, such as a table, is cut there
_PAGE_NUMBER = re.compile(r"^\d{1,4}$")
_GRAIN = 4_000_000  # pairs of words looked at within one change; beyond, all of it counts as new

Text = Sequence[tuple[int, str]]  # page numbers from 1 and their text
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text on one side; `changed` is not on the other."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    page: int
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Change:
    """`older` is None for what was added, `newer` for what was taken out."""

    older: Side | None
    newer: Side | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    page: int
    words: Words = field(compare=False)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def compare(older: Text, newer: Text) -> list[Change]:
    """In the order of the newer text; nothing for texts whose words are the same."""
    before, after = list(_sentences(older)), list(_sentences(newer))
    matcher = SequenceMatcher(None, [one.words for one in before], [one.words for one in after], autojunk=False)
    return [
        _change(before[first:last], after[begin:end])
        for kind, first, last, begin, end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _change(before: list[_Sentence], after: list[_Sentence]) -> Change:
    if not before:
        return Change(None, Side(after[0].page, [Piece(_text(after), True)]))
    if not after:
        return Change(Side(before[0].page, [Piece(_text(before), True)]), None)
    old = [word for one in before for word in one.words]
    new = [word for one in after for word in one.words]
    codes: list[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if len(old) * len(new) <= _GRAIN:
        codes = list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    left = [(" ".join(old[first:last]), kind != "equal") for kind, first, last, _, _ in codes]
    right = [(" ".join(new[begin:end]), kind != "equal") for kind, _, _, begin, end in codes]
    return Change(Side(before[0].page, _pieces(left)), Side(after[0].page, _pieces(right)))


def _pieces(stretches: list[tuple[str, bool]]) -> list[Piece]:
    return [Piece(text, changed) for text, changed in stretches if text]


def _text(sentences: list[_Sentence]) -> str:
    return " ".join(one.text for one in sentences)


def _sentences(text: Text) -> Iterator[_Sentence]:
    words: list[str] = []
    begun = 1
    for page, word in _words(text):
        if not words:
            begun = page
        words.append(word)
        if _ENDS.search(word) or len(words) == _LONGEST_SENTENCE:
            yield _Sentence(begun, tuple(words))
            words = []
    if words:
        yield _Sentence(begun, tuple(words))


def _words(text: Text) -> Iterator[tuple[int, str]]:
    for page, content in text:
        words = content.split()
        if words and _PAGE_NUMBER.match(words[0]) and int(words[0]) == page:
            words = words[1:]
        yield from ((page, word) for word in words)
