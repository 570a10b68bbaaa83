"""Mails that were given up stand on the secretary's board until they are tried again."""

from typing import Any

from shared.events.gateway import CONTACTS, ContactChanged
from shared.words import Language
from tests.factories.installation import Installation, Person, until
from tests.integration.notify.postbox import read_mails
from tests.integration.notify.saying import call, draft

BOARD = "/api/board/mails?meetings=m1,gone"


async def given_up(person: Person) -> list[Any]:
    return [one["given_up"] for one in (await person.get(BOARD))["items"]]


async def address(hop: Installation, email: str) -> None:
    changed = ContactChanged(person_id="an", email=email, language=Language.VIETNAMESE)
    await hop.say(CONTACTS, "contact", "an", changed)


async def test_given_up_mails_are_tried_again_by_the_secretary_alone(hop: Installation) -> None:
    await draft(hop)
    await address(hop, "an at tinh")
    await call(hop)
    secretary = hop.person("secretary")

    async def parked() -> bool:
        return await given_up(secretary) == [1]

    await until(parked)
    for name in ("chair", "an", "outsider"):
        assert await given_up(hop.person(name)) == []
        assert await hop.person(name).status("POST", "/api/meetings/m1/mail-attempts") == 404
    await address(hop, "an@tinh.example")
    assert await secretary.send("POST", "/api/meetings/m1/mail-attempts") == {"mails": 1}

    async def sent() -> bool:
        return len(await read_mails(hop, "an@tinh.example")) == 1

    await until(sent)
    assert await given_up(secretary) == [0]
