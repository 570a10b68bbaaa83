"""A paper's way from the secretary to those who read it, and what a secretary does with it."""

from typing import Any

import pytest

from shared.events import meeting
from shared.events.meeting import MeetingHeld
from shared.views import released_document_fields
from tests.factories.facts import item_facts, meeting_facts
from tests.factories.installation import Installation, Person
from tests.factories.papers import pdf
from tests.integration.documents.facts import documents_said
from tests.integration.documents.papers import Desk, links

PAPERS = "/api/meetings/m1/documents"


async def titles(person: Person, query: str = "") -> list[str]:
    return sorted(one["title"] for one in (await person.get(PAPERS + query))["items"])


async def test_released_paper_is_read_by_delegates(hop: Installation, desk: Desk, an: Person) -> None:
    document = await desk.add(pdf("Page one", "Page two"))
    assert (document["state"], document["version"]["pages"]) == ("ready", 2)
    assert await titles(an) == []
    await desk.release(document)
    [shown] = (await an.get(PAPERS))["items"]
    assert (shown["title"], shown["state"], shown["opened"]) == ("Báo cáo", "released", False)
    given = await links(an, shown)
    async with hop.client.get(given["reading"]["url"], headers={"Range": "bytes=0-4"}) as response:
        assert (response.status, await response.read()) == (206, b"%PDF-")
    assert (await an.get(f"/api/documents/{shown['id']}"))["opened"]


async def test_what_is_told_of_a_released_paper_is_what_its_readers_fetch(
    hop: Installation, desk: Desk, an: Person
) -> None:
    document = await desk.hand_out(pdf("Text"), item_id="open")
    [added, checked, released] = await documents_said(hop)
    assert [fact.type.split(".")[3] for fact in (added, checked, released)] == [
        "DocumentAdded",
        "VersionChecked",
        "DocumentReleased",
    ]
    fresh = await an.get(f"/api/documents/{document['id']}")
    told = released_document_fields(released.data["document"], item_facts("open").model_dump(mode="json"))
    assert told == {name: value for name, value in fresh.items() if name not in {"opened", "bookmark"}}


async def test_chair_reads_all_and_changes_nothing(hop: Installation, desk: Desk) -> None:
    document, chair = await desk.add(pdf("Text")), hop.person("chair")
    path = f"/api/documents/{document['id']}"
    assert (await chair.get(path))["state"] == "ready"
    given = await links(chair, document)
    assert given["reading"]
    assert given["original"] is None
    assert await chair.problem("PATCH", path, {"title": "Khác"}) == "not-found"
    release = {"version_id": document["version"]["id"]}
    assert await chair.problem("POST", f"{path}/release", release) == "not-found"
    assert await chair.problem("DELETE", path) == "not-found"


async def test_secretary_gets_the_original_unchanged_as_attachment(hop: Installation, desk: Desk) -> None:
    content = pdf("Text")
    document = await desk.hand_out(content, file_name="Báo cáo quý 3.pdf")
    given = await links(desk.secretary, document)
    async with hop.client.get(given["original"]) as response:
        assert await response.read() == content
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    delegate = hop.person("an")
    assert (await links(delegate, await delegate.get(f"/api/documents/{document['id']}")))["original"] is None


async def test_repeated_creation_is_one_paper(desk: Desk) -> None:
    body = {"title": "Tờ trình", "file_name": "to-trinh.pdf", "size": 10}
    first = await desk.secretary.send("POST", PAPERS, body, **{"Idempotency-Key": "k1"})
    again = await desk.secretary.send("POST", PAPERS, body, **{"Idempotency-Key": "k1"})
    assert (again["document"]["id"], again["version"]) == (first["document"]["id"], first["version"])
    assert len(await titles(desk.secretary)) == 1
    other = body | {"title": "Tờ trình khác"}
    problem = await desk.secretary.problem("POST", PAPERS, other, **{"Idempotency-Key": "k1"})
    assert problem == "idempotency-key-reused"


async def test_two_secretaries_may_use_the_same_key(hop: Installation, desk: Desk) -> None:
    changed = meeting.MeetingChanged(
        meeting=meeting_facts(secretary_ids=["secretary", "deputy"]), changed=("secretary_ids",)
    )
    await hop.say(meeting.SOURCE, "meeting", "m1", changed)
    body = {"title": "Tờ trình", "file_name": "to-trinh.pdf", "size": 10}
    for person in (desk.secretary, hop.person("deputy")):
        await person.send("POST", PAPERS, body, **{"Idempotency-Key": "k1"})
    assert len(await titles(desk.secretary)) == 2


async def test_a_paper_is_renamed_moved_and_narrowed(desk: Desk, an: Person, hop: Installation) -> None:
    document = await desk.hand_out(pdf("Text"), item_id="open")
    path = f"/api/documents/{document['id']}"
    change = {"title": "Tên mới", "item_id": "shared", "audience": {"people": ["an"], "guests": False}}
    changed = await desk.secretary.send("PATCH", path, change)
    assert (changed["title"], changed["item_id"], changed["restricted"]) == ("Tên mới", "shared", True)
    assert changed["audience"] == {"people": ["an"], "guests": False}
    seen = await an.get(path)
    assert seen["restricted"]
    assert "audience" not in seen
    assert await hop.person("binh").status("GET", path) == 404
    assert (await documents_said(hop))[-1].data["document"]["readers"] == ["delegate:an"]


