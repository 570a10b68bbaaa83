"""The demo as its people find it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.demo import load
from services.demo.meetings import BOARD, GATHERINGS, PAPERLESS, REVIEW
from services.demo.province import PEOPLE
from services.demo.steps import STEPS, Steps
from services.gateway.setup.commands import ROOT_ID
from shared.store.port import Document
from shared.zones import home_day
from tests.factories.installation import Person, until
from tests.integration.demo.conftest import Running, Start, run

pytestmark = pytest.mark.slow

STORM = next(one for one in GATHERINGS if one.key == "storm")
RESTRICTED = PAPERLESS.items[-1].title


async def today(person: Person) -> dict[str, Any]:
    """Today's meeting as that person sees it."""
    listed = (await person.get("/api/meetings"))["items"]
    meeting_id = next(one["id"] for one in listed if one["title"] == PAPERLESS.title)
    meeting: dict[str, Any] = await person.get(f"/api/meetings/{meeting_id}")
    return meeting


async def test_everybody_signs_in_with_the_printed_password(hop: Running) -> None:
    assert hop.demo.password in await hop.announced()
    for person in PEOPLE:
        me = await (await hop.sign_in(person.name)).get("/api/me")
        assert (me["full_name"], me["must_change_password"]) == (person.full_name, False)


async def test_secretary_finds_meetings_held_called_and_in_draft(hop: Running) -> None:
    secretary = await hop.sign_in("thuky")
    listed = (await secretary.get("/api/meetings"))["items"]
    assert sorted(one["state"] for one in listed) == ["called"] * 3 + ["closed"] * 3 + ["draft"]
    assert {one["mode"] for one in listed} == {"in_person", "online", "hybrid"}
    now = datetime.now(UTC)
    assert all(datetime.fromisoformat(one["ends_at"]) < now for one in listed if one["state"] == "closed")


async def test_history_kept_its_deadlines(hop: Running) -> None:
    meeting = await today(await hop.sign_in("thuky"))
    states = {deadline["rule"]: deadline["state"] for deadline in meeting["deadlines"]}
    assert (states["invitation"], states["papers"]) == ("met", "met")
    assert meeting["answers"]["declined"] == len(PAPERLESS.declined)
    assert meeting["answers"]["pending"] == len(PAPERLESS.silent)


@pytest.mark.parametrize("name", [BOARD[0], "daibieu36", "khach"])
async def test_restricted_item_is_known_to_its_people_only(name: str, hop: Running) -> None:
    meeting = await today(await hop.sign_in(name))
    assert (RESTRICTED in [item["title"] for item in meeting["agenda"]]) == (name in BOARD)


async def test_without_libreoffice_pdfs_are_loaded_and_the_package_is_named(hop: Running) -> None:
    assert "libreoffice-nogui" in await hop.announced()
    delegate = await hop.sign_in("daibieu4")
    papers = (await delegate.get(f"/api/meetings/{(await today(delegate))['id']}/documents"))["items"]
    assert sorted((paper["version"]["file_name"], paper["version"]["pages"]) for paper in papers) == [
        ("GeoTopo.pdf", 117),
        ("ke-hoach-54-kh-ubnd.pdf", 3),
    ]
    assert all(paper["opened"] and paper["bookmark"] for paper in papers)


async def test_chair_finds_figures_counted_to_the_last_print_a_report_and_what_would_be_sent(hop: Running) -> None:
    async def told() -> bool:
        return await hop.product.kit.backends.store.get(STEPS, "figures") is not None

    await until(told, seconds=100)
    chair = await hop.sign_in("chutri")
    (report,) = (await chair.get(f"/api/organisations/{ROOT_ID}/usage-reports"))["items"]
    listed = (await chair.get("/api/meetings"))["items"]
    held = next(one["starts_at"] for one in listed if one["title"] == REVIEW.title)
    day = home_day(datetime.fromisoformat(held)).isoformat()
    assert report["since"] <= day <= report["until"]  # a month in which there may be another meeting too
    figures = (await chair.get(f"/api/usage?from={day}&to={day}"))["figures"]
    assert (figures["meetings_held"], figures["meetings_with_paper"], figures["pages_printed"]) == (1, 1, 12)
    assert figures["pages_saved"] == figures["pages_entitled"] - 12 > 0
    today = datetime.now(UTC).date()
    since = (await chair.get(f"/api/usage?from={report['since']}&to={today}"))["figures"]
    assert (since["meetings_only_electronic"], since["meetings_with_paper"]) == (2, 1), "without LibreOffice"
    (system,) = (await chair.get(f"/api/organisations/{ROOT_ID}/receiving-systems"))["items"]
    assert (system["active"], len(system["indicators"])) == (False, 5)
    assert (await chair.get(f"/api/receiving-systems/{system['id']}/indicator-sets"))["items"] == []


