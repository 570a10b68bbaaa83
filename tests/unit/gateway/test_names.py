import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.people.names import answers, is_sign_in_name, lookup_key, person_id_of, search_keys, sort_name

NAMES = st.lists(st.sampled_from(["Nguyễn", "Đỗ", "Văn", "Thị", "Ánh", "Bình", "Đạt", "Ý"]), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("full_name", "sorted_by"),
    [("Nguyễn Văn An", "an nguyen van"), ("Đỗ Ánh", "anh do"), ("Madonna", "madonna"), ("  ", "")],
)
def test_given_name_comes_first_in_sorting(full_name: str, sorted_by: str) -> None:
    assert sort_name(full_name) == sorted_by


@given(NAMES, st.data())
def test_whoever_answers_to_a_query_is_found_by_its_key(words: list[str], data: st.DataObject) -> None:
    full_name = " ".join(words)
    asked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    query = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in asked)
    assert answers(full_name, query)
    assert lookup_key("root", query) in search_keys("root", full_name)


def test_key_of_another_tree_finds_nobody() -> None:
    assert lookup_key("other", "an") not in search_keys("root", "Nguyễn An")


@pytest.mark.parametrize("name", ["an", "an.nguyen", "daibieu36", "an@tinh.gov.vn", "9x"])
def test_sign_in_name_holds_plain_letters_digits_and_a_few_signs(name: str) -> None:
    assert is_sign_in_name(name)


@pytest.mark.parametrize("name", ["", "a", "An", "án", "hai từ", ".an", "a/b", "a\n", "x" * 65])
def test_other_sign_in_names_are_refused(name: str) -> None:
    assert not is_sign_in_name(name)


def test_person_of_a_name_is_the_same_however_it_is_typed() -> None:
    assert person_id_of(" QuanTri ") == person_id_of("quantri")
