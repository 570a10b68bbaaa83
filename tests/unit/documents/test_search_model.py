"""Words as they are indexed and asked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.documents.search.model import Query, date_of, number_of, query_of, snippet
from services.documents.search.problems import SearchTooShort
from shared.text import fold

HEAD = "ỦY BAN NHÂN DÂN TỈNH Số: 54/KH-UBND Vĩnh Phúc, ngày 29 tháng 3 năm 2019 KẾ HOẠCH Thực hiện Nghị quyết"


def finds(asked: str, text: str) -> bool:
    return query_of(asked).answered_by(fold(text))


@pytest.mark.parametrize(
    "asked",
    [
        *("ke hoach", "KẾ HOẠCH", "Kế hoạch", "kế-hoạch", "nghi quyet", "Vĩnh Phúc", "vinh  phuc", "hoach nghi"),
        *("thuc hien nghi quyet", '"uy ban nhan dan"', '"ke hoach" "nghi quyet"', '"ke hoach', "đ ke hoach", "d phuc"),
        *("54/KH-UBND", "54/kh-ubnd", "29/3/2019", "29-03-2019", "29.3.2019", "ngày 29 tháng 3 năm 2019"),
        "ke hoach 29/3/2019",
    ],
)
def test_a_text_is_found_however_its_words_are_typed(asked: str) -> None:
    assert finds(asked, HEAD + " đ")


@pytest.mark.parametrize(
    "asked", ["55/KH-UBND", "30/3/2019", '"hoach ke"', '"nghi ke"', '"nhan dan thuc hien"', "bien ban"]
)
def test_what_does_not_stand_there_is_not_found(asked: str) -> None:
    assert not finds(asked, HEAD)


@pytest.mark.parametrize("asked", ["", "a", "đ", '"', "...", "́̀", '"""', "-", "'", "/ - ."])
def test_too_little_to_search_for_is_said(asked: str) -> None:
    with pytest.raises(SearchTooShort):
        query_of(asked)


def test_words_in_a_row_are_asked_for_first_then_in_twos_then_anywhere() -> None:
    assert query_of("kế hoạch giáo dục").readings == [
        ("ke hoach", "hoach giao", "giao duc"),
        ("ke hoach", "giao duc"),
        ("ke", "hoach", "giao", "duc"),
    ]


def test_an_impossible_date_is_read_as_numbers() -> None:
    assert query_of("31/2/2019") == Query(phrases=(("31", "2", "2019"),), loose=(), dates=())


def test_number_and_date_of_a_paper_are_those_of_its_head() -> None:
    assert number_of(HEAD) == "54/KH-UBND"
    assert date_of(HEAD) == "2019-03-29"
    assert number_of("Số: 12 / 2026 / NQ-HĐND") == "12/2026/NQ-HĐND"
    assert number_of("Báo cáo số liệu") == date_of("Báo cáo") == ""


def test_a_snippet_marks_the_words_as_they_are_written() -> None:
    text = f"{'Mở đầu dài. ' * 30}Căn cứ Kế hoạch số 5, kế  hoạch năm. {'Kết thúc. ' * 60}"
    pieces = snippet(text, query_of("ke hoach"))
    assert [piece.text for piece in pieces if piece.marked] == ["Kế hoạch", "kế  hoạch"]
    assert "".join(piece.text for piece in pieces) in text


def test_dates_are_marked_in_any_spelling() -> None:
    marked = [piece.text for piece in snippet(HEAD, query_of("29/3/2019")) if piece.marked]
    assert marked == ["29 tháng 3 năm 2019"]
    assert query_of("29/3/2019").dates == (date(2019, 3, 29),)


@given(some.text(max_size=200), some.text(max_size=200))
def test_whatever_is_typed_and_written_a_snippet_is_a_part_of_the_text(asked: str, text: str) -> None:
    try:
        query = query_of(asked)
    except SearchTooShort:
        return
    assert "".join(piece.text for piece in snippet(text, query)) in text
