"""One question to everything a person may read, and to nothing else."""

from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from services.documents.search.commands import index_meeting
from services.documents.search.store import LEAVES, REACHES, SearchIndex
from shared.events import meeting
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    MeetingChanged,
    MeetingCreated,
    ParticipantAdded,
    ParticipantRemoved,
    SeatReturned,
    SubstituteAgreed,
    Substitution,
)
from shared.ids import participation_id
from shared.membership import Membership
from shared.store.port import Store
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.factories.installation import Installation, Person, until
from tests.factories.papers import pdf
from tests.factories.reads import CountedCalls
from tests.integration.documents.papers import Desk

PLAN = pdf(
    "Số: 54/KH-UBND\nngày 29 tháng 3 năm 2019\nKế hoạch họp trực tuyến", "Đường thủy nội địa", "Kế hoạch năm sau"
)
EVERYBODY = ["secretary", "chair", "an", "binh", "guest", "hoa", "outsider"]


async def ask(person: Person, q: str, **more: Any) -> Any:
    return await person.get(f"/api/search?{urlencode({'q': q, **more})}")


async def titles(person: Person, q: str, **more: Any) -> list[str]:
    return [_text(one["title"]) for one in (await ask(person, q, **more))["items"]]


async def finders(hop: Installation, q: str) -> list[str]:
    return [name for name in EVERYBODY if await titles(hop.person(name), q)]


def documents_world(hop: Installation) -> Any:
    return next(service.world for service in hop.services if service.name == "documents")


async def indexed(hop: Installation) -> None:
    """Until every fact is heard and no job is left."""
    await hop.settle()
    jobs = documents_world(hop).jobs

    async def no_job_left() -> bool:
        return not (await hop.kit.backends.store.find(jobs.collection, "by_state", "running", limit=1)).items

    await until(no_job_left)
    await hop.settle()


def _text(pieces: list[dict[str, Any]]) -> str:
    return "".join(piece["text"] for piece in pieces)


async def say(hop: Installation, *facts: Any, meeting_id: str = "m1") -> None:
    await hop.say(meeting.SOURCE, "meeting", meeting_id, *facts)


async def say_of(hop: Installation, person_id: str, fact: Any, meeting_id: str = "m1") -> None:
    aggregate = participation_id(meeting_id, person_id)
    await hop.say(meeting.SOURCE, "participation", aggregate, fact, key=meeting_id)


async def test_a_paper_is_found_by_words_number_and_date(hop: Installation, desk: Desk, an: Person) -> None:
    await desk.hand_out(PLAN, title="Kế hoạch họp không giấy")
    await indexed(hop)
    for asked in ("ke hoach", "Kế hoạch", "duong thuy", '"hop truc tuyen"', "54/KH-UBND", "29/3/2019", "hop giay"):
        (found,) = (await ask(an, asked))["items"]
        assert _text(found["title"]) == "Kế hoạch họp không giấy", asked
        assert (found["document"]["number"], found["document"]["date"]) == ("54/KH-UBND", "2019-03-29")
    (found,) = (await ask(an, "ke hoach"))["items"]
    assert [one["page"] for one in found["pages"]] == [1, 3]
    assert [piece["text"] for piece in found["pages"][1]["text"] if piece["marked"]] == ["Kế hoạch"]
    assert found["meeting"]["id"] == "m1"


async def test_meetings_and_items_are_found_by_their_titles(hop: Installation, an: Person) -> None:
    assert await titles(an, "thuong ky") == ["Phiên họp thường kỳ"]
    assert await titles(an, "noi dung shared") == ["Nội dung shared"]
    await say(hop, AgendaItemChanged(item=item_facts("open", title="Dự toán ngân sách")))
    assert await titles(an, "du toan") == ["Dự toán ngân sách"]
    assert await titles(an, '"noi dung open"') == []


@pytest.mark.parametrize(
    ("item", "audience", "expected"),
    [
        (None, None, ["secretary", "chair", "an", "binh"]),
        ("shared", None, ["secretary", "chair", "an", "binh", "guest"]),
        ("closed", None, ["secretary", "chair", "an", "hoa"]),
        (None, {"guests": True}, ["secretary", "chair", "an", "binh", "guest"]),
        ("shared", {"people": ["guest", "binh"]}, ["secretary", "chair", "binh", "guest"]),
        ("closed", {"people": ["hoa"]}, ["secretary", "chair", "hoa"]),
        ("open", {"people": []}, ["secretary", "chair"]),
    ],
)
async def test_a_paper_is_found_by_those_who_read_it(
    hop: Installation, desk: Desk, item: str | None, audience: Any, expected: list[str]
) -> None:
    await say_of(hop, "chair", ParticipantAdded(participation=participation_facts("chair")))
    await desk.hand_out(PLAN, item_id=item, audience=audience)
    await indexed(hop)
    assert await finders(hop, "truc tuyen") == expected


async def test_restricted_items_are_found_by_their_audience(hop: Installation) -> None:
    assert await finders(hop, '"dung closed"') == ["secretary", "chair", "an", "hoa"]
    assert await finders(hop, '"dung open"') == ["secretary", "chair", "an", "binh"]
    assert await finders(hop, '"thuong ky"') == ["secretary", "chair", "an", "binh", "guest", "hoa"]


