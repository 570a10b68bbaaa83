"""Indicators handed to a real https server: once a period is settled, again until acknowledged, each try in sight."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.gateway.indicator_sets.commands import make_due_sets
from services.gateway.indicator_sets.courier import Verdict
from services.gateway.indicator_sets.model import SetState, TryOutcome
from services.gateway.indicator_sets.store import SETS
from services.gateway.indicator_sets.tries import _finish, send_due
from services.gateway.receiving_systems.receiving import seals_of
from services.gateway.receiving_systems.store import SYSTEMS
from services.gateway.reports.model import period_of
from shared.aggregates import Act
from shared.clock import SetClock
from shared.settings import Settings
from shared.store.port import StoreAway
from shared.words import ReportPeriod
from shared.zones import home_day
from tests.backends.authority import Authority, authority
from tests.factories.installation import until
from tests.factories.receiving import Province, hangs_up, province, says, stammerer
from tests.factories.usage import BUSY, Story, busy
from tests.integration.gateway.conftest import Browser, Hop, grant, new_person, new_unit
from tests.integration.gateway.test_usage import hear

KEY = "khoa-bi-mat-cua-tinh"
MONTH = {"period": "month", "since": "2025-10-01"}
INDICATORS = [
    {"code": "H44.T01", "source": "meetings_held", "unit": "cuộc họp"},
    {"code": "H44.T02", "source": "measure.answers_in_time", "unit": "%", "note": "Theo Kế hoạch 54/KH-UBND"},
    {"code": "H44.T03", "source": "meetings_with_video", "unit": "cuộc họp"},
]
VALUES = [
    {"code": "H44.T01", "period": "2025-10", "unit": "cuộc họp", "value": 1, "note": ""},
    {"code": "H44.T02", "period": "2025-10", "unit": "%", "value": 66.7, "note": "Theo Kế hoạch 54/KH-UBND"},
    {"code": "H44.T03", "period": "2025-10", "unit": "cuộc họp", "value": None, "note": "chưa ghi nhận"},
]


@pytest.fixture
def certificates(tmp_path: Path) -> Authority:
    return authority(tmp_path)


@pytest.fixture
async def receiver(certificates: Authority) -> AsyncIterator[Province]:
    async with province(certificates) as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, certificates: Authority, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As tests/integration/gateway/conftest.py has them, with leave to reach the server of this test."""
    monkeypatch.setenv("RECEIVING_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("RECEIVING_CA", str(certificates.ca))
    return Settings(data=tmp_path / "data", public_url="http://hop.test")


@pytest.fixture
async def unit(hop: Hop, quantri: Browser, root_id: str) -> str:
    """Held a meeting in October 2025."""
    unit = await new_unit(quantri, root_id, "Sở Nội vụ")
    await busy_month(hop, unit)
    return unit


async def busy_month(
    hop: Hop, unit: str, name: str = "m1", day: str = "2025-10-20", before: str = "2025-10-05"
) -> None:
    story = Story()
    busy(story, name, day, before, organisation_id=unit)
    await hear(hop, story.events)


def body(url: str, **more: Any) -> dict[str, Any]:
    usual = {"name": "Hệ thống thông tin báo cáo tỉnh", "unit_code": "H44.12", "key": KEY, "periods": ["month"]}
    return {"url": url, "indicators": INDICATORS, **usual, **more}


async def added(by: Browser, unit: str, url: str, **more: Any) -> str:
    return str((await by.send("POST", f"/api/organisations/{unit}/receiving-systems", body(url, **more)))["id"])


async def sent(by: Browser, system: str) -> str:
    """The set of October 2025, on its way."""
    return str((await by.send("POST", f"/api/receiving-systems/{system}/indicator-sets", MONTH))["id"])


async def sets_of(by: Browser, system: str) -> list[Any]:
    items: list[Any] = (await by.get(f"/api/receiving-systems/{system}/indicator-sets"))["items"]
    return items


async def tried(by: Browser, system: str, times: int) -> Any:
    """The only set, once it was tried so often."""
    found: list[Any] = []

    async def enough() -> bool:
        found[:] = await sets_of(by, system)
        return bool(found) and len(found[0]["tries"]) >= times

    await until(enough, 30)
    return found[0]


def outcomes(found: Any) -> list[tuple[str, int | None]]:
    return [(one["outcome"], one["status"]) for one in found["tries"]]


async def waits(so_long: timedelta) -> bool:
    """As the gauge tells, to the day."""
    told = REGISTRY.get_sample_value("hop_indicators_waiting_seconds")
    return told is not None and timedelta(seconds=told).days == so_long.days and bool(told) == bool(so_long)


def later(hop: Hop, **wait: float) -> None:
    """The gateway's clock goes on, and its loop looks."""
    hop.gateway.world.clock = SetClock(hop.gateway.world.clock.now() + timedelta(**wait))
    hop.gateway.world.receiving.asked.set()


async def test_values_are_sent_under_the_systems_own_codes_with_its_key(
    quantri: Browser, unit: str, receiver: Province
) -> None:
    system = await added(quantri, unit, receiver.url)
    preview = await quantri.get(f"/api/receiving-systems/{system}/preview?period=month&since=2025-10-01")
    assert preview["indicators"] == VALUES
    await sent(quantri, system)
    found = await tried(quantri, system, 1)
    ((headers, message),) = receiver.taken
    assert message == {"report_id": found["id"], "revision": 1, **preview}
    assert message["unit"] == {"code": "H44.12", "name": "Sở Nội vụ"}
    assert message["period"] == {"kind": "month", "code": "2025-10", "from": "2025-10-01", "to": "2025-10-31"}
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert (found["state"], outcomes(found)) == ("acknowledged", [("acknowledged", 200)])
    assert found["tries"][0]["asked_by"] == quantri.person["full_name"]


async def test_period_is_sent_by_itself_once_its_figures_are_settled(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    system = await added(quantri, unit, receiver.url, key_header="x_api_key")
    world = hop.gateway.world
    first, last = period_of(ReportPeriod.MONTH, home_day(world.clock.now()))
    await busy_month(hop, unit, "m2", first.isoformat(), (first - timedelta(days=20)).isoformat())
    world.clock = SetClock(datetime.combine(last + timedelta(days=5), time(), UTC))
    await make_due_sets(world)
    assert await sets_of(quantri, system) == []
    later(hop, days=1)
    found = await tried(quantri, system, 1)
    assert (found["period"], found["since"]) == ("month", first.isoformat())
    assert found["tries"][0]["asked_by"] is None
    ((headers, message),) = receiver.taken
    assert message["indicators"][0]["value"] == 1
    assert headers["X-API-Key"] == KEY
    later(hop, days=75)  # nobody was there for two months
    await until(lambda: _has(quantri, system, 3), 30)
    assert len(set(receiver.keys)) == len(receiver.keys)


async def test_periods_that_wait_for_the_store_are_all_sent_once_it_is_back(
    hop: Hop, quantri: Browser, unit: str, receiver: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = await added(quantri, unit, receiver.url)
    world, add = hop.gateway.world, hop.gateway.world.receiving.sets.add
    first, last = period_of(ReportPeriod.MONTH, world.clock.now().date())
    world.clock = SetClock(datetime.combine(last + timedelta(days=80), time(), UTC))

    async def add_one(*arguments: Any) -> Any:
        if await sets_of(quantri, system):
            raise StoreAway("broken on purpose")
        return await add(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(world.receiving.sets, "add", add_one)
        with pytest.raises(StoreAway):
            await make_due_sets(world)
    (made,) = await sets_of(quantri, system)
    assert made["since"] == first.isoformat()
    await make_due_sets(world)
    assert await _has(quantri, system, 3)


async def _has(by: Browser, system: str, number: int) -> bool:
    return len(await sets_of(by, system)) == number


async def test_system_that_fails_and_is_away_is_tried_until_it_acknowledges(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    receiver.answers.extend([says(500, "lỗi máy chủ"), says(503, **{"Retry-After": "7200"}), hangs_up, says(401)])
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    found = await tried(quantri, system, 1)
    assert found["state"] == "waiting"
    for number in range(2, 6):
        later(hop, hours=8)
        found = await tried(quantri, system, number)
    assert outcomes(found) == [
        ("busy", 500),
        ("busy", 503),
        ("away", None),
        ("refused", 401),
        ("acknowledged", 200),
    ]
    assert found["state"] == "acknowledged"
    assert found["tries"][0]["answer"] == "lỗi máy chủ"
    assert len(receiver.keys) == 5
    assert set(receiver.keys) == {f"{found['id']}-1"}
    later(hop, days=2)
    assert await send_due(hop.gateway.world) == 0


async def test_system_that_is_down_for_two_days_hears_of_it_when_it_is_back(
    hop: Hop, quantri: Browser, unit: str, certificates: Authority
) -> None:
    async with province(certificates) as gone:
        url = gone.url
    system = await added(quantri, unit, url)
    await sent(quantri, system)
    number = 1
    start = hop.gateway.world.clock.now()
    while hop.gateway.world.clock.now() < start + timedelta(days=2):
        await tried(quantri, system, number)
        later(hop, hours=8)
        number += 1
    found = await tried(quantri, system, number)
    assert {one["outcome"] for one in found["tries"]} == {"away"}
    assert found["attempts"] == number == 7
    await until(lambda: waits(timedelta(days=2)), 30)
    async with province(certificates) as back:
        view = await quantri.get(f"/api/receiving-systems/{system}")
        etag = (await quantri.ask("GET", f"/api/receiving-systems/{system}")).headers["ETag"]
        await quantri.send("PUT", f"/api/receiving-systems/{system}", body(back.url, key=None), **{"If-Match": etag})
        later(hop, hours=8)
        found = await tried(quantri, system, number + 1)
    await until(lambda: waits(timedelta()), 30)
    assert view["has_key"]
    assert found["state"] == "acknowledged"
    assert back.taken[0][0]["Authorization"] == f"Bearer {KEY}"


async def test_system_that_answers_twice_has_taken_it_once(
    hop: Hop, quantri: Browser, unit: str, certificates: Authority
) -> None:
    async with stammerer(certificates) as url:
        system = await added(quantri, unit, url)
        one = await sent(quantri, system)
        found = await tried(quantri, system, 1)
    assert (found["state"], outcomes(found)) == ("acknowledged", [("acknowledged", 200)])
    kept = await hop.gateway.world.receiving.sets.get(one)
    later(hop, days=1)
    assert await send_due(hop.gateway.world) == 0
    assert (await hop.gateway.world.receiving.sets.get(one)).sequence == kept.sequence


async def test_answer_that_comes_after_another_replica_had_one_changes_nothing(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    receiver.answers.append(says(500))
    system = await added(quantri, unit, receiver.url)
    one = await sent(quantri, system)
    await tried(quantri, system, 1)
    world = hop.gateway.world
    now, sets = world.clock.now(), world.receiving.sets
    slow = await sets.change(one, lambda found: found.begin(now, timedelta(minutes=1)), Act(now))
    later(hop, minutes=2)
    await tried(quantri, system, 3)
    before = await sets.get(one)
    await _finish(world, slow, Verdict(TryOutcome.ACKNOWLEDGED, 200))
    after = await sets.get(one)
    assert after.state is SetState.ACKNOWLEDGED
    assert (after.tries, after.sequence) == (before.tries, before.sequence)


async def test_redirect_is_not_followed(quantri: Browser, unit: str, receiver: Province) -> None:
    receiver.answers.append(says(307, Location=receiver.url))
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    assert outcomes(await tried(quantri, system, 1)) == [("redirected", 307)]
    assert len(receiver.taken) == 1


async def test_certificate_nobody_vouches_for_gets_nothing(quantri: Browser, unit: str, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    await asyncio.to_thread(folder.mkdir)
    async with province(await asyncio.to_thread(authority, folder)) as stranger:
        system = await added(quantri, unit, stranger.url)
        await sent(quantri, system)
        assert outcomes(await tried(quantri, system, 1)) == [("untrusted", None)]
    assert stranger.taken == []


async def test_name_that_leads_into_a_network_of_ours_gets_nothing(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    courier = hop.gateway.world.receiving.courier
    courier.reach = type(courier.reach)()  # as without RECEIVING_NETWORKS
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    assert outcomes(await tried(quantri, system, 1)) == [("forbidden", None)]
    assert receiver.taken == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"url": "http://baocao.tinh.example/api"}, "receiving-address-unusable"),
        ({"url": "https://quantri:matkhau@baocao.tinh.example/api"}, "receiving-address-unusable"),
        ({"url": "https://10.1.2.3/api"}, "receiving-address-unusable"),
        ({"url": "https://[::1]/api"}, "receiving-address-unusable"),
        ({"url": "https://169.254.169.254/api"}, "receiving-address-unusable"),
        ({"url": "https://baocao.tinh.example:99999/"}, "receiving-address-unusable"),
        ({"url": "không phải địa chỉ"}, "receiving-address-unusable"),
        ({"indicators": [INDICATORS[0], INDICATORS[0]]}, "indicators-ambiguous"),
        ({"indicators": [INDICATORS[0] | {"source": "meetings_dreamt_of"}]}, "invalid"),
        ({"indicators": [INDICATORS[0] | {"code": "có dấu cách"}]}, "invalid"),
        ({"periods": ["week"]}, "invalid"),
        ({"key": "hai\ndòng"}, "invalid"),
    ],
)
async def test_system_that_cannot_be_is_refused(quantri: Browser, unit: str, wrong: dict[str, Any], code: str) -> None:
    sending = body("https://baocao.tinh.example/api") | wrong
    assert await quantri.problem("POST", f"/api/organisations/{unit}/receiving-systems", sending) == code


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"period": "month", "since": "2040-01-01"}, "period-not-over"),
        ({"period": "quarter", "since": "2025-11-01"}, "period-begins-elsewhere"),
        ({"period": "month", "since": "0001-01-01"}, "period-begins-elsewhere"),
        ({"period": "month", "since": "9999-12-01"}, "period-begins-elsewhere"),
    ],
)
async def test_period_that_is_not_over_is_not_sent(
    quantri: Browser, unit: str, receiver: Province, period: dict[str, str], code: str
) -> None:
    system = await added(quantri, unit, receiver.url)
    assert await quantri.problem("POST", f"/api/receiving-systems/{system}/indicator-sets", period) == code
    query = f"period={period['period']}&since={period['since']}"
    assert await quantri.problem("GET", f"/api/receiving-systems/{system}/preview?{query}") == code


