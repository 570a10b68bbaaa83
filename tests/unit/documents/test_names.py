"""Names at the door, and names that wait for the secret gate."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.documents.problems import NameUnusable
from services.documents.names import LONGEST_NAME, SealedNames, clean_file_name
from shared.cursors import Cursors

NAMES = SealedNames(Cursors(bytes(64)))


@given(st.text(max_size=300))
def test_clean_name_is_one_short_line_without_path(text: str) -> None:
    try:
        name = clean_file_name(text)
    except NameUnusable:
        return
    assert 0 < len(name) <= LONGEST_NAME
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set("/\\\0\n\r\t")
    assert clean_file_name(name) == name


@pytest.mark.parametrize("text", ["", "   ", "..", "/", "\x00\x1f", "---", "a/../.."])
def test_name_without_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(NameUnusable):
        clean_file_name(text)


@pytest.mark.parametrize("name", ["Báo cáo.pdf", "a", "x" * 200])
def test_sealed_name_is_read_again_and_shows_nothing(name: str) -> None:
    sealed = NAMES.seal(name)
    assert NAMES.read("", sealed) == name
    assert name not in sealed
    assert NAMES.read("", "") == ""
