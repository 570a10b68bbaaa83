"""How people are shown: to themselves, in the directory, and to the administrator of their home organisation."""

from collections.abc import Iterable, Sequence
from typing import NotRequired

from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.people.model import Guide, Person
from services.gateway.words import Due
from services.gateway.world import World
from shared.directory import OrganisationRef
from shared.words import Language, RoleName


class PostView(TypedDict):
    organisation_id: str
    organisation_name: str
    title: str


class RoleView(TypedDict):
    role: RoleName
    organisation_id: str


class Me(TypedDict):
    """`secrets_allowed` is the deployment's setting: whether a classification above none may be chosen at all.

    `guides_seen` are first steps that were put away, on whatever device.
    """

    id: str
    name: str
    full_name: str
    language: Language
    organisation: OrganisationRef
    posts: list[PostView]
    roles: list[RoleView]
    must_change_password: bool
    must_set_second_factor: bool
    secrets_allowed: bool
    guides_seen: list[Guide]


class PersonView(TypedDict):
    """From `name` on: for the administrator of the home organisation only."""

    id: str
    full_name: str
    posts: list[PostView]
    organisation: OrganisationRef
    active: bool
    name: NotRequired[str]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    language: NotRequired[Language]
    roles: NotRequired[list[RoleView]]


class PeopleView(TypedDict):
    items: list[PersonView]
    next: str | None


Organisations = dict[str, Organisation]


async def organisations_of(world: World, people: Iterable[Person]) -> Organisations:
    """Those their views name."""
    wanted: set[str] = set()
    for person in people:
        wanted |= {person.organisation_id, *(post.organisation_id for post in person.posts)}
    return await world.organisations.get_many(sorted(wanted))


async def me(world: World, person: Person, due: Sequence[Due]) -> Me:
    """`due` is what his session waits for."""
    organisations = await organisations_of(world, [person])
    return Me(
        id=person.id,
        name=person.name,
        full_name=person.full_name,
        language=person.language,
        organisation=_organisation(person, organisations),
        posts=_posts(person, organisations),
        roles=_roles(person),
        must_change_password=Due.PASSWORD in due,
        must_set_second_factor=Due.SECOND_FACTOR in due,
        secrets_allowed=world.secrets_allowed,
        guides_seen=list(person.guides_seen),
    )


def directory_entry(person: Person, organisations: Organisations) -> PersonView:
    return PersonView(
        id=person.id,
        full_name=person.full_name,
        posts=_posts(person, organisations),
        organisation=_organisation(person, organisations),
        active=person.active,
    )


async def for_administrator(world: World, person: Person) -> PersonView:
    view = directory_entry(person, await organisations_of(world, [person]))
    contact = await world.contacts.look_up(person.id)
    view["name"] = person.name
    view["email"] = contact.email if contact else None
    view["phone"] = contact.phone if contact else None
    view["language"] = person.language
    view["roles"] = _roles(person)
    return view


def _organisation(person: Person, organisations: Organisations) -> OrganisationRef:
    return OrganisationRef(id=person.organisation_id, name=_name(person.organisation_id, organisations))


def _posts(person: Person, organisations: Organisations) -> list[PostView]:
    return [
        PostView(
            organisation_id=post.organisation_id,
            organisation_name=_name(post.organisation_id, organisations),
            title=post.title,
        )
        for post in person.posts
    ]


def _roles(person: Person) -> list[RoleView]:
    return [RoleView(role=role.role, organisation_id=role.organisation_id) for role in person.roles]


def _name(organisation_id: str, organisations: Organisations) -> str:
    organisation = organisations.get(organisation_id)
    return organisation.name if organisation else ""
