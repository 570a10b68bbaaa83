"""Mergers and splits over HTTP. They are decided from above: by whoever administers what the bodies stand under."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from typing_extensions import TypedDict

from services.gateway.organisations.model import Organisation
from services.gateway.people.http import resolve_tree
from services.gateway.reorganisations import commands
from services.gateway.reorganisations.model import NewBody, Reorganisation, ReorganisationKind, ReorganisationState
from services.gateway.reorganisations.store import REORGANISATIONS
from services.gateway.standing import standings_to
from services.gateway.words import Title
from services.gateway.world import World
from shared.field_errors import FieldProblem
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.ids import derived_id
from shared.permissions import Permission
from shared.problems import Said

_ONE_END = Said(
    "Hãy chọn cơ quan tiếp nhận, hoặc nhập cơ quan mới.", "Choose the body they go into, or describe the new one."
)
_ONE_SOURCE = Said("Mỗi lần chỉ tách một cơ quan.", "One body is split at a time.")

Id = Annotated[str, Field(max_length=100)]


class BodyOfNew(Body):
    """`people` of a split who go there."""

    name: Title
    short_name: Title
    level: Annotated[str, Field(max_length=40)]
    people: Annotated[list[Id], Field(max_length=5000, default_factory=list)]


class NewReorganisation(Body):
    """A merger goes `into` a body or one new one; a split into new ones. New ones stand below `parent_id`.

    `ends` false leaves the body that splits, with whoever was not chosen.
    """

    kind: ReorganisationKind
    on: date
    sources: Annotated[list[Id], Field(min_length=1, max_length=200)]
    into: Id | None = None
    bodies: Annotated[list[BodyOfNew], Field(max_length=20, default_factory=list)]
    parent_id: Id | None = None
    ends: bool = True
    carry_roles: bool = True

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        merge = self.kind is ReorganisationKind.MERGE
        if (merge and (self.into is None) != (len(self.bodies) == 1)) or (not merge and not self.bodies):
            raise FieldProblem("one_end", _ONE_END)
        if not merge and len(self.sources) != 1:
            raise FieldProblem("one_source", _ONE_SOURCE)
        return self


class NewBodyView(TypedDict):
    """`people` is how many were chosen for it."""

    id: str
    name: str
    people: int


class ReorganisationView(TypedDict):
    """`refused_for` is a problem's code."""

    id: str
    kind: ReorganisationKind
    on: str
    sources: list[str]
    into: str
    bodies: list[NewBodyView]
    ends: bool
    carry_roles: bool
    state: ReorganisationState
    refused_for: str


class ReorganisationsView(TypedDict):
    items: list[ReorganisationView]
    next: str | None


async def _resolve(call: Call[World, Reorganisation]) -> Found[Any]:
    one = await call.world.reorganisations.get(call.path("id"))
    source = await call.world.organisations.get(one.sources[0])
    return Found(one, standings_to(source.path[:-1], call.caller))


routes = Routes()


@routes.get("/api/reorganisations", Permission.MANAGE_ORGANISATION, answer=ReorganisationsView, resolve=resolve_tree)
async def list_reorganisations(call: Call[World, str], query: Paging) -> Answer:
    """Of the caller's tree, the newest first."""
    page = await call.world.reorganisations.store.find(
        REORGANISATIONS, "by_root", call.thing, after=call.position(query.after), limit=query.limit, descending=True
    )
    return call.listing([_view(Reorganisation.load(stored)) for stored in page.items], page)


@routes.post(
    "/api/reorganisations",
    Permission.MANAGE_ORGANISATION,
    answer=ReorganisationView,
    status=201,
    resolve=resolve_tree,
)
async def plan_reorganisation(call: Call[World, str], body: NewReorganisation) -> Answer:
    """Carried out at once when its day has come, else on that day."""
    sources = [await call.world.organisations.get(one) for one in dict.fromkeys(body.sources)]
    for source in sources:
        call.require(standings_to(source.path[:-1] or source.path, call.caller))
    below = await call.world.organisations.get(_below(body, sources[0]))
    call.require(standings_to(below.path, call.caller))
    planned = await commands.plan(call.world, _wish(call, body, sources, below), call.act)
    return Answer(_view(planned), 201)


@routes.get("/api/reorganisations/{id}", Permission.MANAGE_ORGANISATION, answer=ReorganisationView, resolve=_resolve)
async def read_reorganisation(call: Call[World, Reorganisation]) -> Answer:
    return Answer(_view(call.thing))


@routes.delete("/api/reorganisations/{id}", Permission.MANAGE_ORGANISATION, answer=ReorganisationView, resolve=_resolve)
async def withdraw_reorganisation(call: Call[World, Reorganisation]) -> Answer:
    """As long as it is planned only."""
    return Answer(_view(await commands.withdraw(call.world, call.thing.id, call.act)))


def _below(body: NewReorganisation, source: Organisation) -> str:
    """The body they go into, or the one new ones stand under: by itself the one that the first source stands under."""
    return body.into or body.parent_id or source.parent_id or source.id


def _wish(
    call: Call[World, str], body: NewReorganisation, sources: list[Organisation], below: Organisation
) -> Reorganisation:
    creation = call.creation_id()
    bodies = tuple(
        NewBody(
            id=derived_id(creation, place),
            name=new.name,
            short_name=new.short_name,
            level=new.level,
            people=tuple(dict.fromkeys(new.people)),
        )
        for place, new in enumerate(body.bodies)
    )
    return Reorganisation(
        id=creation,
        fingerprint=call.fingerprint(),
        kind=body.kind,
        on=body.on,
        root_id=sources[0].root_id,
        sources=tuple(source.id for source in sources),
        into=body.into or bodies[0].id,
        bodies=bodies,
        parent_id=below.id if bodies else "",
        ends=body.ends or body.kind is ReorganisationKind.MERGE,
        carry_roles=body.carry_roles,
        made_by=call.caller.person_id,
        made_at=call.act.at,
    )


def _view(one: Reorganisation) -> ReorganisationView:
    return ReorganisationView(
        id=one.id,
        kind=one.kind,
        on=one.on.isoformat(),
        sources=list(one.sources),
        into=one.into,
        bodies=[NewBodyView(id=body.id, name=body.name, people=len(body.people)) for body in one.bodies],
        ends=one.ends,
        carry_roles=one.carry_roles,
        state=one.state,
        refused_for=one.refused_for,
    )
