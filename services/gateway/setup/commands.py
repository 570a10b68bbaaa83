import asyncio
from dataclasses import dataclass
from datetime import date

from services.gateway.organisations.commands import create_organisation
from services.gateway.passwords.commands import set_password
from services.gateway.people.commands import Account, create_person
from services.gateway.people.model import Person
from services.gateway.roles.commands import grant_role
from services.gateway.setup.model import SET_UP_ID, SetUp, set_up_code
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import LevelSince, Post, RoleFacts
from shared.ids import derived_id
from shared.problems import NotFound
from shared.words import Language, RoleName

ROOT_ID = derived_id("organisation", "root")


@dataclass(frozen=True, slots=True)
class Beginning:
    """The root organisation and its first administrator."""

    organisation_name: str
    short_name: str
    level: str
    since: date
    name: str
    full_name: str
    title: str
    email: str | None
    language: Language
    password: str


async def is_set_up(world: World) -> bool:
    return await world.set_ups.look_up(SET_UP_ID) is not None


async def code_to_print(world: World) -> str | None:
    """None once there is an administrator."""
    return None if await is_set_up(world) else set_up_code(world.key)


async def tell_code(world: World, public: str) -> None:
    """A loop: says once, to whoever sees the terminal, how an empty installation is set up."""
    if code := await code_to_print(world):
        print(f"No administrator yet. Open {public}/setup and enter the code {code}", flush=True)
    await asyncio.Event().wait()


async def set_up(world: World, beginning: Beginning, act: Act, fingerprint: str = "") -> Person:
    """Goes on where a crash left it when the same is asked again. `password` must have passed check_new.

    Raises NotFound when it was done before, KeyReused when something else had been begun, LevelNotInForce, Invalid.
    """
    if await is_set_up(world):
        raise NotFound
    level = LevelSince(level=beginning.level, since=beginning.since)
    root = await create_organisation(
        world, ROOT_ID, beginning.organisation_name, beginning.short_name, None, level, act, fingerprint
    )
    post = Post(organisation_id=root.id, title=beginning.title)
    account = Account(
        name=beginning.name,
        full_name=beginning.full_name,
        organisation_id=root.id,
        posts=(post,) if beginning.title else (),
        email=beginning.email,
        language=beginning.language,
    )
    person, _ = await create_person(world, account, derived_id("person", SET_UP_ID), act, fingerprint)
    await set_password(world, person.id, beginning.password, act)
    role = RoleFacts(role=RoleName.ADMINISTRATOR, organisation_id=root.id)
    person = await grant_role(world, person.id, role, act)
    await world.set_ups.add(SetUp(id=SET_UP_ID, root_id=root.id, person_id=person.id, fingerprint=fingerprint), act)
    return person
