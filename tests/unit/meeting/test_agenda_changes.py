"""What is told of two states of an agenda."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.meeting.agenda_changes.model import (
    HEADER_ITSELF,
    Entry,
    Row,
    Said,
    State,
    changed_items,
    compare,
    is_beginning,
    taken_back,
    visible,
)
from shared.words import AgendaChange, AgendaSince
from tests.factories.facts import item_facts

Item = dict[str, Any]


def item(name: str, position: int, **fields: Any) -> Item:
    return item_facts(name, position=position, **fields).model_dump(mode="json")


def told(rows: list[Row]) -> list[tuple[str, str, str]]:
    """Numbers before and after, and what changed."""
    return [
        (one.before.number if one.before else "", one.after.number if one.after else "", " ".join(one.changes))
        for one in rows
    ]


def entry(said: Said, at: str, data: Item) -> Entry:
    return Entry(said, at, "secretary", data, int(at))


def test_same_agenda_has_rows_and_no_changes() -> None:
    agenda = [item("a", 1), item("b", 2), item("c", 1, parent_id="b")]
    assert told(compare(agenda, agenda)) == [("1", "1", ""), ("2", "2", ""), ("2.1", "2.1", "")]


def test_item_put_in_front_moves_nobody_else() -> None:
    rows = compare([item("a", 1), item("b", 2)], [item("new", 0), item("a", 1), item("b", 2)])
    assert told(rows) == [("", "1", "added"), ("1", "2", ""), ("2", "3", "")]


def test_item_that_went_elsewhere_stands_at_both_its_places() -> None:
    before = [item("a", 1), item("b", 2), item("c", 3)]
    rows = compare(before, [item("a", 5), item("b", 2), item("c", 3)])
    assert told(rows) == [("1", "", "moved"), ("2", "1", ""), ("3", "2", ""), ("", "3", "moved")]
    assert changed_items(rows) == 1


def test_item_put_under_its_neighbour_has_moved() -> None:
    rows = compare([item("a", 1), item("b", 2)], [item("a", 1), item("b", 1, parent_id="a")])
    assert told(rows) == [("1", "1", ""), ("2", "1.1", "moved")]


def test_title_minutes_presenters_and_kind_are_told_apart() -> None:
    before = [item(name, place) for place, name in enumerate("abcd")]
    after = [
        item("a", 0, title="Khác"),
        item("b", 1, planned_minutes=15),
        item("c", 2, presenter_ids=["p1"]),
        item("d", 3, kind="decision"),
    ]
    assert [row.changes[0].value for row in compare(before, after)] == [
        "retitled",
        "retimed",
        "reassigned",
        "reclassed",
    ]


def test_what_was_said_since_is_taken_back() -> None:
    a, b, c = item("a", 1), item("b", 2), item("c", 3)
    now = State({"title": "Mới"}, {"b": b | {"title": "Khác"}, "c": c})
    replaced = {"a": entry(Said.ITEM, "1", a), "b": entry(Said.ITEM, "2", b), "c": None}
    before = taken_back(now, replaced | {HEADER_ITSELF: entry(Said.CALL, "1", {"title": "Cũ"})})
    assert (before.header["title"], dict(before.items)) == ("Cũ", {"a": a, "b": b})
    assert list(taken_back(before, {"a": entry(Said.REMOVED, "0", a)}).items) == ["b"]


def test_comparison_begins_with_what_was_last_told_of() -> None:
    history = [entry(Said.CALL, "2", {}), entry(Said.ITEM, "3", item("a", 1)), entry(Said.NOTE, "4", {"note": ""})]
    begins = {since: [one.at for one in history if is_beginning(since, "3", one)] for since in AgendaSince}
    assert begins == {AgendaSince.LOOK: ["2", "3"], AgendaSince.CALL: ["2"], AgendaSince.NOTE: ["2", "4"]}
    assert not any(is_beginning(AgendaSince.LOOK, None, one) for one in history)


def test_item_that_was_restricted_since_leaves_no_trace_even_when_it_is_removed() -> None:
    narrow = item("a", 1, audience={"people": ["an"]})

    def for_everybody(one: Item) -> bool:
        return bool(one["audience"]["people"] is None)

    assert visible(State({}, {"a": item("a", 1)}), {"a": narrow}, for_everybody) == []


agendas = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(agendas, agendas)
def test_the_two_sides_are_the_two_agendas_in_order(before: list[str], after: list[str]) -> None:
    rows = compare(
        [item(name, place) for place, name in enumerate(before)],
        [item(name, place) for place, name in enumerate(after)],
    )
    assert [row.before.item["id"] for row in rows if row.before] == before
    assert [row.after.item["id"] for row in rows if row.after] == after
    added = {row.after.item["id"] for row in rows if row.after and AgendaChange.ADDED in row.changes}
    assert added == set(after) - set(before)
