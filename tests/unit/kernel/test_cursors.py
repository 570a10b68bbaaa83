"""What leaves the service as an opaque string comes back as it was, or not at all."""

import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.cursors import Cursors
from shared.problems import Malformed

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
CURSORS = Cursors(secrets.token_bytes(64))

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@given(values)
def test_value_comes_back_exactly(value: Any) -> None:
    sealed = CURSORS.seal("page", value)
    assert CURSORS.open("page", sealed) == value
    assert set(sealed) <= set(ALPHABET), "it goes into URLs and headers as it is"


def test_two_replicas_make_the_same_string_of_the_same_value() -> None:
    key = secrets.token_bytes(64)
    assert Cursors(key).seal("page", [3, "x"]) == Cursors(key).seal("page", [3, "x"])


def test_numbers_tell_nothing_about_each_other() -> None:
    sealed = [CURSORS.seal("feed", number) for number in range(1000)]
    assert len(set(sealed)) == 1000
    assert sealed != sorted(sealed)
    assert len({text[:4] for text in sealed}) > 900


def test_string_opens_for_its_own_purpose_and_installation_only() -> None:
    sealed = CURSORS.seal("page", 5)
    for purpose in ("seen", "", "page "):
        with pytest.raises(Malformed):
            CURSORS.open(purpose, sealed)
    with pytest.raises(Malformed):
        Cursors(secrets.token_bytes(64)).open("page", sealed)


@given(st.data())
def test_any_other_string_is_malformed(data: st.DataObject) -> None:
    sealed = CURSORS.seal("page", [5, "abc"])
    place = data.draw(st.integers(0, len(sealed)))
    letters = st.text(st.sampled_from(ALPHABET + "=+/ \n.!é\x00"), max_size=2)
    tampered = sealed[:place] + data.draw(letters) + sealed[place + data.draw(st.integers(0, 2)) :]
    if tampered != sealed:
        with pytest.raises(Malformed):
            CURSORS.open("page", tampered)


@pytest.mark.parametrize("value", ["", "a", "ab", "abc"])
def test_one_value_has_one_string(value: str) -> None:
    """Base 64 has spellings that decoders pass over: spare bits at the end, padding, letters of no meaning."""
    sealed = CURSORS.seal("page", value)
    others = {sealed[:-1] + letter for letter in ALPHABET} | {
        sealed + "=",
        sealed + "==",
        sealed + "!!!!",
        "\n" + sealed,
    }
    others |= {sealed.replace("-", "+").replace("_", "/"), f" {sealed}"}
    for other in others - {sealed}:
        with pytest.raises(Malformed):
            CURSORS.open("page", other)


@pytest.mark.parametrize("text", ["", "A", "AA", "A" * 22, "A" * 10_000, "\ud800", "=", "é"])
def test_what_we_never_made_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        CURSORS.open("page", text)