async def test_whoever_presents_finds_his_item_for_as_long_as_he_does(hop: Installation) -> None:
    for presenters in (["outsider"], ["guest"], []):
        await say(hop, AgendaItemChanged(item=item_facts("open", presenter_ids=presenters)))
        await hop.settle()
        reach = await documents_world(hop).search.presenters_of("m1")
        assert reach == {"hoa", *presenters} - {"guest"}  # who takes part reads as a guest does
        expected = ["secretary", "chair", "an", "binh", *(["outsider"] if "outsider" in presenters else [])]
        assert await finders(hop, '"dung open"') == expected


async def test_unreleased_papers_are_found_by_those_who_lead(hop: Installation, desk: Desk) -> None:
    paper = await desk.add(PLAN)
    await indexed(hop)
    assert await finders(hop, "truc tuyen") == ["secretary", "chair"]
    await desk.release(paper)
    await indexed(hop)
    assert await finders(hop, "truc tuyen") == ["secretary", "chair", "an", "binh"]
    await desk.add_version(paper["id"], pdf("Bản mới"))
    await indexed(hop)
    assert await finders(hop, "truc tuyen") == ["an", "binh"]
    assert await finders(hop, "ban moi") == ["secretary", "chair"]


async def test_recall_narrowing_and_removal_withdraw_hits_before_the_index_knows(
    hop: Installation, desk: Desk, an: Person, secretary: Person
) -> None:
    papers = {q: await desk.hand_out(pdf(f"{q} Đường thủy")) for q in ("hai mot", "hai hai", "hai ba")}
    await indexed(hop)
    leaves = [leaf for paper in papers.values() async for leaf in _index(hop).leaves_of(paper["id"])]
    before = {leaf.id: leaf.body for leaf in leaves}
    path = f"/api/documents/{papers['hai mot']['id']}"
    await secretary.send("POST", f"{path}/recall", {"reason": "Sai số liệu"})
    await secretary.send("PATCH", f"/api/documents/{papers['hai hai']['id']}", {"audience": {"people": ["binh"]}})
    await indexed(hop)
    for leaf_id, body in before.items():  # as if the index had heard of nothing
        stored = await hop.kit.backends.store.get(LEAVES, leaf_id)
        if stored:
            await hop.kit.backends.store.save(LEAVES, stored, body)
    assert len(await titles(an, "duong thuy")) == 1
    await say_of(hop, "an", ParticipantAdded(participation=participation_facts("an")))
    await say_of(hop, "an", ParticipantRemoved(participation=participation_facts("an")))
    assert await titles(an, "duong thuy") == []


def _index(hop: Installation) -> Any:
    return next(service.world.search for service in hop.services if service.name == "documents")


async def test_recalled_and_removed_papers_leave_the_index(hop: Installation, desk: Desk, secretary: Person) -> None:
    paper = await desk.hand_out(PLAN)
    await indexed(hop)
    path = f"/api/documents/{paper['id']}"
    await secretary.send("POST", f"{path}/recall", {"reason": "Sai số liệu"})
    await indexed(hop)
    assert [leaf.body["version_id"] async for leaf in _index(hop).leaves_of(paper["id"])] == [""]
    await secretary.send("DELETE", path)
    await indexed(hop)
    assert [leaf async for leaf in _index(hop).leaves_of(paper["id"])] == []


async def test_pages_of_answers_go_on_without_gap_or_repetition(hop: Installation, desk: Desk, an: Person) -> None:
    for meeting_id in ("m2", "m3", "m4"):
        facts = meeting_facts(
            meeting_id, starts_at=f"203{meeting_id[1]}-12-10T01:30:00Z", title=f"Họp đường thủy {meeting_id}"
        )
        items = [
            AgendaItemAdded(item=item_facts(f"{meeting_id}-{n}", meeting_id, title=f"Đường thủy {n}")) for n in range(3)
        ]
        await say(hop, MeetingCreated(meeting=facts), *items, meeting_id=meeting_id)
        added = ParticipantAdded(participation=participation_facts("an", meeting_id=meeting_id))
        await say_of(hop, "an", added, meeting_id)
    await desk.hand_out(PLAN)
    await desk.hand_out(pdf("đường bộ và thủy lợi"), title="Hai chữ xa nhau")
    await indexed(hop)
    whole = await titles(an, "duong thuy", limit=50)
    assert len(whole) == 14
    assert whole[0] == "Họp đường thủy m4", "the newest meeting comes first"
    assert whole[-1] == "Hai chữ xa nhau", "words apart come last"
    read: list[str] = []
    path: str | None = "/api/search?q=duong+thuy&limit=2"
    while path:
        answer = await an.get(path)
        read += [_text(one["title"]) for one in answer["items"]]
        path = answer["next"]
    assert read == whole


