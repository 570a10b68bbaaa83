"""Finding words in a paper: marks, case and line ends do not matter (domain, rule 10)."""

from collections.abc import Iterator
from functools import lru_cache

from typing_extensions import TypedDict

from shared.text import fold

AROUND = 60  # characters shown before and after a hit


class Hit(TypedDict):
    page: int
    before: str
    match: str
    after: str


def one_line(text: str) -> str:
    return " ".join(text.split())


def hits_in(page: int, text: str, folded: str, wanted: str) -> Iterator[Hit]:
    """`folded` is `fold(text)`, `wanted` is folded; hits do not overlap."""
    begin = folded.find(wanted)
    if begin < 0:
        return
    places = _places(text) if len(text) != len(folded) else None
    while begin >= 0:
        end = begin + len(wanted)
        first, last = (begin, end) if places is None else (places[begin], places[end - 1] + 1)
        yield Hit(
            page=page,
            before=text[max(first - AROUND, 0) : first],
            match=text[first:last],
            after=text[last : last + AROUND],
        )
        begin = folded.find(wanted, end)


def _places(text: str) -> list[int]:
    """For each folded character the place in the text it came from."""
    return [place for place, letter in enumerate(text) for _ in _folded(letter)]


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return fold(letter)
