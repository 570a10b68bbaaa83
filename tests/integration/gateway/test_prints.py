"""The print desk in a running gateway: who counts what, what is refused, and what the figures make of it."""

from typing import Any

import pytest

from tests.factories.usage import BUSY, Story, busy
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_usage import YEAR, hear

BEFORE = "2026-11-10T02:00:00.000000Z"
DAYS = "from=2026-11-01&to=2026-11-30"
PRINT = {"document_id": None, "pages": 3, "copies": 2, "reason": "Đại biểu đề nghị bản giấy"}


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id, "Sở")


@pytest.fixture
async def desk(quantri: Browser, unit: str) -> Browser:
    person = await new_person(quantri, unit, "vanthu")
    await grant(quantri, person, "print_desk", unit)
    return person


@pytest.fixture
async def secretary(quantri: Browser, unit: str) -> Browser:
    return await new_person(quantri, unit, "thuky")


def meeting(unit: str, name: str = "m1", *, prints: bool = False, **fields: Any) -> Story:
    """Held, with a paper of ten pages for three."""
    story = Story()
    busy(story, name, organisation_id=unit, **fields)
    if not prints:
        story.events = [event for event in story.events if "print" not in event.subject]
    return story


def path(name: str = "m1") -> str:
    return f"/api/print-desk/meetings/{name}"


async def test_what_is_counted_is_taken_from_what_would_have_been_printed(
    hop: Hop, quantri: Browser, desk: Browser, unit: str
) -> None:
    await hear(hop, meeting(unit).events)
    listed = await desk.get(f"/api/print-desk/meetings?{DAYS}")
    assert [(one["meeting_id"], one["complete"]) for one in listed["items"]] == [("m1", False)]
    paper = {**PRINT, "document_id": "m1-d1", "pages": 10, "copies": 1}
    await desk.send("POST", f"{path()}/prints", PRINT)
    answer = await desk.send("POST", f"{path()}/prints", paper)
    assert answer["pages_printed"] == 16
    assert [one["title"] is not None for one in answer["prints"]] == [False, True]
    assert (await desk.send("PUT", f"{path()}/count", {"complete": True}))["complete"]
    await hear(hop, [])
    figures = (await quantri.get(f"/api/usage?{YEAR}"))["figures"]
    assert (figures["pages_entitled"], figures["pages_printed"], figures["pages_saved"]) == (30, 16, 14)
    assert (figures["meetings_only_electronic"], figures["meetings_with_paper"]) == (0, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"pages": -3}, "invalid"),
        ({"pages": 10**9}, "invalid"),
        ({"copies": 0}, "invalid"),
        ({"pages": 9_999, "copies": 9_999}, "print-beyond-reason"),
        ({"reason": " "}, "invalid"),
        ({"document_id": "m1-d1", "pages": 11}, "print-beyond-paper"),
        ({"document_id": "nowhere"}, "printed-paper-unknown"),
    ],
)
async def test_what_cannot_have_been_printed_is_refused(
    hop: Hop, desk: Browser, unit: str, wrong: dict[str, object], code: str
) -> None:
    await hear(hop, meeting(unit).events)
    assert await desk.problem("POST", f"{path()}/prints", PRINT | wrong) == code
    assert (await desk.get(path()))["prints"] == []


async def test_entry_said_twice_counts_once_and_a_mistake_is_struck_out(hop: Hop, desk: Browser, unit: str) -> None:
    await hear(hop, meeting(unit).events)
    for _ in range(2):
        await desk.send("POST", f"{path()}/prints", PRINT, **{"Idempotency-Key": "same"})
    (entry,) = (await desk.get(path()))["prints"]
    for _ in range(2):
        assert await desk.status("DELETE", f"{path()}/prints/{entry['id']}") == 204
    assert (await desk.get(path()))["pages_printed"] == 0


async def test_restricted_paper_is_unknown_at_the_desk_and_counted_by_the_secretary(
    hop: Hop, desk: Browser, secretary: Browser, unit: str
) -> None:
    story = meeting(unit, secretary_ids=[secretary.person["id"]])
    story.paper("m1", "hidden", BEFORE, pages=7, readers=("delegate:an",))
    await hear(hop, story.events)
    hidden = {**PRINT, "document_id": "hidden"}
    assert await desk.problem("POST", f"{path()}/prints", hidden) == "printed-paper-unknown"
    (entry,) = (await secretary.send("POST", f"{path()}/prints", hidden))["prints"]
    seen = await desk.get(path())
    assert [paper["id"] for paper in seen["papers"]] == ["m1-d1"]
    assert (seen["prints"], seen["pages_printed"]) == ([], 0)
    assert await desk.problem("DELETE", f"{path()}/prints/{entry['id']}") == "not-found"


