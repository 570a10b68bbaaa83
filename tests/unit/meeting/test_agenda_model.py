"""The agenda's tree under any sequence of changes."""

from hypothesis import given
from hypothesis import strategies as st

from services.meeting.agenda_items.model import (
    DEEPEST,
    Agenda,
    AgendaItem,
    AgendaTooDeep,
    ItemHasChildren,
    ItemInsideItself,
)
from services.meeting.agenda_items.views import in_order
from shared.problems import NotFound
from shared.words import ItemKind

REFUSALS = (AgendaTooDeep, ItemHasChildren, ItemInsideItself, NotFound)
NAMES = st.sampled_from([*"abcdefgh"])
PLACES = st.one_of(st.none(), NAMES)
CHANGES = st.lists(st.tuples(st.sampled_from(["add", "move", "remove"]), NAMES, PLACES, PLACES), max_size=40)


def item(name: str, parent: str | None = None) -> AgendaItem:
    return AgendaItem(id=name, meeting_id="m", parent_id=parent, title=name, kind=ItemKind.DECISION)


def apply(items: list[AgendaItem], change: tuple[str, str, str | None, str | None]) -> None:
    what, name, parent, after = change
    agenda = Agenda(items)
    if what == "add" and all(known.id != name for known in items):
        agenda.add(item(name, parent), after)
    elif what == "move":
        agenda.move(name, parent, after)
    elif what == "remove":
        agenda.remove(name)


@given(CHANGES)
def test_agenda_stays_a_tree_whatever_is_asked(changes: list[tuple[str, str, str | None, str | None]]) -> None:
    items: list[AgendaItem] = []
    for change in changes:
        before = [(one.id, one.parent_id, one.position) for one in items]
        try:
            apply(items, change)
        except REFUSALS:
            assert [(one.id, one.parent_id, one.position) for one in items] == before, "a refused change left a trace"
    rows = [one.model_dump() for one in items]
    assert sorted(row["id"] for row in in_order(rows)) == sorted(one.id for one in items)
    parents = {one.id: one.parent_id for one in items}
    for one in items:
        depth, above = 1, one.parent_id
        while above is not None:
            depth, above = depth + 1, parents[above]
            assert depth <= DEEPEST
    places = [(one.parent_id, one.position) for one in items]
    assert len(set(places)) == len(places), "two siblings share a position"


def test_moved_item_stands_behind_the_named_sibling() -> None:
    items: list[AgendaItem] = []
    agenda = Agenda(items)
    for name in "abc":
        agenda.add(item(name), agenda.last_of(None))
    agenda.move("a", None, "b")
    assert [row["id"] for row in in_order(one.model_dump() for one in items)] == ["b", "a", "c"]


def test_exhausted_gap_spreads_the_siblings() -> None:
    items: list[AgendaItem] = []
    agenda = Agenda(items)
    agenda.add(item("first"), None)
    agenda.add(item("last"), "first")
    for number in range(40):
        agenda.add(item(f"n{number}"), "first")
    order = [row["id"] for row in in_order(one.model_dump() for one in items)]
    assert order == ["first", *(f"n{number}" for number in reversed(range(40))), "last"]


def test_item_whose_parent_is_hidden_stands_at_the_top() -> None:
    rows = [item("child", "hidden").model_dump(), item("other").model_dump() | {"position": 5}]
    assert [row["id"] for row in in_order(rows)] == ["child", "other"]
