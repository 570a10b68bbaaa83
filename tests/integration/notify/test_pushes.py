"""Notices on devices, through a push service on this machine: who is shown what, and when it ends."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notify.app import build
from services.notify.deliveries.model import PUSH_ATTEMPTS
from shared.clock import SetClock
from shared.events import gateway, meeting
from shared.events.gateway import SessionEnded
from shared.events.meeting import (
    MeetingCancelled,
    MeetingChanged,
    MeetingNears,
    RoomAdded,
    RoomBooked,
    RoomFreed,
    RoomRequest,
)
from shared.words import Channel, Nearness, RoomState
from tests.backends.authority import authority
from tests.factories.facts import meeting_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.postbox import wait_for_mails
from tests.integration.notify.pushservice import PushService, browser, push_service, subscribe, verified
from tests.integration.notify.saying import (
    booking_facts,
    call,
    draft,
    release,
    room_facts,
    say_of_calendar,
    say_of_meeting,
)

NOW = datetime(2030, 11, 20, 2, 0, tzinfo=UTC)
MINE = "/api/me/push-subscription"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
async def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PushService]:
    trust = await asyncio.to_thread(authority, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.ca))
    async with push_service(trust) as running:
        monkeypatch.setenv("PUSH_SERVICES", running.origin)
        yield running


@pytest.fixture
async def hop(tmp_path: Path, service: PushService, clock: SetClock) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build, clock=clock) as running:
        await populate(running)
        await draft(running)
        yield running


async def pushes(hop: Installation) -> list[dict[str, Any]]:
    listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries?limit=100")
    return [one for one in listed["items"] if one["channel"] == "push"]


async def wait_for_push(hop: Installation, state: str) -> dict[str, Any]:
    async def reached() -> bool:
        return [one["state"] for one in await pushes(hop)] == [state]

    await until(reached)
    return (await pushes(hop))[0]


async def let_pass(hop: Installation, clock: SetClock, time: timedelta) -> None:
    clock.moment += time
    hop.services[0].world.planned.set()


async def test_invitation_is_shown_on_each_device_of_who_turned_it_on(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await subscribe(hop, service, "an", "telephone")
    await call(hop)
    shown = await service.wait_for(2)
    assert sorted(one.device for one in service.taken) == ["tablet", "telephone"]
    assert shown[0] == shown[1]
    assert (shown[0]["title"], shown[0]["link"], shown[0]["language"]) == ("Giấy mời họp", "/meetings/m1", "vi")
    assert shown[0]["body"].startswith("Phiên họp")
    assert len(await wait_for_mails(hop, 5)) == 5


async def test_push_service_learns_who_sends_and_nothing_of_what(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    await service.wait_for(1)
    (taken,) = service.taken
    public_key = (await browser(hop, "an", "tablet").get(MINE))["public_key"]
    claims = verified(taken.headers["Authorization"], public_key)
    assert (claims["aud"], claims["sub"]) == (service.origin, "mailto:hop@localhost")
    assert NOW.timestamp() < claims["exp"] <= (NOW + timedelta(hours=24)).timestamp()
    assert (taken.headers["Content-Encoding"], taken.headers["Urgency"]) == ("aes128gcm", "normal")
    assert int(taken.headers["TTL"]) == timedelta(days=3).total_seconds()
    assert len(taken.headers["Topic"]) == 32
    assert "Phiên".encode() not in taken.body


async def test_own_acts_and_those_who_turned_nothing_on_are_left_alone(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await subscribe(hop, service, "binh", "other")
    await browser(hop, "binh", "other").send("DELETE", MINE)
    assert (await browser(hop, "binh", "other").get(MINE))["on"] is False
    assert (await browser(hop, "an", "tablet").get(MINE))["on"] is True
    await call(hop)
    await service.wait_for(1)
    assert {one["recipient"]["id"] for one in await pushes(hop)} == {"an"}


async def test_classified_meeting_shows_no_title(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await call(hop, classification="secret", title="Phương án mật")
    (shown,) = await service.wait_for(1)
    assert (shown["title"], shown["body"]) == ("Giấy mời họp", "Mở Hop để xem.")


async def test_papers_are_counted_and_not_named(hop: Installation, service: PushService) -> None:
    await call(hop)
    await subscribe(hop, service, "an", "tablet")
    await release(hop, "d1", title="Tờ trình bí mật nhà đất")
    (shown,) = await service.wait_for(1)
    assert shown["title"] == "Tài liệu họp"
    assert "1 tài liệu mới" in shown["body"]
    assert "nhà đất" not in str(shown)


async def test_paper_for_others_shows_on_no_device(hop: Installation, service: PushService) -> None:
    await call(hop)
    await subscribe(hop, service, "an", "tablet")
    await subscribe(hop, service, "binh", "other")
    await release(hop, "d1", "delegate:binh")
    await service.wait_for(1)
    assert [one.device for one in service.taken] == ["other"]


async def test_an_hour_ahead_devices_remind_and_what_is_over_is_not_told(
    hop: Installation, service: PushService, clock: SetClock
) -> None:
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    await service.wait_for(1)
    begins = datetime.fromisoformat(meeting_facts().model_dump(mode="json")["starts_at"])
    clock.moment = begins - timedelta(hours=1)
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.HOUR))
    shown = await service.wait_for(2)
    assert shown[1]["title"] == "Nhắc lịch họp"
    assert service.taken[1].headers["Urgency"] == "high"
    clock.moment = begins + timedelta(days=2)
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.HOUR))

    async def withdrawn() -> bool:
        return sorted(one["state"] for one in await pushes(hop)) == ["sent", "sent", "withdrawn"]

    await until(withdrawn)


async def test_device_that_is_gone_is_asked_once_and_never_again(hop: Installation, service: PushService) -> None:
    service.answer = lambda device: (410, {})
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    assert (await wait_for_push(hop, "withdrawn"))["reason"] is None
    assert (await browser(hop, "an", "tablet").get(MINE))["on"] is False
    await say_of_meeting(hop, MeetingCancelled(meeting=meeting_facts(state="cancelled"), was_called=True))
    assert service.asked == ["tablet"]
    await subscribe(hop, service, "an", "tablet")
    assert (await browser(hop, "an", "tablet").get(MINE))["on"] is True


@pytest.mark.parametrize("retry_after", ["600", "Wed, 20 Nov 2030 02:10:00 GMT"])
async def test_busy_push_service_is_asked_again_when_it_wants(
    hop: Installation, service: PushService, clock: SetClock, retry_after: str
) -> None:
    service.answer = lambda device: (429, {"Retry-After": retry_after})
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    failed = await wait_for_push(hop, "failed")
    assert (failed["reason"], failed["attempts"]) == ("server_busy", 1)
    assert datetime.fromisoformat(failed["next_attempt_at"]) == NOW + timedelta(minutes=10)
    service.answer = lambda device: (201, {})
    await let_pass(hop, clock, timedelta(minutes=10))
    assert (await wait_for_push(hop, "sent"))["attempts"] == 2


async def test_push_that_never_arrives_is_given_up_and_troubles_no_secretary(
    hop: Installation, service: PushService, clock: SetClock
) -> None:
    service.answer = lambda device: (503, {})
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    for attempt in range(1, PUSH_ATTEMPTS):

        async def made(count: int = attempt) -> bool:
            return [(one["attempts"], one["state"]) for one in await pushes(hop)] == [(count, "failed")]

        await until(made)
        await let_pass(hop, clock, timedelta(minutes=20))
    assert (await wait_for_push(hop, "parked"))["reason"] == "server_busy"
    assert await hop.person("secretary").get("/api/unreached") == {"items": []}


async def test_redirect_is_not_followed(hop: Installation, service: PushService) -> None:
    service.answer = lambda device: (307, {"Location": f"{service.origin}/elsewhere"})
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    assert (await wait_for_push(hop, "parked"))["reason"] == "sender_refused"
    assert service.asked == ["tablet"]


async def test_end_of_the_session_is_the_end_of_its_device(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await hop.say(gateway.SOURCE, "session", "tablet", SessionEnded(session_id="tablet", person_id="an"))
    await call(hop)
    assert await pushes(hop) == []
    late = browser(hop, "an", "tablet")
    assert await late.status("PUT", MINE, service.subscription("tablet")) == 401


async def test_tablet_of_another_shows_nothing_of_who_had_it(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "session-1")
    shared = service.subscription("session-1")
    await browser(hop, "binh", "session-2").send("PUT", MINE, shared)
    assert (await browser(hop, "an", "session-1").get(MINE))["on"] is False
    await call(hop)
    await service.wait_for(1)
    assert {one["recipient"]["id"] for one in await pushes(hop)} == {"binh"}


async def test_what_changes_together_is_one_notice(
    tmp_path: Path, service: PushService, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_MINUTES", "5")
    async with installation(tmp_path, build, clock=clock) as hop:
        await populate(hop)
        await draft(hop)
        await call(hop)
        await subscribe(hop, service, "an", "tablet")
        for number in range(3):
            await release(hop, f"d{number}")
        assert service.asked == []
        await let_pass(hop, clock, timedelta(minutes=6))
        (shown,) = await service.wait_for(1)
        assert "3 tài liệu mới" in shown["body"]


async def test_night_is_quiet_on_devices_too(
    tmp_path: Path, service: PushService, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIET_HOURS", "22:00-06:00")
    clock.moment = datetime(2030, 11, 20, 16, 0, tzinfo=UTC)  # 23:00 in Vietnam
    async with installation(tmp_path, build, clock=clock) as hop:
        await populate(hop)
        await draft(hop)
        await subscribe(hop, service, "an", "tablet")
        await call(hop)

        async def put_off() -> bool:
            return [one["next_attempt_at"] for one in await pushes(hop)] == ["2030-11-20T23:00:00.000000Z"]

        await until(put_off)
        await let_pass(hop, clock, timedelta(hours=7))
        await service.wait_for(1)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com:8443/x",
        "https://somebody@fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://push.example/x",
        "file:///etc/passwd",
        "",
        "https://[",
    ],
)
async def test_endpoint_of_another_place_is_refused(hop: Installation, service: PushService, endpoint: str) -> None:
    body = service.subscription("tablet") | {"endpoint": endpoint}
    assert await browser(hop, "an", "tablet").problem("PUT", MINE, body) == "push-service-unknown"


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA"}, {"auth": "AAAA"}, {"p256dh": "B" * 87}, {"auth": "%%%"}])
async def test_keys_of_no_browser_are_refused(hop: Installation, service: PushService, keys: dict[str, str]) -> None:
    body = service.subscription("tablet")
    body["keys"] |= keys
    assert await browser(hop, "an", "tablet").problem("PUT", MINE, body) == "invalid"


async def test_deliveries_are_told_by_their_channel(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "an", "tablet")
    await call(hop)
    await wait_for_push(hop, "sent")
    assert {one["channel"] for one in await pushes(hop)} == {Channel.PUSH}


async def test_keeper_of_a_room_is_shown_what_waits_for_him_and_not_what_it_is_about(
    hop: Installation, service: PushService
) -> None:
    await hop.say(meeting.SOURCE, "room", "r1", RoomAdded(room=room_facts()))
    await subscribe(hop, service, "outsider", "telephone")
    await say_of_calendar(hop, RoomBooked(booking=booking_facts()))
    (shown,) = await service.wait_for(1)
    assert shown == {
        "title": "Đề nghị đặt phòng chờ duyệt",
        "body": "Phòng họp số 1\nThứ Ba, 10/12/2030, 08:30 – 11:00 (giờ Việt Nam)\nUBND tỉnh",
        "link": "/rooms?day=2030-12-10",
        "tag": shown["tag"],
        "language": "vi",
    }
    await say_of_calendar(hop, RoomFreed(booking=booking_facts()))
    assert (await service.wait_for(2))[1]["title"] == "Bỏ lịch đặt phòng"


async def test_secretary_is_shown_what_the_keeper_said(hop: Installation, service: PushService) -> None:
    await subscribe(hop, service, "secretary", "tablet")
    refused = RoomRequest(room_id="r1", state=RoomState.REFUSED, reason="Đang sửa điều hòa")
    told = MeetingChanged(meeting=meeting_facts(state="draft", called_at=None, room=refused), changed=("room",))
    await say_of_meeting(hop, told)
    (shown,) = await service.wait_for(1)
    assert shown["title"] == "Không đặt được phòng họp"
    entry = (await hop.person("secretary").get("/api/inbox"))["items"][0]
    assert (entry["kind"], entry["note"], entry["meeting"]["id"]) == ("room_refused", "Đang sửa điều hòa", "m1")
    assert (await hop.person("an").get("/api/inbox"))["items"] == []