async def test_system_that_is_off_is_sent_nothing(hop: Hop, quantri: Browser, unit: str, receiver: Province) -> None:
    receiver.answers.append(says(500))
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    await tried(quantri, system, 1)
    etag = (await quantri.ask("GET", f"/api/receiving-systems/{system}")).headers["ETag"]
    off = body(receiver.url, active=False)
    await quantri.send("PUT", f"/api/receiving-systems/{system}", off, **{"If-Match": etag})
    await until(lambda: _is(quantri, system, "stopped"), 30)
    assert len(receiver.taken) == 1
    (found,) = await sets_of(quantri, system)
    assert await quantri.problem("POST", f"/api/indicator-sets/{found['id']}/tries") == "nothing-to-send"


async def _is(by: Browser, system: str, state: str) -> bool:
    return [one["state"] for one in await sets_of(by, system)] == [state]


async def test_sent_again_by_hand_it_is_the_same_until_a_figure_has_changed(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    system = await added(quantri, unit, receiver.url)
    one = await sent(quantri, system)
    await tried(quantri, system, 1)
    for _ in range(2):  # a button pressed twice
        await quantri.send("POST", f"/api/indicator-sets/{one}/tries", **{"Idempotency-Key": "again"})
    await tried(quantri, system, 2)
    await busy_month(hop, unit, "m2")  # heard late
    await quantri.send("POST", f"/api/indicator-sets/{one}/tries")
    found = await tried(quantri, system, 3)
    assert receiver.keys == [f"{one}-1", f"{one}-1", f"{one}-2"]
    assert [message["indicators"][0]["value"] for _, message in receiver.taken] == [1, 1, 2]
    assert [(one["number"], one["revision"]) for one in found["tries"]] == [(1, 1), (2, 1), (3, 2)]


async def test_sent_again_by_hand_while_it_is_being_sent_it_is_refused_and_then_taken(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    system = await added(quantri, unit, receiver.url)
    one = await sent(quantri, system)
    await tried(quantri, system, 1)
    now, sets, path = (
        hop.gateway.world.clock.now(),
        hop.gateway.world.receiving.sets,
        f"/api/indicator-sets/{one}/tries",
    )
    await sets.change(one, lambda found: found.begin(now, timedelta(minutes=1)), Act(now))
    await busy_month(hop, unit, "m2")  # heard late
    assert await quantri.problem("POST", path) == "indicators-being-sent"
    await _finish(hop.gateway.world, await sets.get(one), Verdict(TryOutcome.ACKNOWLEDGED, 200))
    await quantri.send("POST", path)
    assert (await tried(quantri, system, 3))["revision"] == 2


async def test_key_is_written_and_never_read(
    hop: Hop, quantri: Browser, unit: str, receiver: Province, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.answers.append(says(403, f"khóa {KEY} không đúng"))
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    found = await tried(quantri, system, 1)
    assert found["tries"][0]["answer"] == "khóa … không đúng"
    listed = await quantri.ask("GET", f"/api/organisations/{unit}/receiving-systems")
    assert KEY not in await listed.text()
    store = hop.kit.backends.store
    for collection, key in ((SYSTEMS, system), (SETS, found["id"])):
        stored = await store.get(collection, key)
        assert stored is not None
        assert KEY not in str(stored.body)
    assert KEY not in caplog.text


async def test_key_of_another_installation_is_asked_for_again(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    system = await added(quantri, unit, receiver.url)
    receiving = hop.gateway.world.receiving
    receiving.seals = seals_of(b"another installation's, restored")
    await sent(quantri, system)
    assert outcomes(await tried(quantri, system, 1)) == [("key_lost", None)]
    etag = (await quantri.ask("GET", f"/api/receiving-systems/{system}")).headers["ETag"]
    await quantri.send("PUT", f"/api/receiving-systems/{system}", body(receiver.url), **{"If-Match": etag})
    later(hop, hours=1)
    assert outcomes(await tried(quantri, system, 2))[-1] == ("acknowledged", 200)


async def test_try_that_a_crash_cut_short_is_told_and_made_again_under_the_same_key(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    receiver.answers.append(says(500))
    system = await added(quantri, unit, receiver.url)
    one = await sent(quantri, system)
    await tried(quantri, system, 1)
    world = hop.gateway.world
    now = world.clock.now()
    await world.receiving.sets.change(one, lambda found: found.begin(now, timedelta(minutes=1)), Act(now))
    later(hop, minutes=2)
    found = await tried(quantri, system, 3)
    assert outcomes(found) == [("busy", 500), ("interrupted", None), ("acknowledged", 200)]
    assert len(set(receiver.keys)) == 1


async def test_two_replicas_try_it_once(hop: Hop, quantri: Browser, unit: str, receiver: Province) -> None:
    receiver.answers.append(says(500))
    system = await added(quantri, unit, receiver.url)
    await sent(quantri, system)
    await tried(quantri, system, 1)
    world = hop.gateway.world
    world.clock = SetClock(world.clock.now() + timedelta(hours=8))
    await asyncio.gather(*(send_due(world) for _ in range(4)))
    found = await tried(quantri, system, 2)
    assert outcomes(found) == [("busy", 500), ("acknowledged", 200)]
    assert len(receiver.taken) == 2


async def test_few_restricted_meetings_do_not_show_in_what_is_sent(
    hop: Hop, quantri: Browser, unit: str, receiver: Province
) -> None:
    story = Story()
    busy(story, "m9", "2025-10-21", "2025-10-05", organisation_id=unit)
    story.paper("m9", "hidden", "2025-10-06T02:00:00.000000Z", pages=7, readers=("delegate:an",))
    await hear(hop, story.events)
    pages = [{"code": "T9", "source": "pages_handed_out", "unit": "trang"}]
    system = await added(quantri, unit, receiver.url, indicators=pages)
    await sent(quantri, system)
    await tried(quantri, system, 1)
    assert receiver.taken[0][1]["indicators"][0]["value"] == 2 * BUSY["pages_handed_out"]


async def test_leader_looks_and_only_administrators_of_the_body_send(
    hop: Hop, quantri: Browser, root_id: str, unit: str, receiver: Province
) -> None:
    leader, other = await new_person(quantri, unit, "lanhdao"), await new_person(quantri, root_id, "khac")
    await grant(quantri, leader, "leader", unit)
    beside = await new_unit(quantri, root_id, "Sở bên cạnh")
    await grant(quantri, other, "administrator", beside)
    system = await added(quantri, unit, receiver.url)
    one = await sent(quantri, system)
    await tried(leader, system, 1)
    reads = [
        f"/api/organisations/{unit}/receiving-systems",
        f"/api/receiving-systems/{system}",
        f"/api/receiving-systems/{system}/preview?period=month&since=2025-10-01",
        f"/api/receiving-systems/{system}/indicator-sets",
    ]
    writes = [
        ("POST", reads[0], body(receiver.url)),
        ("PUT", reads[1], body(receiver.url)),
        ("POST", reads[3], MONTH),
        ("POST", f"/api/indicator-sets/{one}/tries", None),
    ]
    for path in reads:
        assert await leader.status("GET", path) == 200
        assert await other.problem("GET", path) == "not-found"
    for method, path, sending in writes:
        assert await leader.problem(method, path, sending) == "not-found"
        assert await other.problem(method, path, sending) == "not-found"
    assert len(receiver.taken) == 1