async def test_filters_keep_to_organisation_year_and_kind(hop: Installation, an: Person) -> None:
    other = meeting_facts(
        "m2", organisation_id="o2", kind="briefing", starts_at="2031-12-31T18:00:00Z", title="Phiên họp giao ban"
    )
    await say(hop, MeetingCreated(meeting=other), meeting_id="m2")
    await say_of(hop, "an", ParticipantAdded(participation=participation_facts("an", meeting_id="m2")), "m2")
    assert len(await titles(an, "phien hop")) == 2
    for filters in ({"organisation": "o2"}, {"year": 2032}, {"kind": "briefing"}):
        assert await titles(an, "phien hop", **filters) == ["Phiên họp giao ban"], filters
    assert await titles(an, "phien hop", year=2031) == []
    moved = other.model_copy(update={"organisation_id": "o3"})
    await say(hop, MeetingChanged(meeting=moved, changed=("organisation_id",)), meeting_id="m2")
    assert await titles(an, "phien hop", organisation="o2") == []


@pytest.mark.parametrize("asked", ["a", "", "...", '"', "%CC%81"])
async def test_too_little_is_a_clear_problem(an: Person, asked: str) -> None:
    assert await an.problem("GET", f"/api/search?q={asked}") == "search-too-short"


@pytest.mark.parametrize("more", ["&year=x", "&kind=party", "&limit=0", "&nonsense=1"])
async def test_a_wrong_filter_is_named(an: Person, more: str) -> None:
    assert await an.problem("GET", f"/api/search?q=ke+hoach{more}") == "invalid"


async def test_strange_questions_are_answered(hop: Installation, desk: Desk, an: Person) -> None:
    await desk.hand_out(PLAN)
    await indexed(hop)
    assert await an.problem("GET", f"/api/search?q={'k' * 8_000}") == "invalid"
    assert await titles(an, '"ke hoach') == await titles(an, '"ke hoach"') != []
    for asked in ("ke hoach \ud7ff", "' or 1=1 --", "{$ne: 1} ke", "k" * 200, "ke " * 60, "\u202eke hoach"):
        await ask(an, asked)
    assert await an.problem("GET", "/api/search?q=ke+hoach&after=xyz") == "malformed"


async def test_what_a_search_found_is_marked_in_the_paper(hop: Installation, desk: Desk, an: Person) -> None:
    paper = await desk.hand_out(PLAN)
    version = f"/api/documents/{paper['id']}/versions/{paper['version']['id']}"

    async def marked(q: str) -> list[tuple[int, str]]:
        return [(hit["page"], hit["match"]) for hit in (await an.get(f"{version}/hits?{urlencode({'q': q})}"))["items"]]

    assert await marked("29/3/2019") == [(1, "29 tháng 3 năm 2019")]
    assert await marked("nam hoach") == [(1, "năm"), (1, "hoạch"), (3, "hoạch"), (3, "năm")]
    assert await marked('"ke hoach nam"') == [(3, "Kế hoạch năm")]
    assert await marked("ke ho") == [(1, "Kế ho"), (3, "Kế ho")]
    assert await marked('"') == []


async def test_search_goes_with_the_seat_to_the_substitute_and_back(hop: Installation, desk: Desk) -> None:
    await desk.hand_out(PLAN)
    before = participation_facts("an")
    proposal = {"person_id": "outsider", "reason": "Ốm", "state": "agreed", "proposed_by": "an"}
    agreed = Substitution.model_validate(proposal | {"proposed_at": hop.kit.clock.now()})
    await say_of(hop, "an", SubstituteAgreed(participation=before.model_copy(update={"substitution": agreed})))
    joined = participation_facts("outsider").model_copy(update={"in_place_of": "an"})
    await say_of(hop, "outsider", ParticipantAdded(participation=joined))
    await indexed(hop)
    assert (await reached(hop, "an"), await reached(hop, "outsider")) == (False, True)
    assert [await titles(hop.person(name), "ke hoach") != [] for name in ("an", "outsider")] == [False, True]
    await say_of(hop, "outsider", ParticipantRemoved(participation=joined))
    await say_of(hop, "an", SeatReturned(participation=before))
    await indexed(hop)
    assert (await reached(hop, "an"), await reached(hop, "outsider")) == (True, False)
    assert [await titles(hop.person(name), "ke hoach") != [] for name in ("an", "outsider")] == [True, False]


async def reached(hop: Installation, person_id: str) -> bool:
    """Whether the index itself brings the meeting to that person's search."""
    found = await hop.kit.backends.store.get(REACHES, participation_id("m1", person_id))
    return found is not None and bool(found.body["listed"])


async def test_whom_a_meeting_reaches_is_asked_once_however_many_take_part(hop: Installation) -> None:
    async def calls() -> list[str]:
        counted = CountedCalls(hop.kit.backends.store)
        store = cast(Store, counted)
        world = replace(documents_world(hop), search=SearchIndex(store), membership=Membership("documents", store))
        await index_meeting(world, "m1")
        return sorted(counted.calls)

    few = await calls()
    for number in range(8):
        await say_of(hop, f"d{number}", ParticipantAdded(participation=participation_facts(f"d{number}")))
    assert await calls() == few
