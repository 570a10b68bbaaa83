"""Text at the boundary: one form, nothing invisible, and a fold that search can count on."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.text import clean_line, clean_prose, fold

INVISIBLE = "".join(
    map(
        chr, [0, 0x1B, 0x7F, 0x85, 0x200E, 0x200F, 0x061C, 0x202A, 0x202E, 0x2066, 0x2069, 0xAD, 0x200B, 0x2060, 0xFEFF]
    )
)
texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(INVISIBLE + "àạđĐẶ ̣́\t\n\r"), max_size=30)


def test_line_is_one_line_without_anything_invisible() -> None:
    assert clean_line("  Họp \t\r\n giao\u00a0ban\u2028 tháng ") == "Họp giao ban tháng"
    assert clean_line(f"a{INVISIBLE}b") == "ab"
    assert clean_line(unicodedata.normalize("NFD", "Phiên họp")) == "Phiên họp"


def test_prose_keeps_its_line_ends() -> None:
    assert clean_prose(" Một\r\nhai\rba\n\nbốn ") == "Một\nhai\nba\n\nbốn"
    assert clean_prose(f"a{INVISIBLE}b") == "ab"


@given(texts)
@example("e\x00\u0301")  # what was removed stood between a letter and its mark
@example("\u202e \u0301")
def test_clean_text_is_nfc_and_cleaning_it_again_changes_nothing(text: str) -> None:
    for clean in (clean_line, clean_prose):
        once = clean(text)
        assert unicodedata.is_normalized("NFC", once)
        assert clean(once) == once
        assert not set(once) & set(INVISIBLE)
    assert len(clean_line(text).splitlines()) <= 1


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Nguyễn", "dang thi nguyen"),
        ("ĐIỀU HÀNH", "dieu hanh"),
        ("đường", "duong"),
        ("Ưu tiên Ơ ơ ư", "uu tien o o u"),
        ("Straße ÉTÉ", "straße ete"),
        ("İstanbul", "istanbul"),
        ("각하 が", "각하 か"),
        ("ﬁ ½ ²", "ﬁ ½ ²"),
    ],
)
def test_fold_drops_marks_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(texts)
@example("각")
@example("\u09cb")
@example("İ")
@example("q\u0303\u0323")
def test_fold_keeps_one_character_for_each_base_character(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(fold(composed)) == sum(not unicodedata.combining(letter) for letter in composed)


@given(texts)
def test_fold_does_not_care_for_form_and_case_and_is_done_after_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == once
