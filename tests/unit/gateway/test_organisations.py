from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.organisations.levels import UNKNOWN, level_on, levels
from services.gateway.organisations.model import LevelNotInForce, Organisation, TreeCycle
from shared.events.gateway import LevelSince, OrganisationChanged

PROVINCE = LevelSince(level="province", since=date(2000, 1, 1))


def unit(name: str, parent: Organisation | None = None) -> Organisation:
    return Organisation.create(name, name, name, parent, PROVINCE, levels(), "")


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), max_size=30))
def test_no_sequence_of_moves_closes_a_cycle(moves: list[tuple[int, int]]) -> None:
    """Settled from the top down, as the job does it."""
    units = [unit("0")]
    units += [unit(str(n), units[0]) for n in range(1, 6)]
    for moved, below in moves:
        try:
            units[moved].check_place_below(units[below])
        except TreeCycle:
            continue
        units[moved].stand_below(units[below])
        settle(units, units[moved])
    for one in units:
        assert one.path[0] == "0"
        assert len(set(one.path)) == len(one.path)
        assert one.parent_id is None or one.path[-2] == one.parent_id


def settle(units: list[Organisation], moved: Organisation) -> None:
    for one in units:
        if one.parent_id == moved.id:
            one.stand_below(moved)
            settle(units, one)


def test_standing_where_it_stood_is_no_change() -> None:
    root = unit("root")
    below = unit("a", root)
    before = below.facts
    below.stand_below(root)
    assert below.facts == before


def test_renamed_organisation_tells_its_whole_state() -> None:
    root = unit("root")
    root.rename("Tỉnh", None)
    changed = root.facts[-1]
    assert isinstance(changed, OrganisationChanged)
    assert (changed.organisation.name, changed.organisation.short_name) == ("Tỉnh", "root")


@pytest.mark.parametrize(
    ("day", "level"),
    [("1990-01-01", UNKNOWN), ("2024-12-31", "district"), ("2025-06-30", "district"), ("2025-07-01", "commune")],
)
def test_level_of_a_day_is_the_one_held_then(day: str, level: str) -> None:
    held = [LevelSince(level="commune", since=date(2025, 7, 1)), LevelSince(level="district", since=date(2000, 1, 1))]
    assert level_on(held, date.fromisoformat(day)) == level


@pytest.mark.parametrize("level", [("district", "2025-07-01"), ("province", "1900-01-01"), ("kingdom", "2020-01-01")])
def test_level_that_was_not_in_force_is_refused(level: tuple[str, str]) -> None:
    with pytest.raises(LevelNotInForce):
        unit("a").take_level(LevelSince(level=level[0], since=date.fromisoformat(level[1])), levels())


def test_every_level_has_both_names_and_a_source() -> None:
    assert all(level.names.vi and level.names.en and level.source for level in levels())
