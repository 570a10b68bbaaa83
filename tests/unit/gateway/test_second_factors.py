"""Codes of an authenticator app: right around now, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP

from services.gateway.second_factors.model import SecondFactor, SecondFactorThere

KEY = b"k" * 32
NOW = datetime(2026, 11, 23, 1, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def factor() -> SecondFactor:
    one = SecondFactor.begin("p1", "seed")
    assert one.confirm(KEY, code(one, NOW - 4 * STEP), NOW - 4 * STEP)
    return one


def code(factor: SecondFactor, at: datetime) -> str:
    return TOTP(factor.secret(KEY)).at(at)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_code_of_a_clock_a_little_off_is_taken(factor: SecondFactor, steps: int) -> None:
    assert factor.takes(KEY, code(factor, NOW + steps * STEP), NOW)


@pytest.mark.parametrize("steps", [-2, 2, 20])
def test_code_of_a_wrong_clock_is_not(factor: SecondFactor, steps: int) -> None:
    assert not factor.takes(KEY, code(factor, NOW + steps * STEP), NOW)


def test_code_is_taken_once_and_none_before_it_any_more(factor: SecondFactor) -> None:
    assert factor.takes(KEY, code(factor, NOW), NOW)
    assert not factor.takes(KEY, code(factor, NOW), NOW)
    assert not factor.takes(KEY, code(factor, NOW - STEP), NOW)
    assert factor.takes(KEY, code(factor, NOW + STEP), NOW)


def test_code_typed_in_groups_is_the_same(factor: SecondFactor) -> None:
    typed = code(factor, NOW)
    assert factor.takes(KEY, f" {typed[:3]} {typed[3:]} ", NOW)


def test_each_recovery_code_is_taken_once(factor: SecondFactor) -> None:
    codes = factor.recovery_codes(KEY)
    assert len(set(codes)) == 10
    assert [factor.takes(KEY, one.upper(), NOW) for one in [*codes, *codes]] == [True] * 10 + [False] * 10
    assert factor.recovery_codes_left == 0


def test_other_installations_and_other_beginnings_have_other_codes(factor: SecondFactor) -> None:
    assert factor.secret(KEY) != factor.secret(b"l" * 32)
    assert factor.secret(KEY) != SecondFactor.begin("p1", "another").secret(KEY)


def test_factor_that_is_set_is_not_begun_again_until_it_is_removed(factor: SecondFactor) -> None:
    with pytest.raises(SecondFactorThere):
        factor.begin_again("another")
    factor.remove()
    factor.begin_again("another")
    assert not factor.confirmed


def test_address_says_whose_and_which_product(factor: SecondFactor) -> None:
    assert factor.address(KEY, "an@so").startswith(f"otpauth://totp/Hop:an%40so?secret={factor.secret(KEY)}&issuer=Hop")
