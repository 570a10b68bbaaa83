"""Setting up an empty installation, once, with the code from the terminal."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from services.gateway.organisations.http import LevelView, level_views
from services.gateway.passwords.commands import check_new
from services.gateway.people.http import Address, SignInName
from services.gateway.people.names import person_id_of
from services.gateway.sessions.commands import start_session
from services.gateway.sessions.devices import device_label
from services.gateway.sessions.http import SignedInView, signed_in_answer
from services.gateway.setup import commands
from services.gateway.setup.commands import Beginning
from services.gateway.setup.model import WrongCode, is_set_up_code
from services.gateway.words import Title
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.problems import NotFound
from shared.text import Line
from shared.words import Language


class SetUpView(TypedDict):
    """`levels` to choose from; empty when nothing is to be set up."""

    needed: bool
    levels: list[LevelView]


class RootBody(Body):
    name: Title
    short_name: Title
    level: Annotated[str, Field(max_length=40)]
    since: date


class AdministratorBody(Body):
    """Blanks in a password are part of it."""

    model_config = ConfigDict(str_strip_whitespace=False)

    name: SignInName
    full_name: Title
    title: Annotated[Line, Field(max_length=300)] = ""
    email: Address | None = None
    language: Language = Language.VIETNAMESE
    password: Annotated[str, Field(max_length=1000)]


class SetUpBody(Body):
    code: Annotated[str, Field(max_length=100)]
    organisation: RootBody
    person: AdministratorBody


routes = Routes()


@routes.get("/api/setup", Permission.SIGN_IN, answer=SetUpView)
async def read_set_up(call: Call[World, None]) -> Answer:
    """Whether this installation still waits for its first administrator."""
    needed = not await commands.is_set_up(call.world)
    return Answer({"needed": needed, "levels": level_views() if needed else []})


@routes.post("/api/setup", Permission.SIGN_IN, answer=SignedInView, status=201)
async def set_up(call: Call[World, None], body: SetUpBody) -> Answer:
    """Creates the root organisation and its administrator, and signs him in."""
    world = call.world
    world.cookies.check_origin(call.request, given=False)
    if await commands.is_set_up(world):
        raise NotFound
    if not is_set_up_code(world.key, body.code):
        raise WrongCode
    call.act.actor_id = person_id_of(body.person.name)
    person = await commands.set_up(world, await _beginning(call, body), call.act, call.fingerprint())
    label = device_label(call.request.headers.get("User-Agent", ""))
    signed_in = await start_session(world, person, label, call.act)
    device = world.cookies.device(call.request).knowing(person.id)
    return await signed_in_answer(call, signed_in, 201, world.cookies.known_device(device))


async def _beginning(call: Call[World, None], body: SetUpBody) -> Beginning:
    """Raises WeakPassword."""
    return Beginning(
        organisation_name=body.organisation.name,
        short_name=body.organisation.short_name,
        level=body.organisation.level,
        since=body.organisation.since,
        name=body.person.name,
        full_name=body.person.full_name,
        title=body.person.title,
        email=body.person.email,
        language=body.person.language,
        password=await check_new(call.world, body.person.password),
    )
