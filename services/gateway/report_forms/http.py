"""The form of a body's reports over HTTP."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.http import resolve
from services.gateway.organisations.model import Organisation
from services.gateway.report_forms import commands
from services.gateway.report_forms.model import Letterhead, ReportForm
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Line

Short = Annotated[Line, Field(min_length=1, max_length=200)]


class Lines(Body):
    """`authority` are the lines above the signer's name, `recipients` those behind "Nơi nhận"."""

    place: Annotated[Line, Field(max_length=100)] = ""
    authority: Annotated[list[Short], Field(max_length=4)] = Field(default_factory=list)
    signer: Annotated[Line, Field(max_length=200)] = ""
    recipients: Annotated[list[Short], Field(max_length=20)] = Field(default_factory=list)


class LetterheadBody(Lines):
    """`symbol` follows the number ("BC-UBND"). `counted`: numbers are counted, anew each year, from `first_number`."""

    symbol: Annotated[Line, Field(max_length=40)] = ""
    counted: bool = False
    first_number: Annotated[int, Field(ge=1, le=100_000)] = 1


class LetterheadView(TypedDict):
    place: str
    symbol: str
    counted: bool
    first_number: int
    authority: list[str]
    signer: str
    recipients: list[str]


routes = Routes(resolve)


@routes.get("/api/organisations/{id}/report-form", Permission.MAKE_REPORT, answer=LetterheadView)
async def read_report_form(call: Call[World, Organisation]) -> Answer:
    return Answer(_view(await commands.letterhead_of(call.world, call.thing.id)))


@routes.put("/api/organisations/{id}/report-form", Permission.MAKE_REPORT, answer=LetterheadView)
async def set_report_form(call: Call[World, Organisation], body: LetterheadBody) -> Answer:
    """For reports that are made from now on. Needs If-Match."""
    form = await call.world.report_forms.look_up(call.thing.id) or ReportForm(id=call.thing.id)
    call.match(_view(form.letterhead))
    wanted = Letterhead(**body.model_dump())
    return Answer(_view((await commands.set_letterhead(call.world, form, wanted, call.act)).letterhead))


def _view(letterhead: Letterhead) -> LetterheadView:
    return LetterheadView(
        place=letterhead.place,
        symbol=letterhead.symbol,
        counted=letterhead.counted,
        first_number=letterhead.first_number,
        authority=list(letterhead.authority),
        signer=letterhead.signer,
        recipients=list(letterhead.recipients),
    )
