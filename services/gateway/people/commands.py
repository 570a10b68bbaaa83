"""Accounts: made with a one-time password, found by name, closed at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.gateway.contacts.model import Contact, check_email, check_phone
from services.gateway.organisations.model import OrganisationInactive
from services.gateway.passwords.commands import give_first_password
from services.gateway.people.model import Creation, NameTaken, Person
from services.gateway.people.names import answers, lookup_key, person_id_of, sort_name
from services.gateway.people.store import PEOPLE
from services.gateway.roles.commands import leave_every_root
from services.gateway.sessions.commands import end_sessions
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import Post
from shared.problems import KeyReused, NotFound
from shared.store.port import Page, Position, every
from shared.words import Language


@dataclass(frozen=True, slots=True)
class Account:
    """What a new person is given. `name` as people.names.sign_in_name leaves it."""

    name: str
    full_name: str
    organisation_id: str
    posts: tuple[Post, ...] = ()
    email: str | None = None
    phone: str | None = None
    language: Language = Language.VIETNAMESE


async def create_person(
    world: World, account: Account, creation_id: str, act: Act, fingerprint: str = ""
) -> tuple[Person, str]:
    """The person and the one-time password; the same again for the same creation.

    Raises NotFound, OrganisationInactive, Invalid, NameTaken, KeyReused.
    """
    check_email(account.email)
    check_phone(account.phone)
    root_id = await check_places(world, account.organisation_id, account.posts)
    person_id = person_id_of(account.name)
    there = await world.people.look_up(person_id)
    if there and there.fingerprint != creation_id:
        raise NameTaken
    await world.creations.add(Creation(id=creation_id, fingerprint=fingerprint), act)
    person = Person.create(
        person_id,
        account.name,
        account.full_name,
        account.organisation_id,
        root_id,
        account.posts,
        account.language,
        creation_id,
    )
    try:
        person = await world.people.add(person, act)
    except KeyReused:
        raise NameTaken from None
    contact = Contact.create(person.id, account.email, account.phone, account.language, creation_id)
    await world.contacts.add(contact, act)
    return person, await give_first_password(world, person.id, creation_id, act)


async def check_places(world: World, organisation_id: str, posts: Sequence[Post]) -> str:
    """The root of the tree that all of them stand in. Raises NotFound, OrganisationInactive."""
    home = await world.organisations.get(organisation_id)
    places = await world.organisations.get_many([post.organisation_id for post in posts])
    if any(post.organisation_id not in places for post in posts):
        raise NotFound
    if any(place.root_id != home.root_id for place in places.values()):
        raise NotFound
    if not all(place.active for place in [home, *places.values()]):
        raise OrganisationInactive
    return home.root_id


async def describe(
    world: World,
    person_id: str,
    act: Act,
    *,
    full_name: str | None = None,
    organisation_id: str | None = None,
    posts: tuple[Post, ...] | None = None,
    language: Language | None = None,
) -> Person:
    """What is None stays. Raises NotFound."""

    def decide(person: Person) -> None:
        person.describe(full_name=full_name, organisation_id=organisation_id, posts=posts, language=language)

    person = await world.people.change(person_id, decide, act)
    world.check.forget_person(person_id)
    return person


async def set_active(world: World, person: Person, active: bool, act: Act) -> None:
    """Raises LastAdministrator."""
    if active:
        await world.people.change(person.id, lambda one: one.activate(), act)
        world.check.forget_person(person.id)
    elif person.active:
        await deactivate(world, person, act)


async def deactivate(world: World, person: Person, act: Act) -> None:
    """Sessions and roles end at once. Raises LastAdministrator."""
    await leave_every_root(world, person, act)
    await world.people.change(person.id, lambda one: one.deactivate(), act)
    await end_sessions(world, person.id, act)


async def find_people(
    world: World, root_id: str, organisation_id: str | None, query: str, after: Position | None, limit: int
) -> tuple[list[Person], Page]:
    """By given name. A unit, or whoever answers to a query, is sorted here: list indexes have no order."""
    store = world.people.store
    if organisation_id is None and not query:
        page = await store.find(PEOPLE, "by_root", root_id, after=after, limit=limit)
        return [Person.load(stored) for stored in page.items], page
    found = await _gather(world, root_id, organisation_id, query)
    places = [(sort_name(person.full_name), person.id) for person in found]
    start = sum(place <= tuple(after) for place in places) if after else 0
    chosen = found[start : start + limit]
    ends_before = len(found) > start + limit
    return chosen, Page([], places[start + limit - 1] if ends_before else None)


async def colleagues_of(world: World, person_id: str) -> list[Person]:
    """Raises NotFound."""
    person = await world.people.get(person_id)
    bodies = dict.fromkeys([person.organisation_id, *(post.organisation_id for post in person.posts)])
    found = [one for body in bodies for one in await _gather(world, person.root_id, body, "")]
    others = {one.id: one for one in found if one.active and one.id != person_id}
    return sorted(others.values(), key=lambda one: (sort_name(one.full_name), one.id))


async def _gather(world: World, root_id: str, organisation_id: str | None, query: str) -> list[Person]:
    index, key = ("by_organisation", organisation_id) if organisation_id else ("by_words", lookup_key(root_id, query))
    candidates = [Person.load(stored) async for stored in every(world.people.store, PEOPLE, index, each=key, limit=500)]
    found = [person for person in candidates if person.root_id == root_id and answers(person.full_name, query)]
    return sorted(found, key=lambda person: (sort_name(person.full_name), person.id))
