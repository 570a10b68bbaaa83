"""Positions among siblings: a move changes one of them, until the gap is used up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.positions import GAP, between, place_after

ids = st.lists(st.integers(0, 20).map(str), unique=True, max_size=6)


def spread(names: list[str]) -> list[tuple[str, int]]:
    return [(name, GAP * (number + 1)) for number, name in enumerate(names)]


@given(ids, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=60))
def test_what_is_placed_stands_where_it_was_asked_to(names: list[str], moves: list[tuple[int, int]]) -> None:
    siblings = spread(names)
    for moved, target in moves if names else []:
        name = names[moved % len(names)]
        others = [one for one in siblings if one[0] != name]
        place = target % (len(others) + 1)
        after = others[place - 1][0] if place else None
        position = place_after(others, after)
        expected = [one[0] for one in others[:place]] + [name] + [one[0] for one in others[place:]]
        if position is None:
            siblings = spread(expected)
            continue
        siblings = sorted([*others, (name, position)], key=lambda one: one[1])
        assert [one[0] for one in siblings] == expected
        assert len({one[1] for one in siblings}) == len(siblings)


@given(st.none() | st.integers(-100, 100), st.none() | st.integers(-100, 100))
def test_position_lies_strictly_between_its_neighbours(before: int | None, after: int | None) -> None:
    if before is not None and after is not None and before >= after:
        return
    position = between(before, after)
    if position is None:
        assert before is not None
        assert after == before + 1
        return
    assert before is None or before < position
    assert after is None or position < after


def test_gap_lasts_for_twenty_moves_to_one_place_and_then_says_so() -> None:
    last, moves = GAP, 0
    while (position := between(0, last)) is not None:
        last, moves = position, moves + 1
    assert moves == 20


def test_unknown_sibling_is_an_error() -> None:
    with pytest.raises(KeyError):
        place_after([("a", 1)], "b")
    assert place_after([], None) == GAP