async def test_another_start_changes_nothing(hop: Running, loaded: Path) -> None:
    await until(lambda: attendance_is_noted(hop))
    before, password = await everything(hop), hop.demo.password
    async with run(loaded) as again:
        assert again.demo.password == password
        assert await everything(again) == before


BREAKS = [
    "root",
    "unit/thanh-pho-vinh-yen",
    "person/thuky",
    "regular/participants",
    "briefing/answers",
    "paperless/meeting",
    f"paperless/item/{RESTRICTED}",
    "storm/call",
    "paperless/paper/plan-pdf",
    "paperless/releases",
    "paperless/readings",
    "briefing/record",
]  # in the order in which they come


async def test_load_that_breaks_off_goes_on_where_it_stopped(
    start: Start, hop: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a kill does it in the worst moment: the step is done, but not yet noted."""
    await until(lambda: attendance_is_noted(hop))
    for step in BREAKS:
        with monkeypatch.context() as patch:
            broken = break_after(step, patch)
            async with start():
                await until(lambda broken=broken: met(broken), seconds=100)  # type: ignore[misc]
    async with start() as repaired:
        await repaired.papers()
        await until(lambda: attendance_is_noted(repaired))
        assert await outline(repaired) == await outline(hop)


def break_after(step: str, patch: pytest.MonkeyPatch) -> list[str]:
    """The list tells when it has happened."""
    once, happened = Steps.once, list[str]()

    async def break_off(self: Steps, name: str, do: Any) -> Document:
        async def do_and_die() -> Document:
            gave: Document = await do()
            if name == step:
                happened.append(name)
                raise RuntimeError(name)
            return gave

        return await once(self, name, do_and_die)

    patch.setattr(Steps, "once", break_off)
    return happened


async def met(happened: list[str]) -> bool:
    return bool(happened)


async def everything(hop: Running) -> list[Any]:
    secretary = await hop.sign_in("thuky")
    return [
        [await secretary.get(f"/api/meetings/{meeting['id']}{rest}") for rest in ("", "/participants", "/documents")]
        for meeting in (await secretary.get("/api/meetings"))["items"]
    ]


async def attendance_is_noted(hop: Running) -> bool:
    """It follows from the record of a meeting by a job."""
    return all(
        one["attended"] is not None
        for meeting, participants, _ in await everything(hop)
        if meeting["state"] == "closed"
        for one in participants["items"]
    )


async def outline(hop: Running) -> list[Any]:
    """What does not depend on the moment when the demo began."""
    return [
        [
            (meeting["title"], meeting["state"], [item["title"] for item in meeting["agenda"]]),
            [(one["person"]["full_name"], one["answer"], one["attended"]) for one in participants["items"]],
            [(paper["title"], paper["state"], len(paper["versions"])) for paper in documents["items"]],
        ]
        for meeting, participants, documents in await everything(hop)
    ]


async def test_papers_left_out_are_added_once_libreoffice_is_there(
    restart: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one meeting to come with one such paper, so that LibreOffice opens no more."""
    monkeypatch.setattr(load, "GATHERINGS", (STORM,))
    monkeypatch.setattr(load, "office_available", lambda: True)
    async with restart() as hop:
        store = hop.product.kit.backends.store

        async def complete() -> bool:
            return await store.get(STEPS, "office papers") is not None

        await until(complete, seconds=110)
        secretary, path = await hop.sign_in("thuky"), ""
        for meeting in (await secretary.get("/api/meetings"))["items"]:
            if meeting["title"].startswith(STORM.title.partition("{")[0]):
                path = f"/api/meetings/{meeting['id']}/documents"
        [paper] = (await secretary.get(path))["items"]
    assert (paper["state"], paper["version"]["state"]) == ("released", "released")


async def test_messages_about_the_past_were_quick_to_arrive(hop: Running) -> None:
    """They tell of weeks ago, and took no longer than the demo takes to come."""
    leader = await hop.sign_in("chutri")
    figures: dict[str, Any] = {}

    async def counted() -> bool:
        figures.update((await leader.get("/api/usage"))["figures"])
        return bool(figures["deliveries.inbox.succeeded"])

    await until(counted, seconds=60)
    a_day = 24 * 3600
    assert figures["delivery_seconds.inbox"] / figures["deliveries.inbox.succeeded"] < a_day
