"""One rule said twice: for an index, and for one person."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.documents.documents.readers import admits, readers_of
from shared.audience import Audience, Part, keys_of
from shared.membership import Member, standings_in

PEOPLE = ("an", "binh", "hoa")

people = st.lists(st.sampled_from(PEOPLE), unique=True)
audiences = st.builds(Audience, guests=st.booleans(), people=st.none() | people.map(tuple))
items = st.builds(
    lambda audience, presenters: {
        "id": "i1",
        "audience": audience.model_dump(mode="json"),
        "presenter_ids": presenters,
    },
    audiences,
    people,
)


def member(person_id: str, role: str | None, agenda: list[dict[str, Any]]) -> Member:
    meeting = {"chair_id": "chair", "secretary_ids": [], "called_at": "2026-11-20T00:00:00Z", "items": agenda}
    standings, part = standings_in(meeting, role, person_id)
    return Member(person_id, meeting, standings, part)


@given(
    own=st.none() | audiences,
    agenda=st.lists(items, max_size=1),
    item_id=st.sampled_from([None, "i1"]),
    role=st.sampled_from([None, "delegate", "guest"]),
    person_id=st.sampled_from(PEOPLE),
)
def test_index_finds_a_paper_for_exactly_those_who_may_read_it(
    own: Audience | None, agenda: list[dict[str, Any]], item_id: str | None, role: str | None, person_id: str
) -> None:
    reader = member(person_id, role, agenda)
    keys = set(readers_of(own, item_id, reader.meeting))
    found = reader.part is not None and not keys.isdisjoint(keys_of(reader.part, person_id))
    assert found == admits(own, item_id, reader)


def test_paper_of_an_unknown_item_is_read_by_nobody() -> None:
    reader = member("an", "delegate", [])
    assert not admits(Audience(guests=True), "i1", reader)
    assert readers_of(Audience(guests=True), "i1", reader.meeting) == []


def test_keys_name_no_part_that_is_not_admitted() -> None:
    meeting = {"items": [{"id": "i1", "audience": {"guests": False, "people": None}, "presenter_ids": ["hoa"]}]}
    assert readers_of(None, "i1", meeting) == [Part.DELEGATE, "presenter:hoa"]
