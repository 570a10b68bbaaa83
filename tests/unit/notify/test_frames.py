from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.audiences.model import Before
from services.notify.feeds.model import Entry, Kind, Reference
from services.notify.stream.model import Look, Scene, frame, look_at, mark_frame, newest
from shared.audience import Part
from shared.membership import Member
from shared.permissions import Standing
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.integration.notify.saying import document_facts

OPEN = {"audience": {"guests": False, "people": None}, "presenter_ids": []}
ONLY_AN = {"audience": {"guests": False, "people": ["an"]}, "presenter_ids": []}


def scene(**fields: Any) -> Scene:
    items = [item_facts("open"), item_facts("closed", audience={"people": ["an"]}, presenter_ids=["hoa"])]
    usual: dict[str, Any] = {
        "meeting": meeting_facts().model_dump(mode="json") | {"items": [one.model_dump(mode="json") for one in items]},
        "documents": {},
        "participations": {},
        "people": {
            one: {"id": one, "full_name": one, "post": "", "organisation_name": ""}
            for one in ("chair", "secretary", "an", "binh", "hoa")
        },
        "organisations": {"o1": {"id": "o1", "name": "UBND"}},
        "parked": frozenset(),
    }
    return Scene(**(usual | fields))


def member(person_id: str, part: Part | None = Part.DELEGATE, *, leads: bool = False) -> Member:
    standing = Standing.SECRETARY if leads else Standing(part.value if part else "delegate")
    return Member(person_id, dict(scene().meeting), frozenset({standing}), part)


def entry(kind: Kind, id_: str, *before: Before, leaders: bool = False) -> Entry:
    return Entry(1, "vn.hop.x.X.v1", Reference(kind, id_, "m1", leaders=leaders), tuple(before))


def paper(*readers: str, **fields: Any) -> dict[str, Any]:
    facts = document_facts("d1", *readers, **fields).model_dump(mode="json")
    return {"d1": facts | {"removed": False, "readers_before": None}}


def data(encoded: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(encoded.split(b"data: ")[1])
    return found


@pytest.mark.parametrize(
    ("reader", "look"),
    [
        (member("an"), Look.READER),
        (member("binh"), Look.NOTHING),
        (member("hoa", Part.PRESENTER), Look.READER),
        (member("khach", Part.GUEST), Look.NOTHING),
        (member("secretary", None, leads=True), Look.LEADER),
    ],
)
def test_restricted_item_is_looked_at_by_its_audience_only(reader: Member, look: Look) -> None:
    assert look_at(entry(Kind.AGENDA_ITEM, "closed"), reader, scene()) is look


def test_lost_item_is_gone_for_those_who_saw_it_and_nothing_for_others() -> None:
    narrowed = entry(Kind.AGENDA_ITEM, "closed", Before(item=OPEN))
    assert look_at(narrowed, member("binh"), scene()) is Look.GONE
    assert look_at(narrowed, member("khach", Part.GUEST), scene()) is Look.NOTHING
    removed = entry(Kind.AGENDA_ITEM, "removed", Before(item=ONLY_AN))
    assert look_at(removed, member("an"), scene()) is Look.GONE
    assert look_at(removed, member("binh"), scene()) is Look.NOTHING


def test_paper_asks_its_own_audience_and_its_items() -> None:
    for readers, item_id, reader, look in (
        ("delegate", "open", "binh", Look.READER),
        ("delegate", "closed", "binh", Look.NOTHING),
        ("delegate:an", "open", "binh", Look.NOTHING),
        ("delegate", "unknown", "binh", Look.NOTHING),
        ("delegate", None, "binh", Look.READER),
    ):
        here = scene(documents=paper(readers, item_id=item_id))
        assert look_at(entry(Kind.DOCUMENT, "d1"), member(reader), here) is look, (readers, item_id)


def test_paper_with_parked_facts_is_shown_to_nobody() -> None:
    here = scene(documents=paper("delegate"), parked=frozenset({"document/d1"}))
    assert look_at(entry(Kind.DOCUMENT, "d1"), member("an"), here) is Look.NOTHING


def test_paper_not_released_is_looked_at_by_leaders_only() -> None:
    here = scene(documents=paper("delegate", released=False))
    assert look_at(entry(Kind.DOCUMENT, "d1"), member("an"), here) is Look.NOTHING
    assert look_at(entry(Kind.DOCUMENT, "d1"), member("secretary", None, leads=True), here) is Look.LEADER


def test_reason_and_audience_are_in_leaders_frames_only() -> None:
    declined = participation_facts("an").model_dump(mode="json") | {"removed": False, "reason": "Ốm"}
    here = scene(participations={"an": declined})
    answer, item = entry(Kind.PARTICIPANT, "an"), entry(Kind.AGENDA_ITEM, "closed")
    assert "Ốm".encode() in frame(answer, Look.LEADER, here)
    assert "Ốm".encode() not in frame(answer, Look.READER, here)
    assert data(frame(item, Look.LEADER, here))["fields"]["audience"]["people"] == ["an"]
    assert "audience" not in data(frame(item, Look.READER, here))["fields"]


def test_gone_frame_tells_the_id_and_nothing_else() -> None:
    told = data(frame(entry(Kind.AGENDA_ITEM, "closed"), Look.GONE, scene()))
    assert (told["change"], told["fields"], told["id"]) == ("gone", {}, "closed")


def test_frame_is_one_block_whatever_people_typed() -> None:
    typed = {**scene().meeting, "title": "Họp\n\nevent: ended\ndata: {}\n\n"}
    encoded = frame(entry(Kind.MEETING, "m1"), Look.READER, scene(meeting=typed))
    assert encoded.count(b"\n\n") == 1
    assert encoded.endswith(b"\n\n")
    assert mark_frame("abc") == b"event: mark\nid: abc\n\n"


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=20))
def test_newest_keeps_one_entry_per_object_and_all_who_saw_it(history: list[tuple[str, bool]]) -> None:
    entries = [
        Entry(number, "t", Reference(Kind.AGENDA_ITEM, id_, "m1"), (Before(item=OPEN),) if seen else ())
        for number, (id_, seen) in enumerate(history, 1)
    ]
    kept = newest(entries)
    assert {one.reference.id for one in kept} == {id_ for id_, _ in history}
    for one in kept:
        own = [other for other in entries if other.reference.id == one.reference.id]
        assert one.number == own[-1].number
        assert len(one.before) == sum(len(other.before) for other in own)
    assert [one.number for one in kept] == sorted(one.number for one in kept)
