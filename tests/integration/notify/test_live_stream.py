"""The live stream tells each tablet what its person may know, when it is sent, and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.notify.feeds import store as feeds
from services.notify.stream import connections
from shared.events import gateway
from shared.events.documents import DocumentChanged, DocumentRecalled, VersionOpened, VersionRefused
from shared.events.gateway import PersonDeactivated, SessionEnded
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemRemoved,
    InvitationAnswered,
    MeetingChanged,
    MeetingCreated,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
)
from shared.words import ParticipantRole, Reply
from tests.factories.facts import item_facts, meeting_facts, participation_facts, person
from tests.factories.installation import Installation, Person, until
from tests.integration.notify.saying import (
    call,
    document_facts,
    draft,
    release,
    say_of_document,
    say_of_meeting,
    say_of_participant,
)
from tests.integration.notify.stream import Stream, stream

ONLY_AN: dict[str, Any] = {"guests": False, "people": ["an"]}


@pytest.fixture
async def called(hop: Installation) -> Installation:
    await draft(hop)
    await call(hop)
    return hop


@asynccontextmanager
async def tablets(hop: Installation, *people: str) -> AsyncIterator[list[Stream]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(stream(hop.person(one))) for one in people]


async def place_changed(hop: Installation, place: str) -> None:
    """Something everybody is told: what came before it has been sent by then."""
    await say_of_meeting(hop, MeetingChanged(meeting=meeting_facts(place=place), changed=("place",)))


async def until_place(tablet: Stream, place: str) -> None:
    while not any(one["fields"].get("place") == place for one in tablet.facts):
        await tablet.read_block()


async def test_change_reaches_members_and_not_outsiders(called: Installation) -> None:
    async with tablets(called, "an", "guest", "outsider") as (an, guest, outsider):
        await place_changed(called, "Phòng 2")
        await until_place(an, "Phòng 2")
        await until_place(guest, "Phòng 2")
        await called.say(gateway.SOURCE, "person", "outsider", gateway.PersonChanged(person=person("outsider").person))
        await outsider.until_fact("person", "outsider")
        assert [one["kind"] for one in outsider.facts] == ["person"]


async def test_restricted_item_is_told_to_its_audience_and_the_leaders(called: Installation) -> None:
    async with tablets(called, "an", "binh", "guest", "secretary") as (an, binh, guest, secretary):
        await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1", audience=ONLY_AN)))
        await place_changed(called, "Phòng 2")
        fields = (await an.until_fact("agenda_item", "i1"))["fields"]
        assert fields["restricted"] is True
        assert "audience" not in fields
        leader = (await secretary.until_fact("agenda_item", "i1"))["fields"]
        assert leader["audience"] == ONLY_AN
        for other in (binh, guest):
            await until_place(other, "Phòng 2")
            assert not other.told_of("i1")


async def test_narrowed_item_is_gone_for_those_who_lose_it_and_unheard_of_for_others(called: Installation) -> None:
    await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1")))
    async with tablets(called, "an", "binh", "guest") as (an, binh, guest):
        await say_of_meeting(called, AgendaItemChanged(item=item_facts("i1", audience=ONLY_AN)))
        await place_changed(called, "Phòng 2")
        assert (await binh.until_fact("agenda_item", "i1", "gone"))["fields"] == {}
        assert (await an.until_fact("agenda_item", "i1"))["fields"]["restricted"] is True
        await until_place(guest, "Phòng 2")
        assert not guest.told_of("i1")


async def test_papers_go_and_come_with_their_item(called: Installation) -> None:
    await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1")))
    await release(called, "d1", item_id="i1")
    async with tablets(called, "binh") as (binh,):
        await say_of_meeting(called, AgendaItemChanged(item=item_facts("i1", audience=ONLY_AN)))
        await binh.until_fact("document", "d1", "gone")
        await say_of_meeting(called, AgendaItemChanged(item=item_facts("i1")))
        assert (await binh.until_fact("document", "d1"))["fields"]["title"] == "Báo cáo d1"


async def test_removed_item_is_gone_for_its_readers_only(called: Installation) -> None:
    await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1", audience=ONLY_AN)))
    async with tablets(called, "an", "binh") as (an, binh):
        await say_of_meeting(called, AgendaItemRemoved(item=item_facts("i1", audience=ONLY_AN)))
        await place_changed(called, "Phòng 2")
        await an.until_fact("agenda_item", "i1", "gone")
        await until_place(binh, "Phòng 2")
        assert not binh.told_of("i1")


async def test_paper_is_shown_when_released_and_gone_when_recalled_or_narrowed(called: Installation) -> None:
    async with tablets(called, "an", "binh", "guest") as (an, binh, guest):
        await release(called, "d1")
        released = (await an.until_fact("document", "d1"))["fields"]
        assert (released["state"], released["version"]["pages"]) == ("released", 2)
        await binh.until_fact("document", "d1")
        await say_of_document(called, "d1", DocumentChanged(document=document_facts("d1", "delegate:an")))
        await binh.until_fact("document", "d1", "gone")
        recalled = DocumentRecalled(document=document_facts("d1", "delegate:an", released=False), reason="Sai")
        await say_of_document(called, "d1", recalled)
        await an.until_fact("document", "d1", "gone")
        await place_changed(called, "Phòng 2")
        await until_place(guest, "Phòng 2")
        assert not guest.told_of("d1")


async def test_paper_whose_secret_gate_is_closed_stays_on_its_secretarys_screen(called: Installation) -> None:
    async with tablets(called, "secretary", "an") as (secretary, an):
        refused = VersionRefused(
            document_id="d1", meeting_id="m1", version_id="d1-1", uploader_id="secretary", reason="encrypted", rule=""
        )
        await say_of_document(called, "d1", refused)
        told = await secretary.until_fact("document", "d1")
        assert (told["change"], told["fields"]) == ("set", {"id": "d1", "meeting_id": "m1"})
        await place_changed(called, "Phòng 2")
        await until_place(an, "Phòng 2")
        assert not an.told_of("d1")


async def test_paper_that_is_not_released_is_for_leaders(called: Installation) -> None:
    async with tablets(called, "an", "secretary") as (an, secretary):
        hidden = DocumentChanged(document=document_facts("d1", released=False))
        await say_of_document(called, "d1", hidden)
        await secretary.until_fact("document", "d1")
        await place_changed(called, "Phòng 2")
        await until_place(an, "Phòng 2")
        assert not an.told_of("d1")


async def test_opened_paper_is_told_to_leaders_only(called: Installation) -> None:
    await release(called, "d1")
    async with tablets(called, "binh", "secretary") as (binh, secretary):
        opened = VersionOpened(meeting_id="m1", document_id="d1", version_id="d1-1", person_id="an")
        await called.say("hop.documents", "reading", "an d1-1", opened, key="m1")
        await secretary.until_fact("document", "d1")
        await place_changed(called, "Phòng 2")
        await until_place(binh, "Phòng 2")
        assert not binh.told_of("d1")


async def test_answer_is_told_with_its_reason_to_leaders_and_to_oneself(called: Installation) -> None:
    async with tablets(called, "an", "binh", "guest", "secretary") as (an, binh, guest, secretary):
        declined = participation_facts("an").model_copy(update={"reply": Reply.DECLINED, "reason": "Đi công tác"})
        await say_of_participant(called, "an", InvitationAnswered(participation=declined))
        await place_changed(called, "Phòng 2")
        for tablet in (an, secretary):
            assert (await tablet.until_fact("participant", "an"))["fields"]["reason"] == "Đi công tác"
        fields = (await binh.until_fact("participant", "an"))["fields"]
        assert fields["answer"] == "declined"
        assert "reason" not in fields
        await until_place(guest, "Phòng 2")
        assert not [one for one in guest.facts if one["kind"] == "participant"]


async def test_added_participant_gets_the_meeting_and_removed_one_loses_it(called: Installation) -> None:
    async with tablets(called, "outsider") as (outsider,):
        added = ParticipantAdded(participation=participation_facts("outsider"))
        await say_of_participant(called, "outsider", added)
        assert (await outsider.until_fact("meeting", "m1"))["fields"]["title"] == "Phiên họp thường kỳ"
        await place_changed(called, "Phòng 2")
        await until_place(outsider, "Phòng 2")
        gone = ParticipantRemoved(participation=participation_facts("outsider"))
        await say_of_participant(called, "outsider", gone)
        await outsider.until_fact("meeting", "m1", "gone")
        known = len(outsider.facts)
        await say_of_participant(called, "outsider", added)
        while not any(one["kind"] == "meeting" and one["change"] == "set" for one in outsider.facts[known:]):
            await outsider.read_block()
        await say_of_participant(called, "outsider", gone)
        await place_changed(called, "Phòng 3")
        await called.say(gateway.SOURCE, "person", "outsider", gateway.PersonChanged(person=person("outsider").person))
        await outsider.until_fact("person", "outsider")
        assert not any(one["fields"].get("place") == "Phòng 3" for one in outsider.facts)


async def test_draft_is_told_to_its_leaders_only(hop: Installation) -> None:
    async with tablets(hop, "secretary", "an") as (secretary, an):
        await draft(hop)
        await secretary.until_fact("meeting", "m1")
        await hop.say(gateway.SOURCE, "person", "an", gateway.PersonChanged(person=person("an").person))
        await an.until_fact("person", "an")
        assert [one["kind"] for one in an.facts] == ["person"]


async def test_person_in_another_part_reads_everything_anew(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        guest = participation_facts("an").model_copy(update={"role": ParticipantRole.GUEST})
        await say_of_participant(called, "an", ParticipantRoleChanged(participation=guest))
        await an.until_event("reload")


async def test_inbox_entry_is_gone_when_its_paper_is_withdrawn(called: Installation) -> None:
    async with tablets(called, "binh") as (binh,):
        await release(called, "d1")
        entry = (await called.person("binh").get("/api/inbox"))["items"][0]
        assert (await binh.until_fact("inbox", entry["id"]))["fields"]["document"]["title"] == "Báo cáo d1"
        await say_of_document(called, "d1", DocumentChanged(document=document_facts("d1", "delegate:an")))
        await binh.until_fact("inbox", entry["id"], "gone")


async def test_read_mark_reaches_the_persons_other_tablet(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        entry = (await called.person("an").get("/api/inbox"))["items"][0]
        await called.person("an").send("PUT", f"/api/inbox/{entry['id']}/read")
        assert (await an.until_fact("inbox", entry["id"]))["fields"]["read"] is True


async def test_resumed_stream_tells_what_was_missed_once(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        await place_changed(called, "Phòng 2")
        await until_place(an, "Phòng 2")
        await an.until_mark()
    await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1")))
    async with stream(called.person("an"), an.mark) as resumed:
        assert [one["id"] for one in resumed.facts if one["kind"] != "inbox"] == ["i1"]


async def test_resumed_stream_is_judged_by_the_audience_of_now(called: Installation) -> None:
    async with tablets(called, "binh") as (binh,):
        pass
    await say_of_meeting(called, AgendaItemAdded(item=item_facts("i1", title="Nhân sự")))
    await say_of_meeting(called, AgendaItemChanged(item=item_facts("i1", title="Nhân sự", audience=ONLY_AN)))
    async with stream(called.person("binh"), binh.mark) as resumed:
        assert [(one["id"], one["change"]) for one in resumed.facts] == [("i1", "gone")]
        assert not resumed.told_of("Nhân sự")


async def test_one_removed_while_away_is_told_only_that_the_meeting_is_gone(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        pass
    await place_changed(called, "Phòng 2")
    await say_of_participant(called, "an", ParticipantRemoved(participation=participation_facts("an")))
    async with stream(called.person("an"), an.mark) as resumed:
        assert [one["id"] for one in resumed.facts if one["kind"] == "meeting"] == ["m1"]
        assert not resumed.told_of("Phòng 2")


async def test_one_added_while_away_is_told_of_the_meeting(called: Installation) -> None:
    async with tablets(called, "outsider") as (outsider,):
        pass
    added = ParticipantAdded(participation=participation_facts("outsider"))
    await say_of_participant(called, "outsider", added)
    async with stream(called.person("outsider"), outsider.mark) as resumed:
        assert [one["id"] for one in resumed.facts if one["kind"] == "meeting"] == ["m1"]


async def test_too_long_a_gap_means_reading_everything_anew(
    called: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "KEPT", 3)
    async with tablets(called, "an") as (an,):
        pass
    for number in range(8):
        await place_changed(called, f"Phòng {number}")
    async with stream(called.person("an"), an.mark) as resumed:
        assert "reload" in resumed.others
        await place_changed(called, "Phòng 9")
        await until_place(resumed, "Phòng 9")


async def test_forged_or_foreign_mark_is_refused(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        pass
    for mark in ("AAAA", an.mark):
        assert await called.person("binh").problem("GET", "/api/stream", **{"Last-Event-ID": mark}) == "malformed"


async def test_fifth_stream_of_a_person_is_refused(called: Installation) -> None:
    async with tablets(called, *["an"] * 4):
        assert await called.person("an").problem("GET", "/api/stream") == "too-many"
        assert await called.person("binh").status("GET", "/api/inbox") == 200


async def test_client_that_stops_reading_is_dropped_and_harms_nobody(
    called: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.3)
    dropped = REGISTRY.get_sample_value("hop_streams_dropped_total") or 0
    lazy = called.person("binh")
    async with tablets(called, "an") as (an,), silent_client(lazy):
        for number in range(40):
            bulky = meeting_facts(title="dài " * 45_000, place=f"Phòng {number}")
            await say_of_meeting(called, MeetingChanged(meeting=bulky, changed=("urgent_reason",)))
            await until_place(an, f"Phòng {number}")

        async def is_dropped() -> bool:
            return (REGISTRY.get_sample_value("hop_streams_dropped_total") or 0) > dropped

        await until(is_dropped)


@asynccontextmanager
async def silent_client(person: Person) -> AsyncIterator[None]:
    """Asks for its stream and never reads it."""
    reader, writer = await asyncio.open_connection(person.client.host, person.client.port, limit=1024)
    request = f"GET /api/stream HTTP/1.1\r\nHost: hop\r\nAuthorization: Bearer {person.token}\r\n\r\n"
    writer.write(request.encode())
    await reader.readline()
    try:
        yield
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_ended_session_ends_its_stream_and_no_other(called: Installation) -> None:
    other = called.person("an")
    other.token = called.key.token("an", sid="another")
    async with tablets(called, "an") as (an,), stream(other) as stays:
        ended = SessionEnded(session_id="session-an", person_id="an")
        await called.say(gateway.SOURCE, "session", "session-an", ended)
        await an.until_event("ended")
        await an.until_end()
        await place_changed(called, "Phòng 2")
        await until_place(stays, "Phòng 2")
        assert "ended" not in stays.others
    assert await called.person("an").problem("GET", "/api/stream") == "unauthenticated"


async def test_deactivated_persons_tablet_is_closed(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        gone = PersonDeactivated(person=person("an", active=False).person)
        await called.say(gateway.SOURCE, "person", "an", gone)
        await an.until_event("ended")
        await an.until_end()
    assert await called.person("an").problem("GET", "/api/stream") == "unauthenticated"


async def test_meeting_that_is_long_over_is_not_followed(called: Installation) -> None:
    times = {"starts_at": "2020-01-02T01:00:00Z", "ends_at": "2020-01-02T02:00:00Z"}
    old = meeting_facts("m2", state="cancelled", secretary_ids=["an"], **times)
    await say_of_meeting(called, MeetingCreated(meeting=old), meeting_id="m2")
    async with tablets(called, "an") as (an,):
        await say_of_meeting(called, MeetingChanged(meeting=old, changed=("place",)), meeting_id="m2")
        await place_changed(called, "Phòng 2")
        await until_place(an, "Phòng 2")
        assert not an.told_of("m2")


async def test_silent_stream_has_a_heartbeat(called: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEARTBEAT_AFTER", 0.05)
    async with tablets(called, "an") as (an,):
        assert await an.read_block() == ""


async def test_stream_ends_with_its_token(called: Installation) -> None:
    short = called.person("an")
    short.token = called.key.token("an", exp=int(time.time()) + 6)
    async with stream(short) as tablet:
        await tablet.until_end()
        assert "ended" not in tablet.others


async def test_streams_are_ended_when_the_service_stops(called: Installation) -> None:
    async with tablets(called, "an") as (an,):
        called.services[0].farewells[0]()
        await an.until_end()
        assert "ended" not in an.others
        assert await called.person("an").problem("GET", "/api/stream") == "unavailable"
