"""Receiving systems over HTTP: set up by administrators, seen by leaders."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from services.gateway.indicator_sets.values import is_source
from services.gateway.organisations.http import resolve
from services.gateway.organisations.model import Organisation
from services.gateway.receiving_systems import commands
from services.gateway.receiving_systems.model import Indicator, KeyHeader, ReceivingSystem
from services.gateway.receiving_systems.store import SYSTEMS
from services.gateway.standing import standings_at
from services.gateway.world import World
from shared.field_errors import FieldProblem
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.permissions import Permission
from shared.problems import Said
from shared.text import Line
from shared.words import ReportPeriod
from shared.zones import home_day

_NO_SOURCE = Said("Không có số liệu này. Hãy chọn trong danh sách.", "There is no such figure. Choose from the list.")


def _known(name: str) -> str:
    if not is_source(name):
        raise FieldProblem("source", _NO_SOURCE)
    return name


class IndicatorBody(Body):
    """`source` is a column of the figures, or `measure.` with a measure, whose share is sent in hundredths."""

    code: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
    source: Annotated[str, Field(max_length=100), AfterValidator(_known)]
    unit: Annotated[Line, Field(min_length=1, max_length=50)]
    note: Annotated[Line, Field(max_length=300)] = ""


class ReceivingSystemBody(Body):
    """`unit_code` is what the system calls the organisation. `key` null keeps the one that is there; "" takes it away.

    The key is written, never read.
    """

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    url: Annotated[str, Field(min_length=1, max_length=500)]
    unit_code: Annotated[Line, Field(max_length=100)] = ""
    key_header: KeyHeader = KeyHeader.BEARER
    key: Annotated[str | None, Field(max_length=1000, pattern=r"^[\x21-\x7e]*$")] = None
    periods: Annotated[list[ReportPeriod], Field(max_length=3)]
    indicators: Annotated[list[IndicatorBody], Field(max_length=200)]
    active: bool = True


class IndicatorView(TypedDict):
    code: str
    source: str
    unit: str
    note: str


class ReceivingSystemView(TypedDict):
    id: str
    organisation_id: str
    name: str
    url: str
    unit_code: str
    key_header: KeyHeader
    has_key: bool
    periods: list[ReportPeriod]
    indicators: list[IndicatorView]
    active: bool


class ReceivingSystemsView(TypedDict):
    items: list[ReceivingSystemView]
    next: str | None


async def system_of(call: Call[World, Any]) -> Found[ReceivingSystem]:
    """Raises NotFound."""
    system = await call.world.receiving.systems.get(call.path("system"))
    return Found(system, await standings_at(call.world, system.organisation_id, call.caller))


routes = Routes(system_of)

_OF_ORGANISATION = "/api/organisations/{id}/receiving-systems"


@routes.get(_OF_ORGANISATION, Permission.READ_USAGE, answer=ReceivingSystemsView, resolve=resolve)
async def list_receiving_systems(call: Call[World, Organisation], query: Paging) -> Answer:
    page = await call.world.receiving.systems.store.find(
        SYSTEMS, "by_organisation", call.thing.id, after=call.position(query.after), limit=query.limit
    )
    return call.listing([_system(ReceivingSystem.load(stored)) for stored in page.items], page)


@routes.post(
    _OF_ORGANISATION, Permission.SET_RECEIVING_SYSTEMS, answer=ReceivingSystemView, status=201, resolve=resolve
)
async def add_receiving_system(call: Call[World, Organisation], body: ReceivingSystemBody) -> Answer:
    """From the period that runs now on it is sent the indicators of each, once its figures are settled."""
    wanted = _wanted(call, body, call.creation_id(), call.thing.id, "")
    system = await commands.add_system(call.world, wanted, call.act)
    return Answer(_system(system), 201, {"Location": f"/api/receiving-systems/{system.id}"})


@routes.put("/api/receiving-systems/{system}", Permission.SET_RECEIVING_SYSTEMS, answer=ReceivingSystemView)
async def change_receiving_system(call: Call[World, ReceivingSystem], body: ReceivingSystemBody) -> Answer:
    """Needs If-Match. What waits for it is tried at once; switched off, nothing is sent any more."""
    system = call.thing
    call.match(_system(system))
    wanted = _wanted(call, body, system.id, system.organisation_id, system.sealed_key)
    return Answer(_system(await commands.change_system(call.world, system, wanted, call.act)))


@routes.get("/api/receiving-systems/{system}", Permission.READ_USAGE, answer=ReceivingSystemView)
async def read_receiving_system(call: Call[World, ReceivingSystem]) -> Answer:
    return Answer(_system(call.thing))


def _wanted(
    call: Call[World, Any], body: ReceivingSystemBody, system_id: str, organisation_id: str, sealed: str
) -> ReceivingSystem:
    return ReceivingSystem(
        id=system_id,
        fingerprint=call.fingerprint(),
        organisation_id=organisation_id,
        name=body.name,
        url=body.url,
        unit_code=body.unit_code,
        key_header=body.key_header,
        sealed_key=sealed if body.key is None else call.world.receiving.seal(system_id, body.key),
        periods=tuple(period for period in ReportPeriod if period in body.periods),
        indicators=tuple(Indicator(**one.model_dump()) for one in body.indicators),
        since=home_day(call.act.at),
        active=body.active,
    )


def _system(system: ReceivingSystem) -> ReceivingSystemView:
    return ReceivingSystemView(
        id=system.id,
        organisation_id=system.organisation_id,
        name=system.name,
        url=system.url,
        unit_code=system.unit_code,
        key_header=system.key_header,
        has_key=bool(system.sealed_key),
        periods=list(system.periods),
        indicators=[
            IndicatorView(code=one.code, source=one.source, unit=one.unit, note=one.note) for one in system.indicators
        ],
        active=system.active,
    )
