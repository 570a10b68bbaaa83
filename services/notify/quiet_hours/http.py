"""The caller's quiet hours over HTTP."""

from datetime import time
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from typing_extensions import TypedDict

from services.notify.quiet_hours import commands
from services.notify.quiet_hours.model import Span
from services.notify.world import World
from shared.field_errors import FieldProblem
from shared.http import Answer, Body, Call, Found, Routes
from shared.permissions import Permission, Standing
from shared.problems import Said
from shared.zones import Zone

_NOTHING = Said(
    "Giờ bắt đầu và giờ kết thúc phải khác nhau.",
    "Begin and end must differ.",
)
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_USUAL = Span(time(22), time(6), "Asia/Ho_Chi_Minh")
ClockTime = Annotated[str, Field(pattern=_CLOCK)]


class QuietHoursView(TypedDict):
    """`begins` and `ends` are local times `HH:MM` in `zone`; where `on` is false, those that are usual here."""

    on: bool
    begins: str
    ends: str
    zone: str


class QuietHoursBody(Body):
    on: bool
    begins: ClockTime = "22:00"
    ends: ClockTime = "06:00"
    zone: Zone = "Asia/Ho_Chi_Minh"

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.begins == self.ends:
            raise FieldProblem("quiet_hours", _NOTHING)
        return self

    @property
    def span(self) -> Span | None:
        if not self.on:
            return None
        return Span(time.fromisoformat(self.begins), time.fromisoformat(self.ends), self.zone)


async def _own(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(_own)


@routes.get("/api/me/quiet-hours", Permission.READ_INBOX, answer=QuietHoursView)
async def read_quiet_hours(call: Call[World, None]) -> Answer:
    return Answer(await _view(call))


@routes.put("/api/me/quiet-hours", Permission.READ_INBOX, answer=QuietHoursView)
async def choose_quiet_hours(call: Call[World, None], body: QuietHoursBody) -> Answer:
    """Mails wait until they are over, unless the meeting begins before; the inbox never does. `on: false`: none."""
    await commands.choose_span(call.world, call.caller.person_id, body.span, call.act)
    return Answer(await _view(call))


async def _view(call: Call[World, None]) -> QuietHoursView:
    chosen = await commands.span_of(call.world, call.caller.person_id)
    span = chosen or call.world.usual_quiet_hours or _USUAL
    return QuietHoursView(
        on=chosen is not None, begins=f"{span.begins:%H:%M}", ends=f"{span.ends:%H:%M}", zone=span.zone
    )
