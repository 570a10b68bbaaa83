"""An answer is kept for all who are shown the same: then nobody may see what is meant for another."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.meeting.access import Seen
from services.meeting.agenda_items.names import named_in
from shared.audience import Audience
from shared.kept import KeptVersions
from shared.membership import standings_in
from shared.store.port import Stored

PEOPLE = ("an", "binh", "hoa", "minh")

people = st.lists(st.sampled_from(PEOPLE), unique=True)
audiences = st.builds(Audience, guests=st.booleans(), people=st.none() | people.map(tuple))
agendas = st.lists(
    st.builds(
        lambda audience, presenters: {"audience": audience.model_dump(mode="json"), "presenter_ids": presenters},
        audiences,
        people,
    ),
    max_size=4,
).map(lambda items: [item | {"id": str(number)} for number, item in enumerate(items)])


def stored(agenda: list[dict[str, Any]], version: int = 1) -> Stored:
    body = {"chair_id": "chair", "secretary_ids": ["secretary"], "called_at": "2026-11-20T00:00:00Z", "items": agenda}
    return Stored("m1", version, 1, body)


def seen(meeting: Stored, person_id: str, role: str | None) -> Seen:
    standings, part = standings_in(meeting.body, role, person_id)
    return Seen(meeting, person_id, standings, part, None)


@given(agenda=agendas, roles=st.lists(st.sampled_from([None, "delegate", "guest"]), min_size=4, max_size=4))
def test_whoever_is_not_named_sees_what_his_part_sees(agenda: list[dict[str, Any]], roles: list[str | None]) -> None:
    meeting = stored(agenda)
    named = named_in(meeting.body)
    shown: dict[Any, Any] = {}
    for person_id, role in zip(PEOPLE, roles, strict=True):
        one = seen(meeting, person_id, role)
        if person_id not in named:
            assert shown.setdefault(one.part, one.items()) == one.items()


def test_what_was_made_of_a_version_is_not_given_for_another() -> None:
    kept: KeptVersions[str] = KeptVersions()
    assert [kept.get("m1", 1, lambda: "first"), kept.get("m1", 1, lambda: "again")] == ["first", "first"]
    assert [kept.get("m1", 2, lambda: "second"), kept.get("m2", 2, lambda: "other")] == ["second", "other"]
