"""The inbox shows what its reader may know now, whatever he was told before."""

from typing import Any

from shared.events.documents import DocumentChanged, DocumentRecalled, VersionRefused
from shared.events.meeting import AgendaItemAdded, AgendaItemChanged, InvitationAnswered, ParticipantRemoved
from shared.words import Reply
from tests.factories.facts import item_facts, participation_facts
from tests.factories.installation import Installation
from tests.integration.notify.saying import (
    call,
    document_facts,
    draft,
    release,
    say_of_document,
    say_of_meeting,
    say_of_participant,
)


async def kinds(hop: Installation, person_id: str) -> list[str]:
    inbox = await hop.person(person_id).get("/api/inbox")
    assert inbox["unread"] == len([one for one in inbox["items"] if not one["read"]])
    return [one["kind"] for one in inbox["items"]]


async def entry(hop: Installation, person_id: str, kind: str) -> dict[str, Any]:
    inbox = await hop.person(person_id).get("/api/inbox")
    return next(one for one in inbox["items"] if one["kind"] == kind)


async def test_released_paper_is_told_to_its_readers_only(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1", "delegate:an")
    assert await kinds(hop, "an") == ["paper_released", "meeting_called"]
    assert (await entry(hop, "an", "paper_released"))["document"] == {"id": "d1", "title": "Báo cáo d1", "note": ""}
    for other in ("binh", "guest"):
        assert await kinds(hop, other) == ["meeting_called"]
    assert await kinds(hop, "outsider") == []


async def test_paper_released_before_the_call_is_no_news_of_its_own(hop: Installation) -> None:
    await draft(hop)
    await release(hop, "d1")
    await call(hop)
    assert await kinds(hop, "an") == ["meeting_called"]


async def test_narrowed_paper_is_withdrawn_from_the_inbox_and_its_count(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1")
    assert await kinds(hop, "binh") == ["paper_released", "meeting_called"]
    await say_of_document(hop, "d1", DocumentChanged(document=document_facts("d1", "delegate:an")))
    assert await kinds(hop, "binh") == ["meeting_called"]
    assert await kinds(hop, "an") == ["paper_released", "meeting_called"]


async def test_paper_of_a_narrowed_item_is_withdrawn_before_documents_said_anything(hop: Installation) -> None:
    await draft(hop)
    await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1")))
    await call(hop)
    await release(hop, "d1", item_id="i1")
    narrowed = item_facts("i1", audience={"guests": False, "people": ["an"]})
    await say_of_meeting(hop, AgendaItemChanged(item=narrowed))
    assert await kinds(hop, "binh") == ["meeting_called"]
    assert await kinds(hop, "an") == ["paper_released", "meeting_called"]


async def test_recalled_paper_is_told_to_those_who_could_read_it(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1", "delegate:an")
    recalled = document_facts("d1", "delegate:an", released=False)
    await say_of_document(hop, "d1", DocumentRecalled(document=recalled, reason="Sai số liệu"))
    assert await kinds(hop, "an") == ["paper_recalled", "meeting_called"]
    assert await kinds(hop, "binh") == ["meeting_called"]


async def test_removed_participant_keeps_only_the_news_that_he_is_out(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1")
    await say_of_participant(hop, "an", ParticipantRemoved(participation=participation_facts("an")))
    assert await kinds(hop, "an") == ["participant_removed"]
    assert (await entry(hop, "an", "participant_removed"))["meeting"]["title"] == "Phiên họp thường kỳ"


async def test_declined_invitation_is_told_to_the_secretary(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    declined = participation_facts("an").model_copy(update={"reply": Reply.DECLINED, "reason": "Đi công tác"})
    await say_of_participant(hop, "an", InvitationAnswered(participation=declined))
    told = await entry(hop, "secretary", "invitation_declined")
    assert told["person"]["full_name"] == "Họ tên an"
    assert await kinds(hop, "binh") == ["meeting_called"]


async def test_refused_paper_is_told_to_who_uploaded_it(hop: Installation) -> None:
    await draft(hop)
    refused = VersionRefused(
        document_id="d1", meeting_id="m1", version_id="v1", uploader_id="secretary", reason="encrypted", rule=""
    )
    await say_of_document(hop, "d1", refused)
    assert await kinds(hop, "secretary") == ["paper_refused"]
    assert (await entry(hop, "secretary", "paper_refused"))["document"] is None


async def test_read_entries_stay_and_count_no_more(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    await release(hop, "d1")
    person = hop.person("an")
    first, second = (await person.get("/api/inbox"))["items"]
    await person.send("PUT", f"/api/inbox/{first['id']}/read")
    inbox = await person.get("/api/inbox")
    assert ([one["read"] for one in inbox["items"]], inbox["unread"]) == ([True, False], 1)
    await person.send("PUT", "/api/inbox/read")
    assert (await person.get("/api/inbox"))["unread"] == 0
    assert second["kind"] == "meeting_called"


async def test_another_persons_entry_does_not_exist(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    own = await entry(hop, "an", "meeting_called")
    path = f"/api/inbox/{own['id']}/read"
    assert await hop.person("binh").problem("PUT", path) == "not-found"
    assert await hop.person("binh").problem("PUT", "/api/inbox/nothing/read") == "not-found"
    assert (await hop.person("an").get("/api/inbox"))["unread"] == 1


async def test_pages_are_full_however_much_is_withdrawn(hop: Installation) -> None:
    await draft(hop)
    await call(hop)
    for number in range(6):
        await release(hop, f"d{number}")
    for number in (1, 2, 4):
        await say_of_document(hop, f"d{number}", DocumentChanged(document=document_facts(f"d{number}", "delegate:an")))
    person = hop.person("binh")
    pages, path = [], "/api/inbox?limit=2"
    while path:
        page = await person.get(path)
        pages.append([one["document"]["id"] if one["document"] else "" for one in page["items"]])
        path = page["next"]
    assert pages == [["d5", "d3"], ["d0", ""]]


async def test_forged_place_in_the_inbox_is_refused(hop: Installation) -> None:
    assert await hop.person("an").problem("GET", "/api/inbox?after=AAAA") == "malformed"
