"""The tree of organisations. Its names are public: everybody signed in reads them, for labels and pickers."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations import commands
from services.gateway.organisations.levels import levels
from services.gateway.organisations.model import Organisation
from services.gateway.standing import root_of, standings_to
from services.gateway.words import Title
from services.gateway.world import World
from shared.events.gateway import LevelSince
from shared.http import Answer, Body, Call, Change, Found, Paging, Routes
from shared.ids import new_id
from shared.permissions import Permission


class LevelNamesView(TypedDict):
    vi: str
    en: str


class LevelView(TypedDict):
    code: str
    names: LevelNamesView
    since: str
    until: str | None
    source: str


class LevelsView(TypedDict):
    items: list[LevelView]
    next: str | None


class LevelSinceView(TypedDict):
    level: str
    since: str


class OrganisationView(TypedDict):
    """`ended_on` and `successor_ids` of one that merged or split; the day is the one that was decided."""

    id: str
    name: str
    short_name: str
    parent_id: str | None
    path: list[str]
    levels: list[LevelSinceView]
    active: bool
    ended_on: str | None
    successor_ids: list[str]


class OrganisationsView(TypedDict):
    items: list[OrganisationView]
    next: str | None


class LevelBody(Body):
    level: Annotated[str, Field(max_length=40)]
    since: date

    def fact(self) -> LevelSince:
        return LevelSince(level=self.level, since=self.since)


class NewOrganisation(Body):
    name: Title
    short_name: Title
    parent_id: str
    level: Annotated[str, Field(max_length=40)]
    since: date


class OrganisationChange(Change):
    name: Title | None = None
    short_name: Title | None = None
    parent_id: str | None = None
    active: bool | None = None
    level: LevelBody | None = None

    @property
    def from_above(self) -> bool:
        """Place, level and state are decided by whoever administers the organisation above."""
        return self.parent_id is not None or self.active is not None or self.level is not None

    @property
    def level_since(self) -> LevelSince | None:
        return self.level.fact() if self.level else None


class OrganisationsQuery(Paging):
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000


async def resolve(call: Call[World, Organisation]) -> Found[Any]:
    organisation = await call.world.organisations.get(call.path("id"))
    return Found(organisation, standings_to(organisation.path, call.caller))


async def resolve_tree(call: Call[World, str]) -> Found[Any]:
    root_id, standings = await root_of(call.world, call.caller)
    return Found(root_id, standings)


routes = Routes()


@routes.get("/api/levels", Permission.READ_ORGANISATIONS, answer=LevelsView, resolve=resolve_tree)
async def list_levels(call: Call[World, str]) -> Answer:
    """Levels of public bodies with the days they were in force."""
    return Answer({"items": level_views(), "next": None})


@routes.get("/api/organisations", Permission.READ_ORGANISATIONS, answer=OrganisationsView, resolve=resolve_tree)
async def list_organisations(call: Call[World, str], query: OrganisationsQuery) -> Answer:
    """The tree of the caller's own root, by name."""
    organisations = call.world.organisations
    page = await organisations.store.find(
        organisations.collection, "by_root", call.thing, after=call.position(query.after), limit=query.limit
    )
    return call.listing([view(Organisation.load(stored)) for stored in page.items], page)


@routes.post(
    "/api/organisations",
    Permission.MANAGE_ORGANISATION,
    answer=OrganisationView,
    status=201,
    resolve=resolve_tree,
)
async def create_organisation(call: Call[World, str], body: NewOrganisation) -> Answer:
    parent = await call.world.organisations.get(body.parent_id)
    call.require(standings_to(parent.path, call.caller))
    organisation = await commands.create_organisation(
        call.world,
        call.creation_id(),
        body.name,
        body.short_name,
        parent.id,
        LevelSince(level=body.level, since=body.since),
        call.act,
        call.fingerprint(),
    )
    return Answer(view(organisation), status=201)


@routes.get("/api/organisations/{id}", Permission.READ_ORGANISATIONS, answer=OrganisationView, resolve=resolve_tree)
async def read_organisation(call: Call[World, str]) -> Answer:
    organisation = await call.world.organisations.get(call.path("id"))
    call.require(call.standings if organisation.root_id == call.thing else frozenset())
    return Answer(view(organisation))


@routes.patch("/api/organisations/{id}", Permission.MANAGE_ORGANISATION, answer=OrganisationView, resolve=resolve)
async def change_organisation(call: Call[World, Organisation], body: OrganisationChange) -> Answer:
    """A move is settled below within seconds; the answer shows the organisation itself. If-Match may be given."""
    world, organisation = call.world, call.thing
    if "If-Match" in call.request.headers:
        call.match(view(organisation))
    if body.from_above:
        call.require(standings_to(organisation.path[:-1] or organisation.path, call.caller))
    if body.parent_id is not None and body.parent_id != organisation.parent_id:
        parent = await world.organisations.get(body.parent_id)
        call.require(standings_to(parent.path, call.caller))
        await commands.move_organisation(world, organisation.id, parent.id, new_id(), call.act)
    if body.active is not None:
        await commands.set_active(world, organisation.id, body.active, call.act)
    if body.name or body.short_name or body.level:
        await commands.describe(world, organisation.id, body.name, body.short_name, body.level_since, call.act)
    return Answer(view(await world.organisations.get(organisation.id)))


def level_views() -> list[LevelView]:
    return [
        LevelView(
            code=level.code,
            names=LevelNamesView(vi=level.names.vi, en=level.names.en),
            since=level.since.isoformat(),
            until=level.until.isoformat() if level.until else None,
            source=level.source,
        )
        for level in levels()
    ]


def view(organisation: Organisation) -> OrganisationView:
    return OrganisationView(
        id=organisation.id,
        name=organisation.name,
        short_name=organisation.short_name,
        parent_id=organisation.parent_id,
        path=list(organisation.path),
        levels=[LevelSinceView(level=one.level, since=one.since.isoformat()) for one in organisation.levels],
        active=organisation.active,
        ended_on=organisation.ended_on.isoformat() if organisation.ended_on else None,
        successor_ids=list(organisation.successor_ids),
    )
