from services.gateway.contacts.model import Contact, check_email, check_phone
from services.gateway.people.model import Person
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import KeyReused
from shared.words import Language


async def change_contact(
    world: World, person_id: str, email: str | None, phone: str | None, given: frozenset[str], act: Act
) -> None:
    """Changes what `given` names (email, phone). Raises Invalid, NotFound.

    That a mail address changes is on record before it does: better an entry too many.
    """
    email, phone = check_email(email), check_phone(phone)
    if "email" in given and email != (await world.contacts.get(person_id)).email:
        await world.people.change(person_id, Person.change_address, act)

    def decide(contact: Contact) -> None:
        contact.become(
            email if "email" in given else contact.email, phone if "phone" in given else contact.phone, contact.language
        )

    await world.contacts.change(person_id, decide, act)


async def follow_language(world: World, person_id: str, language: Language, act: Act) -> None:
    """Mail speaks the person's language. Nothing happens for somebody whose addresses are not there yet."""
    contact = await world.contacts.look_up(person_id)
    if contact and contact.language != language:
        await world.contacts.change(person_id, lambda one: one.become(one.email, one.phone, language), act)


async def keep_contact(world: World, person: Person, email: str | None, phone: str | None, act: Act) -> None:
    """None leaves what there is. Makes the contact of a person who has none yet. Raises Invalid."""
    first = Contact.create(person.id, email, phone, person.language, person.fingerprint)
    try:
        contact = await world.contacts.add(first, act)
    except KeyReused:
        contact = None
    given = frozenset(name for name, value in (("email", email), ("phone", phone)) if value)
    if contact is not first and given:
        await change_contact(world, person.id, email, phone, given, act)
