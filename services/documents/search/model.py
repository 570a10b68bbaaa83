"""Words as they are indexed and asked for: folded syllables and pairs of neighbours (domain, rule 10).

Vietnamese writes words as syllables so common that one alone finds nearly everything; two in a row seldom do. A page
is indexed under both, and under each date on it, however that is written.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.documents.pages.model import places
from services.documents.search.problems import SearchTooShort
from shared.text import fold

LONGEST_SYLLABLE = 32  # what runs on longer is no word; its beginning is enough to find it by
AROUND = 70  # characters shown before the first mark
LONGEST_SNIPPET = 240

Terms = tuple[str, ...]

_SYLLABLE = re.compile(r"[^\W_]+")
_QUOTES = re.compile(r'["“”„«»]')
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[^\W_]+(?:[/-][^\W_]+)+")
_DATE = re.compile(r"\b(?:ngay\s+)?(\d{1,2})\s*(?:[/.-]|thang)\s*(\d{1,2})\s*(?:[/.-]|nam)\s*(\d{4})\b")
# Decree 30/2020, annex I: number and sign ("Số: 54/KH-UBND") left, place and date right, at the head of page 1.
_NUMBER = re.compile(r"\bSố\s*:?\s*(\d{1,6}\s?/\s?(?:\d{4}\s?/\s?)?[A-ZĐ][A-ZĐ0-9]*(?:[-/][A-ZĐ0-9]+)*)", re.IGNORECASE)
_HEAD = 800  # characters


def syllables(text: str) -> list[str]:
    return [found[:LONGEST_SYLLABLE] for found in _SYLLABLE.findall(fold(text))]


def words_in(text: str) -> set[str]:
    """Everything a text is found by."""
    found = syllables(text)
    return {*found, *_pairs(found), *(_term_of(day) for day in dates_in(text))}


def dates_in(text: str) -> Iterator[date]:
    for match in _DATE.finditer(fold(text)):
        with suppress(ValueError):
            yield _day(match)


def number_of(page: str) -> str:
    """Number and sign of a paper, from the text of its first page; empty when it has none."""
    found = _NUMBER.search(page[:_HEAD])
    return re.sub(r"\s", "", found[1]) if found else ""


def date_of(page: str) -> str:
    """The day a paper was signed, ISO 8601, from the text of its first page; empty when none is written."""
    return next((day.isoformat() for day in dates_in(page[:_HEAD])), "")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for, from the narrowest reading to the widest; a page answers a reading when it has all its terms.

    `phrases` were put in quotes or are codes (54/KH-UBND): their syllables must follow each other. `loose` are the
    other syllables, in the order typed.
    """

    phrases: tuple[Terms, ...]
    loose: Terms
    dates: tuple[date, ...]

    @property
    def readings(self) -> list[Terms]:
        """All in a row; then in twos, as most words are; then anywhere on the page."""
        fixed = [term for phrase in self.phrases for term in _terms(phrase)] + [_term_of(day) for day in self.dates]
        spread = [_terms(self.loose)]
        if len(self.loose) >= 4 and len(self.loose) % 2 == 0:
            spread.append([" ".join(self.loose[at : at + 2]) for at in range(0, len(self.loose), 2)])
        if len(self.loose) > 1:
            spread.append(list(self.loose))
        return [tuple(dict.fromkeys([*fixed, *terms])) for terms in spread]

    def marks(self, folded: str) -> list[tuple[int, int]]:
        """Where its words stand in a folded text: in a row if they do, else one by one. Ordered, without overlap."""
        together = [*self.phrases, *([self.loose] if self.loose else [])]
        patterns = [*map(_in_a_row, together), *map(_any_way, self.dates)]
        found = _spans(patterns, folded)
        return found or _spans([_in_a_row((one,)) for one in self._worth_marking()], folded)

    def stands_in(self, folded: str) -> bool:
        """Whether each phrase really stands there: its pairs alone could be far apart."""
        return all(re.search(_in_a_row(phrase), folded) for phrase in self.phrases)

    def answered_by(self, folded: str) -> bool:
        words = words_in(folded)
        return any(words.issuperset(terms) for terms in self.readings) and self.stands_in(folded)

    def _worth_marking(self) -> Sequence[str]:
        return [one for one in self.loose if len(one) > 1] or self.loose


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet."""

    text: str
    marked: bool


def query_of(text: str) -> Query:
    """A quote that is not closed reaches to the end. Raises SearchTooShort for less than two letters."""
    phrases: list[Terms] = []
    loose: list[str] = []
    dates: list[date] = []
    for place, part in enumerate(_QUOTES.split(text)):
        if place % 2:
            phrases.append(tuple(syllables(part)))
            continue
        dates += dates_in(part)
        rest = _DATE.sub(lambda match: " " if _is_day(match) else match[0], fold(part))
        phrases += [tuple(syllables(code)) for code in _CODE.findall(rest) if _DIGIT.search(code)]
        loose += syllables(_CODE.sub(lambda match: " " if _DIGIT.search(match[0]) else match[0], rest))
    query = Query(tuple(filter(None, dict.fromkeys(phrases))), tuple(loose), tuple(dict.fromkeys(dates)))
    letters = sum(len(one) for row in (*query.phrases, query.loose) for one in row)
    if letters < 2 and not query.dates:
        raise SearchTooShort
    return query


def snippet(text: str, query: Query) -> list[Piece]:
    """The neighbourhood of the first mark; the beginning of a text that has none."""
    folded = fold(text)
    marks = query.marks(folded)
    if len(folded) != len(text):
        origins = places(text)
        marks = [(origins[begin], origins[end - 1] + 1) for begin, end in marks]
    start = max(marks[0][0] - AROUND, 0) if marks else 0
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(start + LONGEST_SNIPPET, len(text))
    pieces: list[Piece] = []
    at = start
    for first, last in marks:
        if last > end:
            break
        pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
        at = last
    return [piece for piece in [*pieces, Piece(text[at:end], False)] if piece.text]


def _terms(row: Sequence[str]) -> list[str]:
    return _pairs(row) if len(row) > 1 else list(row)


def _pairs(row: Sequence[str]) -> list[str]:
    return [f"{one} {following}" for one, following in pairwise(row)]


def _term_of(day: date) -> str:
    return f"@{day.isoformat()}"


def _day(match: re.Match[str]) -> date:
    return date(int(match[3]), int(match[2]), int(match[1]))


def _is_day(match: re.Match[str]) -> bool:
    with suppress(ValueError):
        return bool(_day(match))
    return False


def _in_a_row(row: Terms) -> str:
    """Longest syllables are cut, so the last may go on."""
    return r"\b" + r"[\W_]+".join(one + (r"\w*" if len(one) == LONGEST_SYLLABLE else "") for one in row) + r"\b"


def _any_way(day: date) -> str:
    return rf"\b0?{day.day}\s*(?:[/.-]|thang)\s*0?{day.month}\s*(?:[/.-]|nam)\s*{day.year}\b"


def _spans(patterns: Sequence[str], folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer("|".join(patterns), folded)] if patterns else []
