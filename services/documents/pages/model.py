"""Finding words in a paper: marks, case and line ends do not matter (domain, rule 10)."""

from collections.abc import Iterable, Iterator
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


def spans_of(folded: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Where a folded text has these folded letters, without overlap."""
    begin = folded.find(wanted)
    while begin >= 0:
        yield begin, begin + len(wanted)
        begin = folded.find(wanted, begin + len(wanted))


def hits_in(page: int, text: str, folded: str, spans: Iterable[tuple[int, int]]) -> Iterator[Hit]:
    """`spans` in `folded`, which is `fold(text)`."""
    origins: list[int] | None = None
    for begin, end in spans:
        if origins is None and len(text) != len(folded):
            origins = places(text)
        first, last = (begin, end) if origins is None else (origins[begin], origins[end - 1] + 1)
        yield Hit(
            page=page,
            before=text[max(first - AROUND, 0) : first],
            match=text[first:last],
            after=text[last : last + AROUND],
        )


def places(text: str) -> list[int]:
    """For each folded character the place in the text it came from."""
    return [place for place, letter in enumerate(text) for _ in _folded(letter)]


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    return fold(letter)
