"""Who hears of connecting sites: the person on duty of logistics, the secretary of readiness, people of their place."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from services.notify.audiences.duties import expected_at
from services.notify.deliveries.matter import weigh
from services.notify.deliveries.model import Delivery, Reason
from services.notify.deliveries.store import DELIVERIES
from services.notify.notices.model import Template
from services.notify.world import World
from shared.events import meeting
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    InvitationAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingNears,
    MeetingPostponed,
    ParticipantAdded,
    Readiness,
    SiteAdded,
    SiteAssigned,
    SiteChanged,
    SiteFacts,
    SiteRemoved,
    SiteReported,
)
from shared.store.port import Collection, every
from shared.words import Nearness, Reply
from tests.factories.facts import meeting_facts, participation_facts
from tests.factories.installation import Installation, until
from tests.factories.reads import CountedReads
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft, say_of_meeting, say_of_participant
from tests.integration.notify.test_calendars import entry

STARTS = datetime(2030, 12, 10, 1, 30, tzinfo=UTC)


def site(**fields: Any) -> SiteFacts:
    usual: dict[str, Any] = {
        "id": "s1",
        "meeting_id": "m1",
        "organisation_id": "o1",
        "place": "Phòng họp tầng 2",
        "duty_id": "outsider",
        "seats": 20,
        "services": ["microphones"],
        "note": "Thử đường truyền lúc 14:00",
        "readiness": None,
    }
    return SiteFacts.model_validate(usual | fields)


def reported(ready: bool, note: str = "") -> SiteFacts:
    report = Readiness(ready=ready, note=note, ready_for=STARTS, at=STARTS, by="outsider")
    return site().model_copy(update={"readiness": report})


async def say_of_site(hop: Installation, *facts: Fact, site_id: str = "s1") -> None:
    await hop.say(meeting.SOURCE, "site", site_id, *facts, key="m1")


async def deliveries(world: World) -> list[Delivery]:
    return [Delivery.load(stored) async for stored in every(world.store, DELIVERIES, "below", each="o1")]


def after_a_gap(hop: Installation) -> Event:
    """Of a site: one before it never came."""
    fact = SiteReported(site=reported(ready=True))
    return Event(
        id="after a gap",
        source=meeting.SOURCE,
        type=fact.type,
        time=hop.kit.clock.now(),
        subject="site/s1",
        partitionkey="m1",
        sequence=1000,
        data=fact.model_dump(mode="json"),
    )


async def called(hop: Installation) -> None:
    await draft(hop)
    await say_of_site(hop, SiteAdded(site=site()))
    await call(hop, video_link="https://hop.tinh.example/m1")


async def kinds(hop: Installation, person_id: str) -> list[str]:
    """Oldest first."""
    return [one["kind"] for one in reversed((await hop.person(person_id).get("/api/inbox"))["items"])]


async def mails(hop: Installation, person_id: str, count: int) -> list[EmailMessage]:
    async def there() -> bool:
        return len(await read_mails(hop, person_id)) >= count

    await until(there)
    return await read_mails(hop, person_id)


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_call_tells_the_person_on_duty_logistics_and_nothing_else(hop: Installation) -> None:
    await draft(hop)
    await say_of_site(hop, SiteAdded(site=site()))
    for name in ("an", "binh"):
        at_site = participation_facts(name).model_copy(update={"site_id": "s1"})
        await say_of_participant(hop, name, SiteAssigned(participation=at_site))
    await hop.settle()
    assert await read_mails(hop) == []
    await call(hop, video_link="https://hop.tinh.example/m1")
    (mail,) = await mails(hop, "outsider", 1)
    for line in (
        "Điểm cầu: UBND tỉnh, Phòng họp tầng 2",
        "Số đại biểu dự kiến: 2",
        "Phục vụ: micro",
        "Lưu ý: Thử đường truyền lúc 14:00",
        "Thư ký liên hệ: Họ tên secretary",
    ):
        assert line in text(mail)
    assert "/duties" in text(mail)
    assert "/meetings/" not in text(mail)
    for hidden in ("Họ tên an", "Họ tên binh", "Họ tên chair"):
        assert hidden not in text(mail)
    assert entry(mail)[0] == "REQUEST"
    assert await kinds(hop, "outsider") == ["duty_given"]


async def test_participants_are_told_the_site_in_the_invitation(hop: Installation) -> None:
    await draft(hop)
    await say_of_site(hop, SiteAdded(site=site()))
    at_site = participation_facts("an").model_copy(update={"site_id": "s1"})
    await say_of_participant(hop, "an", SiteAssigned(participation=at_site))
    await call(hop, place="Phòng họp số 1")
    (mail,) = await mails(hop, "an", 1)
    assert "Điểm cầu: UBND tỉnh, Phòng họp tầng 2" in text(mail)
    assert "Phòng họp số 1" not in text(mail)
    (other,) = await mails(hop, "binh", 1)
    assert "Phòng họp số 1" in text(other)


async def test_move_postponement_and_cancellation_reach_the_person_on_duty(hop: Installation) -> None:
    await called(hop)
    await mails(hop, "outsider", 1)
    moved: dict[str, Any] = {
        "starts_at": "2030-12-11T02:00:00Z",
        "ends_at": "2030-12-11T04:00:00Z",
        "calendar_sequence": 1,
    }
    await say_of_meeting(hop, MeetingChanged(meeting=meeting_facts(**moved), changed=("ends_at", "starts_at")))
    await mails(hop, "outsider", 2)
    postponed = meeting_facts(state="postponed", state_reason="Chưa xong báo cáo", **moved)
    await say_of_meeting(hop, MeetingPostponed(meeting=postponed))
    await mails(hop, "outsider", 3)
    cancelled = meeting_facts(state="cancelled", state_reason="Bão", **moved)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=True))
    found = await mails(hop, "outsider", 4)
    assert [entry(mail)[0] for mail in found] == ["REQUEST", "REQUEST", "CANCEL", "CANCEL"]
    sequences = [entry(mail)[1] for mail in found]
    assert sequences == sorted(sequences)
    assert not any("báo cáo" in text(mail) and "Chưa xong" in text(mail) for mail in found)
    assert await kinds(hop, "outsider") == ["duty_given", "duty_changed", "duty_postponed", "duty_cancelled"]


async def test_replaced_person_on_duty_is_told_so_and_keeps_nothing_newer(hop: Installation) -> None:
    await called(hop)
    await mails(hop, "outsider", 1)
    replaced = SiteChanged(site=site(duty_id="guest"), changed=("duty_id",), relieved_id="outsider")
    await say_of_site(hop, replaced)
    _, ended = await mails(hop, "outsider", 2)
    assert "Thôi trực điểm cầu" in str(ended["Subject"])
    assert "Thử đường truyền" not in text(ended)
    assert await kinds(hop, "outsider") == ["duty_ended"]
    assert await kinds(hop, "guest") == ["meeting_called", "duty_given"]
    await say_of_meeting(hop, MeetingPostponed(meeting=meeting_facts(state="postponed", state_reason="Bão")))
    await hop.settle()
    assert await kinds(hop, "outsider") == ["duty_ended"]


async def test_one_of_two_sites_taken_away_is_a_change_of_duty(hop: Installation) -> None:
    await called(hop)
    await say_of_site(hop, SiteAdded(site=site(id="s2", place="Hội trường")), site_id="s2")
    await say_of_site(hop, SiteRemoved(site=site(id="s2")), site_id="s2")
    await hop.settle()
    assert (await kinds(hop, "outsider"))[-1] == "duty_changed"


async def test_readiness_is_told_to_the_secretary_and_trouble_also_by_mail(hop: Installation) -> None:
    await called(hop)
    await mails(hop, "secretary", 1)
    await say_of_site(hop, SiteReported(site=reported(ready=False, note="Mất điện")))
    _, mail = await mails(hop, "secretary", 2)
    assert "Vướng mắc: Mất điện" in text(mail)
    assert "Điểm cầu: UBND tỉnh, Phòng họp tầng 2" in text(mail)
    await say_of_site(hop, SiteReported(site=reported(ready=True)))
    await hop.settle()
    assert (await kinds(hop, "secretary"))[1:] == ["site_trouble", "site_ready"]
    assert "site_ready" not in [*await kinds(hop, "an"), *await kinds(hop, "outsider")]
    newest = (await hop.person("secretary").get("/api/inbox"))["items"][0]
    assert (newest["site"]["organisation_name"], newest["site"]["place"]) == ("UBND tỉnh", "Phòng họp tầng 2")


async def test_trouble_that_waited_for_the_morning_is_for_whoever_leads_by_then(
    hop: Installation,
) -> None:
    """The former secretary stays as a delegate."""
    await called(hop)
    await mails(hop, "secretary", 1)
    await say_of_participant(hop, "secretary", ParticipantAdded(participation=participation_facts("secretary")))
    world: World = hop.services[0].world
    await say_of_site(hop, SiteReported(site=reported(ready=False, note="Mất điện")))
    [delivery] = [one for one in await deliveries(world) if one.template is Template.SITE_TROUBLE]
    assert await weigh(world, delivery) is not None
    handed = meeting_facts(secretary_ids=["outsider"], video_link="https://hop.tinh.example/m1")
    await say_of_meeting(hop, MeetingChanged(meeting=handed, changed=("secretary_ids",)))
    assert await weigh(world, delivery) is None


async def test_people_of_a_site_do_not_read_what_was_reported_of_it(hop: Installation) -> None:
    await called(hop)
    at_site = participation_facts("an").model_copy(update={"site_id": "s1"})
    await say_of_participant(hop, "an", SiteAssigned(participation=at_site))
    elsewhere = site().model_copy(update={"place": "Hội trường"})
    await say_of_site(hop, SiteChanged(site=elsewhere, changed=("place",), relieved_id=None))
    report = reported(ready=False, note="Mất điện").model_copy(update={"place": "Hội trường"})
    await say_of_site(hop, SiteReported(site=report))
    newest = (await hop.person("an").get("/api/inbox"))["items"][0]
    assert (newest["kind"], newest["site"]["place"], newest["site"]["note"]) == (
        "site_assigned",
        "Hội trường",
        "",
    )
    told = (await hop.person("secretary").get("/api/inbox"))["items"][0]
    assert (told["kind"], told["site"]["note"]) == ("site_trouble", "Mất điện")


async def test_person_on_duty_is_told_once_parked_facts_of_the_site_are_released(hop: Installation) -> None:
    await called(hop)
    await mails(hop, "outsider", 1)
    await hop.kit.backends.store.insert(Collection("said.gap"), "gap", {}, [after_a_gap(hop)])
    await hop.settle()
    await say_of_meeting(hop, MeetingCancelled(meeting=meeting_facts(state="cancelled"), was_called=True))

    async def waits() -> bool:
        listed = await hop.person("root", ("administrator", "o1")).get("/api/deliveries?state=failed")
        mine = [one for one in listed["items"] if one["recipient"]["id"] == "outsider"]
        return [(one["template"], one["reason"]) for one in mine] == [("duty_cancelled", Reason.FACTS_PARKED)]

    await until(waits)


async def test_day_before_only_sites_that_have_not_reported_are_reminded(hop: Installation) -> None:
    await called(hop)
    await say_of_site(hop, SiteAdded(site=site(id="s2", duty_id="guest")), site_id="s2")
    await say_of_site(hop, SiteReported(site=reported(ready=True)))
    await say_of_meeting(hop, MeetingNears(meeting=meeting_facts(), within=Nearness.DAY))
    await hop.settle()
    assert "duty_due" not in await kinds(hop, "outsider")
    assert "duty_due" in await kinds(hop, "guest")


async def test_people_are_told_of_another_place_once_the_meeting_is_called(hop: Installation) -> None:
    await called(hop)
    await mails(hop, "an", 1)
    at_site = participation_facts("an").model_copy(update={"site_id": "s1"})
    await say_of_participant(hop, "an", SiteAssigned(participation=at_site))
    await mails(hop, "an", 2)
    moved = SiteChanged(site=site(place="Hội trường lớn"), changed=("place",), relieved_id=None)
    await say_of_site(hop, moved)
    found = await mails(hop, "an", 3)
    assert "Hội trường lớn" in text(found[-1])
    assert (await kinds(hop, "an"))[1:] == ["site_assigned", "site_assigned"]
    assert "site_assigned" not in await kinds(hop, "binh")


async def test_mail_to_a_site_reads_its_own_people_alone(hop: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    await called(hop)
    for number in range(30):
        name = f"d{number}"
        seated = participation_facts(name).model_copy(update={"site_id": "s1" if number < 3 else None})
        await say_of_participant(hop, name, SiteAssigned(participation=seated))
    away = participation_facts("d0").model_copy(update={"site_id": "s1", "reply": Reply.DECLINED})
    await say_of_participant(hop, "d0", InvitationAnswered(participation=away))
    await hop.settle()
    membership = hop.services[0].world.membership
    reads = CountedReads(membership._store, membership.participations.collection)
    monkeypatch.setattr(membership, "_store", reads)
    assert await expected_at(hop.services[0].world, [site().model_dump(mode="json")]) == 2
    assert reads.documents == 3
