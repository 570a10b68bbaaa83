"""What figures are held against: set by a body for all below it, with its source, and shown beside the figures."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.gateway.usage.gauges import YARDSTICKS
from services.gateway.yardsticks.commands import set_yardsticks
from services.gateway.yardsticks.model import Yardsticks
from shared.aggregates import Act
from shared.events.gateway import Baseline, PaperRate
from shared.problems import Conflict
from tests.factories.usage import Story, busy
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_usage import YEAR, hear

RATE = {
    "since": "2026-01-01",
    "dong_per_page": 350,
    "grams_per_sheet": 5.0,
    "pages_per_sheet": 2,
    "source": "Quyết định số 12/QĐ-VP",
}
BASELINE = {"minutes": 150, "source": "Báo cáo số 45/BC-UBND"}
TARGET = {
    "measure": "meetings_shorter",
    "level": "province",
    "percent": 30,
    "since": "2026-01-01",
    "until": "2026-12-31",
    "source": "Kế hoạch số 54/KH-UBND",
}


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id, "Sở")


@pytest.fixture(autouse=True)
def no_target_is_shown_yet() -> None:
    YARDSTICKS._targets, YARDSTICKS._minutes = {}, {}


async def put(browser: Browser, organisation_id: str, **body: Any) -> Any:
    path = f"/api/organisations/{organisation_id}/yardsticks"
    tag = await tag_of(browser, path)
    response = await browser.ask("PUT", path, body, **{"If-Match": tag})
    return await response.json()


async def tag_of(browser: Browser, path: str) -> str:
    response = await browser.ask("GET", path)
    await response.read()
    return response.headers["ETag"]


async def compared(browser: Browser, query: str = YEAR) -> Any:
    return (await browser.get(f"/api/usage?{query}"))["comparison"]


async def test_nothing_set_is_nothing_said(hop: Hop, quantri: Browser) -> None:
    assert await compared(quantri) == {"before": None, "shorter": None, "targets": [], "paper": None}


async def test_figures_below_are_held_against_what_the_body_above_has_set(
    hop: Hop, quantri: Browser, root_id: str, unit: str
) -> None:
    """105 minutes instead of 150; 22 pages saved and 8 printed, at 350 dong a page and 5 grams for two."""
    await put(quantri, root_id, paper=[RATE], baseline=BASELINE, targets=[TARGET])
    story = Story()
    busy(story, organisation_id=unit)
    await hear(hop, story.events)
    found = await compared(quantri, f"{YEAR}&organisation={unit}")
    assert found["shorter"] == pytest.approx(0.3)
    assert (found["before"]["minutes"], found["before"]["source"]) == (150, BASELINE["source"])
    assert [(one["percent"], one["reached"]) for one in found["targets"]] == [(30, pytest.approx(0.3))]
    assert found["paper"]["saved"] == {"dong": 22 * 350, "grams": 55.0}
    assert found["paper"]["printed"] == {"dong": 8 * 350, "grams": 20.0}
    assert found["paper"]["rates"][0]["source"] == RATE["source"]


async def test_own_baseline_comes_before_that_of_the_body_above(
    hop: Hop, quantri: Browser, root_id: str, unit: str
) -> None:
    await put(quantri, root_id, baseline=BASELINE)
    await put(quantri, unit, baseline=BASELINE | {"minutes": 210})
    story = Story()
    busy(story, organisation_id=unit)
    await hear(hop, story.events)
    assert (await compared(quantri, f"{YEAR}&organisation={unit}"))["shorter"] == pytest.approx(0.5)
    text = await (await quantri.client.get("/metrics")).text()
    assert 'hop_minutes_before{kind="work_resolving",level="province",mode="hybrid"} 210.0' in text
    assert 'hop_minutes_compared{kind="work_resolving",level="province",mode="hybrid"} 105.0' in text


async def test_without_a_baseline_the_first_three_months_are_one(hop: Hop, quantri: Browser, unit: str) -> None:
    story = Story()
    for month, minutes in (("01", 90), ("03", 150), ("04", 120), ("05", 60)):
        day = f"2026-{month}-25"
        times = {"starts_at": f"{day}T01:30:00.000000Z", "ends_at": f"{day}T04:00:00.000000Z"}
        story.meeting(f"m{month}", f"2026-{month}-10T02:00:00.000000Z", called=None, organisation_id=unit, **times)
        ended = f"{day}T0{1 + minutes // 60}:{minutes % 60:02}:00.000000Z"
        story.held(f"m{month}", ended, f"{day}T01:00:00.000000Z", ended, (), organisation_id=unit, **times)
    await hear(hop, story.events)
    found = await compared(quantri, "from=2026-05-01&to=2026-05-31")
    assert found["before"] == {
        "minutes": 120.0,
        "source": None,
        "set_by": None,
        "months": ["2026-01", "2026-03", "2026-04"],
    }
    assert found["shorter"] == pytest.approx(0.5)


async def test_paper_of_days_before_any_rate_has_no_price(hop: Hop, quantri: Browser, root_id: str, unit: str) -> None:
    await put(quantri, root_id, paper=[RATE | {"since": "2026-12-01"}])
    story = Story()
    busy(story, organisation_id=unit)
    await hear(hop, story.events)
    assert (await compared(quantri))["paper"]["saved"] is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"baseline": BASELINE | {"minutes": 0}}, "invalid"),
        ({"baseline": BASELINE | {"source": ""}}, "invalid"),
        ({"paper": [RATE | {"since": "2026-01-15"}]}, "rate-inside-month"),
        ({"paper": [RATE, RATE]}, "rate-inside-month"),
        ({"paper": [RATE | {"dong_per_page": -1}]}, "invalid"),
        ({"targets": [TARGET, TARGET | {"since": "2026-06-01", "until": None}]}, "targets-overlap"),
        ({"targets": [TARGET | {"until": "2025-12-31"}]}, "targets-overlap"),
        ({"targets": [TARGET | {"level": "district"}]}, "level-not-in-force"),
        ({"targets": [TARGET | {"percent": 130}]}, "invalid"),
    ],
)
async def test_what_cannot_be_a_yardstick_is_refused(
    quantri: Browser, root_id: str, wrong: dict[str, Any], code: str
) -> None:
    assert (await put(quantri, root_id, **wrong))["type"].endswith(code)


async def test_two_who_set_them_at_once_do_not_undo_each_other(quantri: Browser, root_id: str) -> None:
    path = f"/api/organisations/{root_id}/yardsticks"
    tag = await tag_of(quantri, path)
    await put(quantri, root_id, baseline=BASELINE)
    assert await quantri.status("PUT", path, {"paper": [RATE]}, **{"If-Match": tag}) == 412
    assert (await quantri.get(path))["baseline"] == BASELINE


async def test_two_who_set_the_first_at_once_do_not_undo_each_other(hop: Hop, root_id: str) -> None:
    world, act = hop.gateway.world, Act(datetime.now(UTC))
    first, second = Yardsticks(id=root_id), Yardsticks(id=root_id)
    baseline = Baseline(**BASELINE)
    await set_yardsticks(world, first, [], baseline, [], act)
    with pytest.raises(Conflict):
        await set_yardsticks(world, second, [PaperRate(**RATE)], None, [], act)
    assert (await world.yardsticks.get(root_id)).baseline == baseline


async def test_target_is_a_gauge_while_it_holds(hop: Hop, quantri: Browser, root_id: str, unit: str) -> None:
    held = TARGET | {"until": None}
    over = TARGET | {"measure": "papers_opened", "since": "2020-01-01", "until": "2020-12-31"}
    await put(quantri, root_id, targets=[held, over])
    await put(quantri, unit, targets=[TARGET | {"measure": "answers_in_time"}])
    story = Story()
    busy(story, organisation_id=unit)
    await hear(hop, story.events)
    text = await (await quantri.client.get("/metrics")).text()
    shown = [line for line in text.splitlines() if line.startswith("hop_target_ratio{")]
    assert shown == ['hop_target_ratio{level="province",measure="meetings_shorter"} 0.3']


async def test_leader_sets_them_for_his_own_bodies_only(quantri: Browser, root_id: str, unit: str) -> None:
    leader = await new_person(quantri, unit, "lanhdao")
    await grant(quantri, leader, "leader", unit)
    assert (await put(leader, unit, baseline=BASELINE))["baseline"] == BASELINE
    assert await leader.problem("GET", f"/api/organisations/{root_id}/yardsticks") == "not-found"
