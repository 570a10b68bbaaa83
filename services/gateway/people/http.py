"""The directory of people, and the accounts an administrator keeps."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.gateway.contacts.commands import change_contact
from services.gateway.people import commands
from services.gateway.people.commands import Account
from services.gateway.people.model import Guide, Person
from services.gateway.people.names import SIGN_IN_NAME, is_sign_in_name, sign_in_name
from services.gateway.people.views import (
    Me,
    PeopleView,
    PersonView,
    directory_entry,
    for_administrator,
    me,
    organisations_of,
)
from services.gateway.proofs.commands import require_proof
from services.gateway.standing import root_of, standings_to, standings_to_person
from services.gateway.words import Due, Title
from services.gateway.world import World
from shared.events.gateway import Post
from shared.field_errors import FieldProblem
from shared.http import Answer, Body, Call, Change, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.problems import Said
from shared.text import Line, fold
from shared.words import Language


class NewPersonView(PersonView):
    """`password` is shown once, to be handed over."""

    password: str


_SIGN_IN_NAME = Said(
    f"Tên đăng nhập phải có dạng {SIGN_IN_NAME}. Hãy chọn tên khác.",
    f"A sign-in name has the form {SIGN_IN_NAME}. Choose another.",
)


def _sign_in_name(typed: str) -> str:
    name = sign_in_name(typed)
    if not is_sign_in_name(name):
        raise FieldProblem("sign_in_name", _SIGN_IN_NAME)
    return name


class PostBody(Body):
    organisation_id: str
    title: Title

    def fact(self) -> Post:
        return Post(organisation_id=self.organisation_id, title=self.title)


SignInName = Annotated[str, AfterValidator(_sign_in_name)]
Posts = Annotated[list[PostBody], Field(max_length=20)]
Address = Annotated[Line, Field(max_length=254)]


class NewPerson(Body):
    name: SignInName
    full_name: Title
    email: Address | None = None
    phone: Address | None = None
    organisation_id: str
    posts: Posts = Field(default_factory=list)
    language: Language = Language.VIETNAMESE

    def account(self) -> Account:
        return Account(
            name=self.name,
            full_name=self.full_name,
            organisation_id=self.organisation_id,
            posts=tuple(post.fact() for post in self.posts),
            email=self.email,
            phone=self.phone,
            language=self.language,
        )


class PersonChange(Change):
    """What is left out stays; `email` and `phone` null take the address away."""

    full_name: Title | None = None
    email: Address | None = None
    phone: Address | None = None
    posts: Posts | None = None
    organisation_id: str | None = None
    active: bool | None = None

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset({"email", "phone"} & self.model_fields_set)


class PeopleQuery(Paging):
    organisation: str | None = None
    q: Annotated[Line, Field(max_length=100)] = ""


class OwnChange(Change):
    """`guides_seen` is the whole list; an empty one shows all first steps again."""

    language: Language | None = None
    guides_seen: Annotated[list[Guide], Field(max_length=20)] | None = None


async def resolve(call: Call[World, Person]) -> Found[Any]:
    person = await call.world.people.get(call.path("id"))
    return Found(person, await standings_to_person(call.world, person, call.caller))


async def resolve_tree(call: Call[World, str]) -> Found[Any]:
    root_id, standings = await root_of(call.world, call.caller)
    return Found(root_id, standings)


routes = Routes()


@routes.get("/api/me", Permission.USE_OWN_ACCOUNT, answer=Me)
async def read_own_account(call: Call[World, None]) -> Answer:
    person = await call.world.people.get(call.caller.person_id)
    return Answer(await me(call.world, person, await _due(call)))


@routes.patch("/api/me", Permission.USE_OWN_ACCOUNT, answer=Me)
async def change_own_account(call: Call[World, None], body: OwnChange) -> Answer:
    """The token goes on saying the old language, so the next request asks for a new one."""
    world, caller = call.world, call.caller
    if body.guides_seen is not None:
        seen = tuple(body.guides_seen)
        await world.people.change(caller.person_id, lambda one: one.see_guides(seen), call.act)
    person = await commands.describe(world, caller.person_id, call.act, language=body.language)
    return Answer(await me(call.world, person, await _due(call)))


@routes.get("/api/people", Permission.READ_DIRECTORY, answer=PeopleView, resolve=resolve_tree)
async def list_people(call: Call[World, str], query: PeopleQuery) -> Answer:
    """The caller's tree by given name: all, one unit's, or who answers to `q`, marks and case ignored."""
    after = call.position(query.after)
    found, page = await commands.find_people(
        call.world, call.thing, query.organisation, fold(query.q).strip(), after, query.limit
    )
    organisations = await organisations_of(call.world, found)
    return call.listing([directory_entry(person, organisations) for person in found], page)


@routes.get("/api/colleagues", Permission.READ_COLLEAGUES, answer=PeopleView, resolve=resolve_tree)
async def list_colleagues(call: Call[World, str]) -> Answer:
    """Active people of the bodies in which the caller has his home or a post, by given name, without himself."""
    found = await commands.colleagues_of(call.world, call.caller.person_id)
    organisations = await organisations_of(call.world, found)
    return Answer(PeopleView(items=[directory_entry(person, organisations) for person in found], next=None))


@routes.post("/api/people", Permission.MANAGE_PERSON, answer=NewPersonView, status=201, resolve=resolve_tree)
async def create_person(call: Call[World, str], body: NewPerson) -> Answer:
    """With a one-time password, which must be changed at the first sign-in."""
    world = call.world
    home = await world.organisations.get(body.organisation_id)
    call.require(standings_to(home.path, call.caller))
    person, password = await commands.create_person(
        world, body.account(), call.creation_id(), call.act, call.fingerprint()
    )
    return Answer({**await for_administrator(world, person), "password": password}, status=201)


@routes.get("/api/people/{id}", Permission.READ_PERSON, answer=PersonView, resolve=resolve)
async def read_person(call: Call[World, Person]) -> Answer:
    return Answer(await _view(call, call.thing))


@routes.patch("/api/people/{id}", Permission.MANAGE_PERSON, answer=PersonView, resolve=resolve)
async def change_person(call: Call[World, Person], body: PersonChange) -> Answer:
    """If-Match may be given. `active: false` ends sessions and roles at once. Another `email` needs a proof."""
    world, person = call.world, call.thing
    if "If-Match" in call.request.headers:
        call.match(await _view(call, person))
    await _check_home(call, body)
    if "email" in body.addresses:
        await _require_proof_to_change(call, body.email)
    if body.addresses:
        await change_contact(world, person.id, body.email, body.phone, body.addresses, call.act)
    if body.full_name is not None or body.organisation_id is not None or body.posts is not None:
        posts = None if body.posts is None else tuple(post.fact() for post in body.posts)
        await commands.describe(
            world, person.id, call.act, full_name=body.full_name, organisation_id=body.organisation_id, posts=posts
        )
    if body.active is not None:
        await commands.set_active(world, person, body.active, call.act)
    return Answer(await _view(call, await world.people.get(person.id)))


async def _require_proof_to_change(call: Call[World, Person], email: str | None) -> None:
    """Who gets another's mail can take over his account. Raises SignInAgain."""
    contact = await call.world.contacts.look_up(call.thing.id)
    if contact and (email or None) != contact.email:
        await require_proof(call.world, call.caller.session_id, call.act)


async def _due(call: Call[World, None]) -> tuple[Due, ...]:
    session = await call.world.sessions.look_up(call.caller.session_id)
    return session.due if session else ()


async def _check_home(call: Call[World, Person], body: PersonChange) -> None:
    """Who moves somebody must administer both homes. Raises NotFound, OrganisationInactive."""
    if body.organisation_id is not None:
        home = await call.world.organisations.get(body.organisation_id)
        call.require(standings_to(home.path, call.caller))
    if body.organisation_id is not None or body.posts is not None:
        posts = call.thing.posts if body.posts is None else [post.fact() for post in body.posts]
        await commands.check_places(call.world, body.organisation_id or call.thing.organisation_id, posts)


async def _view(call: Call[World, Person], person: Person) -> PersonView:
    if Standing.ADMINISTRATOR in call.standings:
        return await for_administrator(call.world, person)
    return directory_entry(person, await organisations_of(call.world, [person]))
