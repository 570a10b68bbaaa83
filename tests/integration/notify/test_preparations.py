"""People of an owner unit hear of their item's papers, and of nothing else of the meeting."""

from typing import Any

from shared.events import gateway
from shared.events.documents import DocumentAdded, PaperAccepted, PaperReturned, PaperSubmitted
from shared.events.gateway import RoleFacts, RolesChanged
from shared.events.meeting import AgendaItemAdded, AgendaItemChanged, MeetingCancelled, PapersAsked
from shared.words import RoleName
from tests.factories.facts import item_facts, meeting_facts, organisation, person
from tests.factories.installation import Installation, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import document_facts, draft, say_of_document, say_of_meeting

OWNED = {"owner_organisation_id": "unit"}
ASKED = OWNED | {"papers_asked_at": "2030-11-25T02:00:00Z"}
STEP: dict[str, Any] = {"version_id": "d1-1", "unit_id": "unit", "uploader_id": "binh"}


async def employ(hop: Installation) -> None:
    """binh prepares papers of the unit, outsider of everything below o1."""
    await hop.say(gateway.SOURCE, "organisation", "unit", organisation("unit", "o1"))
    for name, body in (("binh", "unit"), ("outsider", "o1")):
        role = RoleFacts(role=RoleName.PREPARER, organisation_id=body)
        await hop.say(gateway.SOURCE, "person", name, RolesChanged(person_id=name, roles=(role,)))


async def ask(hop: Installation) -> None:
    await say_of_meeting(hop, PapersAsked(item=item_facts("i1", **ASKED)))


async def set_out(hop: Installation) -> None:
    """A draft: nobody but its secretary and chair knows of it."""
    await draft(hop)
    await say_of_meeting(hop, AgendaItemAdded(item=item_facts("i1", **OWNED)))
    await employ(hop)


async def inbox(hop: Installation, person_id: str) -> list[Any]:
    return [one for one in (await hop.person(person_id).get("/api/inbox"))["items"] if one["item"] or one["document"]]


async def test_unit_is_asked_by_mail_and_inbox_before_the_meeting_is_called(hop: Installation) -> None:
    await set_out(hop)
    await ask(hop)
    (entry,) = await inbox(hop, "binh")
    assert (entry["kind"], entry["item"]["title"]) == ("papers_asked", "Nội dung i1")
    assert entry["meeting"]["title"] == "Phiên họp thường kỳ"
    assert [await inbox(hop, name) for name in ("an", "outsider", "guest")] == [[], [], []]

    async def asked() -> bool:
        return len(await read_mails(hop, "binh")) == 1

    await until(asked)
    (mail,) = await read_mails(hop, "binh")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Đề nghị chuẩn bị tài liệu họp" in str(mail["Subject"])
    assert "/preparing" in text
    assert "Chủ trì" not in text
    assert await read_mails(hop, "outsider") == []


async def test_where_nobody_of_the_unit_prepares_the_body_above_is_asked(hop: Installation) -> None:
    await set_out(hop)
    await hop.say(gateway.SOURCE, "person", "binh", RolesChanged(person_id="binh", roles=()))
    await ask(hop)
    assert [one["kind"] for one in await inbox(hop, "outsider")] == ["papers_asked"]
    await hop.say(gateway.SOURCE, "person", "outsider", person("outsider", active=False))
    assert await inbox(hop, "binh") == []


async def test_secretary_hears_of_submissions_and_the_unit_of_what_became_of_them(hop: Installation) -> None:
    await set_out(hop)
    await ask(hop)
    paper = document_facts("d1", released=False, item_id="i1")
    await say_of_document(hop, "d1", DocumentAdded(document=paper))
    await say_of_document(hop, "d1", PaperSubmitted(document=paper, **STEP))
    assert [one["kind"] for one in await inbox(hop, "secretary")] == ["paper_submitted"]
    await say_of_document(hop, "d1", PaperReturned(document=paper, comment="Bổ sung", **STEP))
    await say_of_document(hop, "d1", PaperAccepted(document=paper, **STEP))
    told = await inbox(hop, "binh")
    assert [one["kind"] for one in told] == ["paper_accepted", "paper_returned", "papers_asked"]
    assert told[0]["document"]["title"] == "Báo cáo d1"
    assert await inbox(hop, "an") == []


async def test_notice_falls_away_when_another_unit_owns_the_item(hop: Installation) -> None:
    await set_out(hop)
    await ask(hop)
    await say_of_meeting(hop, AgendaItemChanged(item=item_facts("i1", owner_organisation_id="o1")))
    assert await inbox(hop, "binh") == []


async def test_unit_is_not_asked_for_a_meeting_that_was_cancelled_a_second_before(hop: Installation) -> None:
    await set_out(hop)
    cancelled = meeting_facts(state="cancelled", state_reason="Trùng lịch", called_at=None)
    await say_of_meeting(hop, MeetingCancelled(meeting=cancelled, was_called=False))
    await ask(hop)
    assert await inbox(hop, "binh") == []
