"""The caller's quiet hours over HTTP."""

from datetime import time
from typing import Any

from services.notify.quiet_hours import commands
from services.notify.quiet_hours.model import Span
from services.notify.world import World
from shared.http import Answer, Call, Found, Routes
from shared.permissions import Permission, Standing
from shared.quiet_hours import QuietHoursBody, QuietHoursView

_USUAL = Span(time(22), time(6), "Asia/Ho_Chi_Minh")


class OwnQuietHoursView(QuietHoursView):
    """`own`: he chose them himself; otherwise they are those of his body, which are always in `usual`."""

    own: bool
    usual: QuietHoursView


async def _own(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(_own)


@routes.get("/api/me/quiet-hours", Permission.READ_INBOX, answer=OwnQuietHoursView)
async def read_quiet_hours(call: Call[World, None]) -> Answer:
    return Answer(await _view(call))


@routes.put("/api/me/quiet-hours", Permission.READ_INBOX, answer=OwnQuietHoursView)
async def choose_quiet_hours(call: Call[World, None], body: QuietHoursBody) -> Answer:
    """Mails wait until they are over, unless the meeting begins before; the inbox never does. `on: false`: none."""
    chosen = Span.of(body.model_dump())
    await commands.choose_span(call.world, call.caller.person_id, chosen, call.act)
    return Answer(await _view(call))


@routes.delete("/api/me/quiet-hours", Permission.READ_INBOX, answer=OwnQuietHoursView)
async def follow_usual_quiet_hours(call: Call[World, None]) -> Answer:
    """Those of his body hold again, also when it changes them."""
    await commands.follow_usual(call.world, call.caller.person_id, call.act)
    return Answer(await _view(call))


async def _view(call: Call[World, None]) -> OwnQuietHoursView:
    person_id = call.caller.person_id
    usual = await commands.usual_span(call.world, person_id)
    own = await commands.own_choice(call.world, person_id)
    shown = _view_of(own.span if own else usual, usual)
    return OwnQuietHoursView(**shown, own=own is not None, usual=_view_of(usual, usual))


def _view_of(span: Span | None, usual: Span | None) -> QuietHoursView:
    """Where there are none, the times that are offered to whoever wants some."""
    times = span or usual or _USUAL
    return QuietHoursView(
        on=span is not None, begins=f"{times.begins:%H:%M}", ends=f"{times.ends:%H:%M}", zone=times.zone
    )