async def test_desk_has_nothing_to_do_with_drafts_classified_meetings_and_other_bodies(
    hop: Hop, quantri: Browser, desk: Browser, root_id: str, unit: str
) -> None:
    draft = Story()
    draft.meeting("draft", BEFORE, called=None, organisation_id=unit, starts_at="2026-11-20T02:00:00Z")
    events = [*meeting(unit).events, *draft.events]
    events += meeting(unit, "secret", classification="secret").events + meeting(root_id, "above").events
    await hear(hop, events)
    listed = await desk.get(f"/api/print-desk/meetings?{DAYS}")
    assert [one["meeting_id"] for one in listed["items"]] == ["m1"]
    for name in ("draft", "secret", "above", "nowhere"):
        assert await desk.problem("GET", path(name)) == "not-found"
    assert await quantri.problem("GET", path()) == "not-found"


async def test_figure_of_paper_opens_down_to_its_facts(
    hop: Hop, quantri: Browser, secretary: Browser, unit: str
) -> None:
    """A leader who has the meeting by list sees numbers; who leads it also titles, reasons and what is restricted."""
    leader = await new_person(quantri, unit, "lanhdao")
    await grant(quantri, leader, "leader", unit)
    await grant(quantri, leader, "secretary", unit)
    await grant(quantri, secretary, "leader", unit)
    story = meeting(unit, prints=True, secretary_ids=[secretary.person["id"]])
    story.paper("m1", "hidden", BEFORE, pages=7, readers=("delegate:an",))
    await hear(hop, story.events)
    ledger = "/api/usage/meetings/m1/paper"
    by_list = await leader.get(ledger)
    assert [(paper["pages"], paper["people"], paper["title"]) for paper in by_list["papers"]] == [(10, 3, None)]
    assert [(one["pages"], one["copies"], one["reason"]) for one in by_list["prints"]] == [(4, 2, None)]
    shown = {name: by_list[name] for name in ("pages_entitled", "pages_printed", "pages_saved")}
    assert shown == {name: BUSY[name] for name in shown}
    whole = await secretary.get(ledger)
    assert {paper["restricted"] for paper in whole["papers"]} == {True, False}
    assert whole["pages_entitled"] == BUSY["pages_entitled"] + 7
    assert whole["prints"][0]["reason"]
    assert await quantri.problem("GET", ledger) == "not-found"


@pytest.mark.parametrize(("role", "title"), [("delegate", True), ("guest", False)])
async def test_ledger_names_papers_to_those_who_may_read_them(
    hop: Hop, quantri: Browser, unit: str, role: str, title: bool
) -> None:
    leader = await new_person(quantri, unit, "lanhdao")
    await grant(quantri, leader, "leader", unit)
    story = meeting(unit)
    story.seat("m1", leader.person["id"], BEFORE, role=role)
    await hear(hop, story.events)
    [paper] = (await leader.get("/api/usage/meetings/m1/paper"))["papers"]
    assert (paper["pages"], paper["title"] is not None) == (10, title)


async def test_ledger_of_a_classified_meeting_is_empty_but_for_whoever_leads_it(
    hop: Hop, quantri: Browser, secretary: Browser, unit: str
) -> None:
    leader = await new_person(quantri, unit, "lanhdao")
    for role in ("leader", "secretary"):
        await grant(quantri, leader, role, unit)
    await grant(quantri, secretary, "leader", unit)
    story = meeting(unit, prints=True, secretary_ids=[secretary.person["id"]], classification="secret")
    await hear(hop, story.events)
    ledger = "/api/usage/meetings/m1/paper"
    by_list, whole = await leader.get(ledger), await secretary.get(ledger)
    assert (by_list["papers"], by_list["prints"], by_list["pages_entitled"]) == ([], [], None)
    assert whole["pages_entitled"] == BUSY["pages_entitled"]


async def test_books_and_forms_stand_at_the_desk_and_in_the_ledger_without_being_entered(
    hop: Hop, quantri: Browser, desk: Browser, secretary: Browser, unit: str
) -> None:
    await grant(quantri, secretary, "leader", unit)
    story = meeting(unit, secretary_ids=[secretary.person["id"]])
    story.paper("m1", "hidden", BEFORE, pages=7, readers=("delegate:an",))
    story.book("m1", "an", BEFORE, {"m1-d1": 10, "hidden": 7})
    story.form("m1", BEFORE, 3)
    await hear(hop, story.events)
    seen = await desk.get(path())
    assert [(one["source"], one["form"], one["pages"]) for one in seen["taken"]] == [
        ("book", None, 10),
        ("form", "attendance_list", 3),
    ]
    assert seen["pages_printed"] == 13
    assert (await secretary.get(path()))["pages_printed"] == 20
    ledger = await secretary.get("/api/usage/meetings/m1/paper")
    assert [(one["source"], one["pages"]) for one in ledger["prints"]] == [("book", 17), ("form", 3)]
    assert ledger["pages_printed"] == 20
