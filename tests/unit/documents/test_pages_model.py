"""Finding words whatever their marks and case."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.documents.pages.model import AROUND, hits_in, one_line, spans_of
from shared.text import fold


def find(text: str, words: str) -> list[tuple[str, str, str]]:
    folded = fold(text)
    return [
        (hit["before"], hit["match"], hit["after"]) for hit in hits_in(1, text, folded, spans_of(folded, fold(words)))
    ]


def test_match_is_shown_as_written() -> None:
    assert find("Của Đảng ta", "dang") == [("Của ", "Đảng", " ta")]


def test_hits_do_not_overlap() -> None:
    assert [match for _, match, _ in find("aaaa", "aa")] == ["aa", "aa"]


def test_letters_that_fold_to_more_or_fewer_keep_their_place() -> None:
    loose_mark = "a\u0323\u0302x"  # NFC joins what it can; a mark on a letter without a joined form stays loose
    text = unicodedata.normalize("NFC", f"q\u0302 {loose_mark} İstanbul kinh tế")
    assert [match for _, match, _ in find(text, "kinh te")] == ["kinh tế"]


def test_surroundings_are_short() -> None:
    [(before, match, after)] = find("a" * 500 + "tìm" + "b" * 500, "tim")
    assert (len(before), match, len(after)) == (AROUND, "tìm", AROUND)


def test_line_ends_are_blanks() -> None:
    assert one_line("KINH\r\n  TẾ\t- xã hội ") == "KINH TẾ - xã hội"


@given(text=st.text(max_size=60), start=st.integers(0, 59), length=st.integers(1, 10))
def test_any_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    line = one_line(unicodedata.normalize("NFC", text))
    words = line[start : start + length]
    if fold(words):
        hits = find(line, words)
        assert hits
        assert all(fold(match) == fold(words) for _, match, _ in hits)
