"""The usage figures in a running gateway: heard, settled, asked for, scraped, rebuilt."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.gateway.app import build
from services.gateway.usage.__main__ import build as build_usage
from services.gateway.usage.gauges import USAGE
from services.gateway.usage.rebuild import Rebuilt, rebuild
from services.gateway.usage.store import RECORDS, ROWS
from shared.app import Kit, Service
from shared.clock import SystemClock
from shared.events.envelope import Event
from tests.factories.installation import Installation, installation, until
from tests.factories.saying import say_events
from tests.factories.usage import BUSY, CALENDAR, Story, busy
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit

YEAR = "from=2026-01-01&to=2026-12-31"


@pytest.fixture
async def commune(quantri: Browser, root_id: str) -> str:
    """Was a district until 30 June 2025."""
    unit = await new_unit(quantri, root_id, "Xã", level="district", since="2010-01-01")
    await quantri.send("PATCH", f"/api/organisations/{unit}", {"level": {"level": "commune", "since": "2025-07-01"}})
    return unit


@pytest.fixture(autouse=True)
def nothing_is_shown_yet() -> None:
    """One process of tests has one registry."""
    USAGE.show({}, [])


def gateway(kit: Kit) -> Service:
    return build(kit).service


async def hear(hop: Hop, events: Sequence[Event]) -> None:
    """As the group would; and until the rows and the snapshot follow."""
    await hop.settle()
    usage = hop.gateway.world.usage
    for event in events:
        await usage.reactions[0].hear(event)
    await usage.settling.settle()
    await usage.snapshot.refresh()


def meetings_of(organisation_id: str, **fields: Any) -> list[Event]:
    story = Story()
    busy(story, organisation_id=organisation_id, **fields)
    return story.events


async def scraped(browser: Browser) -> dict[str, float]:
    text = await (await browser.client.get("/metrics")).text()
    lines = [line.rpartition(" ") for line in text.splitlines() if 'mode="' in line]
    return {name: float(value) for name, _, value in lines}


async def test_figures_of_an_organisation_are_answered_with_all_below(
    hop: Hop, quantri: Browser, root_id: str, commune: str
) -> None:
    await hear(hop, meetings_of(commune))
    answer = await quantri.get(f"/api/usage?{YEAR}")
    recorded = {name: amount for name, amount in answer["figures"].items() if amount is not None}
    assert answer["organisation_id"] == root_id
    assert recorded == BUSY
    assert answer["figures"]["meetings_with_video"] is None
    assert [unit["organisation_id"] for unit in answer["units"]] == [commune]
    assert [level["value"] for level in answer["levels"]] == ["commune"]
    assert {one["period"]: one["figures"]["meetings_held"] for one in answer["series"]}["2026-11"] == 1
    assert (await quantri.get(f"/api/usage?{YEAR}&organisation={commune}"))["figures"] == answer["figures"]


async def test_meeting_counts_at_the_level_of_its_day(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, meetings_of(commune, day="2024-11-25", month_before="2024-11-10"))
    answer = await quantri.get("/api/usage?from=2024-01-01&to=2024-12-31")
    assert [level["value"] for level in answer["levels"]] == ["district"]


async def test_scrape_tells_what_the_page_tells(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, meetings_of(commune))
    figures = await scraped(quantri)
    assert figures['hop_pages_opened{kind="work_resolving",level="commune",mode="hybrid"}'] == BUSY["pages_opened"]
    assert sorted(name.partition("{")[0] for name in figures if name.startswith("hop_meetings")) == [
        "hop_meetings_called",
        "hop_meetings_cancelled",
        "hop_meetings_held",
        "hop_meetings_only_electronic",
        "hop_meetings_with_paper",
    ]


async def test_facts_heard_twice_count_once(hop: Hop, quantri: Browser, commune: str) -> None:
    events = meetings_of(commune)
    await hear(hop, events)
    await hear(hop, events)
    for event in events:  # a crash came between the effect and the mark
        await hop.gateway.world.usage.reactions[0]._handle(event)
    await hear(hop, [])
    recorded = (await quantri.get(f"/api/usage?{YEAR}"))["figures"]
    assert {name: amount for name, amount in recorded.items() if amount is not None} == BUSY


async def test_late_fact_corrects_its_own_day(hop: Hop, quantri: Browser, commune: str) -> None:
    story = Story()
    busy(story, organisation_id=commune)
    await hear(hop, story.events[:-1])
    before = await quantri.get(f"/api/usage?{YEAR}")
    await hear(hop, story.events)
    after = await quantri.get(f"/api/usage?{YEAR}")
    assert before["figures"]["participants_attended"] == after["figures"]["participants_attended"] - 1


async def test_body_that_learns_its_level_late_corrects_its_meetings(hop: Hop, quantri: Browser, root_id: str) -> None:
    unit = await new_unit(quantri, root_id, "Xã", level="province", since="2010-01-01")
    await hear(hop, meetings_of(unit))
    await quantri.send("PATCH", f"/api/organisations/{unit}", {"level": {"level": "commune", "since": "2025-07-01"}})
    await hear(hop, [])
    answer = await quantri.get(f"/api/usage?{YEAR}")
    assert [level["value"] for level in answer["levels"]] == ["commune"]


@pytest.mark.parametrize(
    "query", ["from=2026-02-01&to=2026-01-31", "from=0001-01-01", "to=9999-12-31", "from=x", "from=1990-01-01"]
)
async def test_period_that_cannot_be_is_refused(quantri: Browser, query: str) -> None:
    assert await quantri.problem("GET", f"/api/usage?{query}") in {"period-unusable", "invalid"}


async def test_period_in_the_future_holds_nothing(hop: Hop, quantri: Browser, commune: str) -> None:
    await hear(hop, meetings_of(commune))
    answer = await quantri.get("/api/usage?from=2040-01-01&to=2040-12-31")
    assert set(answer["figures"].values()) == {None}


async def test_leader_sees_his_own_bodies_and_no_others(hop: Hop, quantri: Browser, root_id: str, commune: str) -> None:
    leader = await new_person(quantri, commune, "lanhdao")
    await grant(quantri, leader, "leader", commune)
    await hear(hop, meetings_of(commune))
    assert (await leader.get(f"/api/usage?{YEAR}"))["organisation_id"] == commune
    assert await leader.problem("GET", f"/api/usage?{YEAR}&organisation={root_id}") == "not-found"
    assert await leader.problem("GET", f"/api/usage?{YEAR}&organisation=nowhere") == "not-found"


async def test_figure_opens_down_to_meetings_its_reader_may_know_of(hop: Hop, quantri: Browser, commune: str) -> None:
    leader = await new_person(quantri, commune, "lanhdao")
    await grant(quantri, leader, "leader", commune)
    story = Story()
    for number in range(3):
        busy(story, f"other-{number}", organisation_id=commune)
        busy(story, f"chaired-{number}", organisation_id=commune, chair_id=leader.person["id"])
    await hear(hop, story.events)
    first = await leader.get(f"/api/usage/meetings?{YEAR}&limit=2")
    second = await leader.get(first["next"])
    assert [one["meeting_id"] for one in first["items"] + second["items"]] == [f"chaired-{n}" for n in range(3)]
    assert second["next"] is None
    assert first["items"][0]["title"]
    assert (await quantri.get(f"/api/usage/meetings?{YEAR}"))["items"] == []


async def test_drafts_are_behind_no_figure_but_for_whoever_leads_them(hop: Hop, quantri: Browser, commune: str) -> None:
    leader = await new_person(quantri, commune, "lanhdao")
    await grant(quantri, leader, "leader", commune)
    await grant(quantri, leader, "secretary", commune)
    me, story = leader.person["id"], Story()
    times = {"starts_at": "2026-11-25T01:30:00.000000Z", "ends_at": "2026-11-25T04:00:00.000000Z"}
    for name, chair in (("draft", "chair"), ("own-draft", me)):
        story.seat(name, me, "2026-11-10T02:00:00.000000Z")
        story.meeting(
            name, "2026-11-10T02:00:00.000000Z", called=None, organisation_id=commune, chair_id=chair, **times
        )
    await hear(hop, story.events)
    listed = (await leader.get(f"/api/usage/meetings?{YEAR}"))["items"]
    assert [one["meeting_id"] for one in listed] == ["own-draft"]
    assert await leader.problem("GET", "/api/usage/meetings/draft/paper") == "not-found"


async def test_rebuild_gives_the_same_and_mends_what_was_broken(tmp_path: Path) -> None:
    async with installation(tmp_path, gateway) as hop:
        await said_in_the_log(hop)
        store, log = hop.kit.backends.store, hop.kit.backends.log
        usage = hop.services[0].world.usage
        await usage.settling.settle()
        before = await usage.rows.get("m1")
        assert before is not None
        again = await rebuild(store, log, SystemClock(), CALENDAR)
        assert (again.records_changed, again.rows_changed) == (0, 0)

        (record,) = [one for one in await usage.records.of_meeting("m1") if one["kind"] == "meeting"]
        broken = await store.find(RECORDS, "by_meeting", "m1")
        for stored in broken.items:
            if stored.body["kind"] == record["kind"]:
                await store.save(RECORDS, stored, stored.body | {"history": []})
        await store.save(ROWS, before, before.body | {"figures": {"meetings_called": 9}})
        mended: Rebuilt = await rebuild(store, log, SystemClock(), CALENDAR)
        assert (mended.records_changed, mended.rows_changed) == (1, 1)
        after = await usage.rows.get("m1")
        assert after is not None
        assert after.body["figures"] == before.body["figures"] == BUSY


async def test_figures_are_counted_by_a_process_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway beside it hears nothing of others' facts, and shows what that process has counted."""
    monkeypatch.setenv("USAGE_HERE", "false")

    async with installation(tmp_path, gateway, build_usage) as hop:
        assert "gateway.figures" not in {group.group for group in hop.services[0].reactions}
        await said_in_the_log(hop)
        snapshot = hop.services[0].world.usage.snapshot
        await until(lambda: shows(snapshot))


async def shows(snapshot: Any) -> bool:
    await snapshot.refresh()
    return bool(snapshot.cells.rows.get("m1", {}).get("figures") == BUSY)


async def said_in_the_log(hop: Installation) -> None:
    """A busy meeting, said through the outbox, with the times it was said at."""
    story = Story()
    story.organisation("o1", at="2026-01-01T00:00:00.000000Z")
    busy(story)
    await say_events(hop, story.events)


async def test_metrics_are_for_this_machine_only(quantri: Browser) -> None:
    answer = await quantri.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"})
    assert answer.status == 404
    assert await asyncio.gather(answer.read())
