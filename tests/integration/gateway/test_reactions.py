"""What a command began is finished by its own facts, however often they are heard."""

from typing import Any

from shared.aggregates import Act
from shared.events.envelope import Event
from shared.events.gateway import SOURCE, PersonDeactivated
from tests.integration.gateway.conftest import Browser, Hop, new_person


async def test_sessions_that_a_crash_left_after_a_deactivation_are_ended(
    hop: Hop, quantri: Browser, root_id: str
) -> None:
    an = await new_person(quantri, root_id, "an")
    world = hop.gateway.world
    await world.people.change(an.person["id"], lambda person: person.deactivate(), Act(world.clock.now()))
    await hop.settle()
    page = await world.sessions.store.find(world.sessions.collection, "by_person", an.person["id"])
    assert page.items == []


async def test_old_deactivation_heard_again_ends_no_new_session(hop: Hop, quantri: Browser, root_id: str) -> None:
    an = await new_person(quantri, root_id, "an")
    path = f"/api/people/{an.person['id']}"
    await quantri.send("PATCH", path, {"active": False})
    await quantri.send("PATCH", path, {"active": True})
    await an.sign_in("an")
    fact = PersonDeactivated.model_validate(PersonDeactivated.example | {"person": facts_of(an)})
    handler = hop.gateway.service.reactions[0]._handlers[fact.type]
    await handler(fact, event(fact))
    assert await an.status("GET", "/api/me") == 200


def facts_of(person: Browser) -> dict[str, Any]:
    return {**PersonDeactivated.example["person"], "id": person.person["id"]}


def event(fact: PersonDeactivated) -> Event:
    return Event.model_validate(
        {
            "id": "e1",
            "source": SOURCE,
            "type": fact.type,
            "time": "2026-11-23T01:00:00.000000Z",
            "subject": f"person/{fact.person.id}",
            "partitionkey": fact.person.id,
            "sequence": 1,
            "data": fact.model_dump(mode="json"),
        }
    )


async def test_new_person_is_named_in_what_the_answer_says_was_written(
    hop: Hop, quantri: Browser, root_id: str
) -> None:
    """The next service asked must wait for the person, not only for his address."""
    body = {"name": "an", "full_name": "Nguyễn An", "organisation_id": root_id, "email": "an@tinh.example"}
    response = await quantri.ask("POST", "/api/people", body)
    person_id = (await response.json())["id"]
    seen = hop.kit.cursors.open("seen", response.headers["Hop-Seen"])
    assert ["hop.gateway", f"person/{person_id}", 1] in seen