async def test_change_of_an_old_state_is_refused_when_it_is_named(desk: Desk) -> None:
    begun = await desk.begin(10)
    path = f"/api/documents/{begun['document']['id']}"
    etag = (await desk.secretary.ask("GET", path)).headers["ETag"]
    await desk.secretary.send("PATCH", path, {"title": "Một"}, **{"If-Match": etag})
    assert await desk.secretary.problem("PATCH", path, {"title": "Hai"}, **{"If-Match": etag}) == "stale"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"item_id": "nowhere"}, "item-unknown"),
        ({"classification": "secret"}, "secret-refused"),
        ({"title": "TỐI MẬT - phương án"}, "secret-refused"),
        ({"file_name": "[MẬT] phuong an.pdf"}, "secret-refused"),
        ({"file_name": "../.."}, "name-unusable"),
        ({"size": 1 << 30}, "upload-too-large"),
        ({"size": -1}, "invalid"),
        ({"title": "  "}, "invalid"),
        ({"audience": {"people": ["a\0"]}}, "invalid"),
    ],
)
async def test_unfit_paper_is_refused_before_anything_is_kept(desk: Desk, body: dict[str, Any], problem: str) -> None:
    whole = {"title": "Báo cáo", "file_name": "bao-cao.pdf", "size": 10} | body
    assert await desk.secretary.problem("POST", PAPERS, whole) == problem
    assert await titles(desk.secretary) == []


async def test_meeting_that_is_over_takes_no_papers(hop: Installation, desk: Desk) -> None:
    ready = await desk.add(pdf("Text"))
    handed_out = await desk.hand_out(pdf("Text"))
    held = {"started_at": "2030-12-10T01:30:00Z", "ended_at": "2030-12-10T04:00:00Z"}
    over = MeetingHeld(meeting=meeting_facts(state="closed", held=held), attended=())
    await hop.say(meeting.SOURCE, "meeting", "m1", over)
    new = {"title": "Báo cáo", "file_name": "bao-cao.pdf", "size": 10}
    assert await desk.secretary.problem("POST", PAPERS, new) == "papers-closed"
    path = f"/api/documents/{ready['id']}"
    release = {"version_id": ready["version"]["id"]}
    assert await desk.secretary.problem("POST", f"{path}/release", release) == "papers-closed"
    assert await desk.secretary.problem("PATCH", path, {"title": "Khác"}) == "papers-closed"
    recalled = await desk.secretary.send("POST", f"/api/documents/{handed_out['id']}/recall", {"reason": "Sai"})
    assert recalled["state"] == "recalled"


async def test_paper_is_removed_when_nobody_reads_it(hop: Installation, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Text"))
    path = f"/api/documents/{document['id']}"
    assert await desk.secretary.problem("DELETE", path) == "still-released"
    await desk.secretary.send("POST", f"{path}/recall", {"reason": "Sai số liệu"})
    await desk.secretary.send("DELETE", path)
    assert await desk.secretary.status("GET", path) == 404
    assert await titles(desk.secretary) == []
    assert (await documents_said(hop))[-1].type.endswith("DocumentRemoved.v1")
    assert await desk.objects() == []


async def test_papers_are_placed_behind_each_other(desk: Desk) -> None:
    ids = [(await desk.begin(10, title=title))["document"]["id"] for title in "abc"]

    async def order() -> str:
        return "".join(one["title"] for one in (await desk.secretary.get(PAPERS))["items"])

    await desk.secretary.send("PATCH", f"/api/documents/{ids[2]}", {"after_id": None})
    assert await order() == "cab"
    await desk.secretary.send("PATCH", f"/api/documents/{ids[2]}", {"after_id": ids[0]})
    assert await order() == "acb"
    for _ in range(15):  # again and again at one place, until the gaps between positions are used up
        await desk.secretary.send("PATCH", f"/api/documents/{ids[1]}", {"after_id": ids[0]})
        assert await order() == "abc"
        await desk.secretary.send("PATCH", f"/api/documents/{ids[2]}", {"after_id": ids[0]})
        assert await order() == "acb"
    unknown = await desk.secretary.problem("PATCH", f"/api/documents/{ids[1]}", {"after_id": "nothing"})
    assert unknown == "neighbour-unknown"


async def test_lists_come_in_pages(desk: Desk, an: Person) -> None:
    for number, audience in enumerate([None, {"people": ["an"]}, None, {"people": ["binh"]}, {"people": ["an"]}]):
        await desk.hand_out(pdf("Text"), title=f"T{number}", audience=audience)

    async def pages(person: Person) -> list[list[str]]:
        found, following = [], f"{PAPERS}?limit=2"
        while following:
            page = await person.get(following)
            found.append([one["title"] for one in page["items"]])
            following = page["next"]
        return found

    assert await pages(desk.secretary) == [["T0", "T1"], ["T2", "T3"], ["T4"]]
    seen = await pages(an)
    assert [len(page) for page in seen] == [2, 2]
    assert sorted(title for page in seen for title in page) == ["T0", "T1", "T2", "T4"]
    forged = await an.problem("GET", f"{PAPERS}?after=AAAA")
    assert forged == "malformed"
