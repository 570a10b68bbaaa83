"""A delegate whose seat a substitute took keeps the papers that were his then, and gets nothing newer."""

from typing import Any

from shared.events import meeting
from shared.events.meeting import (
    AgendaItemChanged,
    ParticipantAdded,
    ParticipationFacts,
    SeatReturned,
    SubstituteAgreed,
    Substitution,
)
from shared.ids import participation_id
from tests.factories.facts import item_facts, participation_facts
from tests.factories.installation import Installation, Person
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk, links


def replaced(hop: Installation) -> ParticipationFacts:
    now = hop.kit.clock.now()
    substitution = Substitution.model_validate(
        {"person_id": "deputy", "reason": "Ốm", "state": "agreed", "proposed_at": now, "proposed_by": "an"}
    )
    return participation_facts("an").model_copy(update={"substitution": substitution})


async def say(hop: Installation, person_id: str, fact: Any) -> None:
    await hop.say(meeting.SOURCE, "participation", participation_id("m1", person_id), fact, key="m1")


async def seat(hop: Installation, person_id: str, *items: str) -> None:
    given = {"in_place_of": "an", "given_item_ids": items}
    await say(hop, person_id, ParticipantAdded(participation=participation_facts(person_id).model_copy(update=given)))


async def replace(hop: Installation) -> None:
    await say(hop, "an", SubstituteAgreed(participation=replaced(hop)))
    await seat(hop, "deputy")


async def papers_of(person: Person) -> dict[str, str]:
    """Version ids by title."""
    listed = (await person.get("/api/meetings/m1/documents"))["items"]
    return {one["title"]: one["version"]["id"] for one in listed}


async def test_papers_of_then_stay_and_later_ones_do_not_come(hop: Installation, an: Person, desk: Desk) -> None:
    before = await desk.hand_out(pdf("Trước"), title="Trước", item_id="open")
    await desk.hand_out(pdf("Riêng"), title="Riêng", item_id="closed")
    await links(an, before)
    await replace(hop)
    later = await desk.hand_out(pdf("Sau"), title="Sau", item_id="open")
    assert set(await papers_of(an)) == {"Trước", "Riêng"}
    assert await an.status("GET", f"/api/documents/{later['id']}") == 404
    assert await an.status("GET", f"/api/documents/{before['id']}/readings") == 200
    assert (await links(an, before))["reading"]
    assert set(await papers_of(hop.person("deputy"))) == {"Trước", "Sau"}


async def test_version_he_had_stays_readable_when_a_newer_comes(hop: Installation, an: Person, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Một"), title="Tờ trình", item_id="open")
    first = document["version"]["id"]
    await replace(hop)
    newer = await desk.release(await desk.add_version(document["id"], pdf("Hai")))
    await desk.secretary.send("PATCH", f"/api/documents/{document['id']}", {"title": "Tờ trình, bản sửa"})
    assert await papers_of(an) == {"Tờ trình": first}
    answer = await links(an, document)
    assert (await hop.client.get(answer["reading"]["url"])).status == 200
    route = f"/api/documents/{document['id']}/versions/{newer['version']['id']}/links"
    assert await an.status("POST", route) == 404
    assert await hop.person("binh").status("POST", route.replace(newer["version"]["id"], first)) == 404


async def test_recall_takes_the_kept_version_too(hop: Installation, an: Person, desk: Desk) -> None:
    document = await desk.hand_out(pdf("Một"), item_id="open")
    await replace(hop)
    await desk.release(await desk.add_version(document["id"], pdf("Hai")))
    url = (await links(an, document))["reading"]["url"]
    await desk.secretary.send("POST", f"/api/documents/{document['id']}/recall", {"reason": "Sai số liệu"})
    assert await papers_of(an) == {}
    assert (await hop.client.get(url)).status == 404


async def test_narrowed_item_is_lost_to_him_as_to_others(hop: Installation, an: Person, desk: Desk) -> None:
    await desk.hand_out(pdf("Một"), item_id="open")
    await replace(hop)
    narrowed = AgendaItemChanged(item=item_facts("open", audience={"people": ["binh"]}))
    await hop.say(meeting.SOURCE, "meeting", "m1", narrowed)
    assert await papers_of(an) == {}


async def test_paper_for_named_people_follows_the_item_given_along(hop: Installation, desk: Desk) -> None:
    await desk.hand_out(pdf("Riêng"), title="Riêng", item_id="open", audience={"people": ["an"]})
    await desk.hand_out(pdf("Chung"), title="Chung", item_id="open")
    await seat(hop, "deputy")
    assert set(await papers_of(hop.person("deputy"))) == {"Chung"}
    await seat(hop, "hoa", "open")
    assert set(await papers_of(hop.person("hoa"))) == {"Chung", "Riêng"}


async def test_seat_that_goes_back_brings_later_papers_too(hop: Installation, an: Person, desk: Desk) -> None:
    await replace(hop)
    await desk.hand_out(pdf("Sau"), title="Sau", item_id="open")
    assert await papers_of(an) == {}
    await say(hop, "an", SeatReturned(participation=participation_facts("an")))
    assert set(await papers_of(an)) == {"Sau"}


async def test_replaced_delegate_is_not_waited_for_in_readiness(hop: Installation, desk: Desk) -> None:
    await replace(hop)
    people = (await desk.secretary.get("/api/meetings/m1/readiness"))["people"]
    assert {one["person_id"] for one in people} == {"binh", "deputy", "guest"}
