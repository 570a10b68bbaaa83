"""Passwords and codes that follow from the installation's key."""

import re

import pytest

from services.gateway.passwords.model import SHORTEST, WeakPassword, check_length
from services.gateway.passwords.one_time import one_time_password
from services.gateway.setup.model import is_set_up_code, set_up_code


def test_one_time_password_is_the_same_for_the_same_creation_and_no_other() -> None:
    first = one_time_password(b"key", "creation")
    assert first == one_time_password(b"key", "creation")
    assert len({first, one_time_password(b"key", "another"), one_time_password(b"other key", "creation")}) == 3


def test_one_time_password_can_be_read_out_and_is_long_enough() -> None:
    password = one_time_password(b"key", "creation")
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", password)
    check_length(password)


@pytest.mark.parametrize("password", ["", "x" * (SHORTEST - 1), "x" * 257])
def test_password_is_neither_short_nor_endless(password: str) -> None:
    with pytest.raises(WeakPassword):
        check_length(password)


def test_length_counts_characters_not_bytes() -> None:
    with pytest.raises(WeakPassword):
        check_length("ộ" * (SHORTEST - 1))
    check_length("ộ" * SHORTEST)


def test_set_up_code_is_taken_however_it_is_typed() -> None:
    code = set_up_code(b"key")
    assert is_set_up_code(b"key", code)
    assert is_set_up_code(b"key", f" {code.lower().replace('-', ' ')} ")


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA", "ệệệệ"])
def test_other_codes_are_wrong(typed: str) -> None:
    assert not is_set_up_code(b"key", typed)
    assert not is_set_up_code(b"key", set_up_code(b"other key"))
