"""Series over HTTP."""

from datetime import time
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.meeting.access import Seen, meeting_of
from services.meeting.meetings.views import TakenView
from services.meeting.participants.http import WAIT_FOR_JOB, JobView, job_view
from services.meeting.series import commands
from services.meeting.series.model import Rule
from services.meeting.world import World
from shared.http import Answer, Body, Call, Change, Routes
from shared.ids import derived_id
from shared.permissions import Permission
from shared.text import Line

routes = Routes(meeting_of)


class NewSeries(Body):
    """`with_agenda`: each meeting begins with this one's agenda; else with an empty one.

    `with_room`: each asks for this one's room at its own time.
    """

    rule: Rule
    with_agenda: bool = True
    with_room: bool = True


class WantedRule(Body):
    rule: Rule


class FollowingChange(Change):
    """What is sent changes in this meeting and all that follow. `begin` is the clock on the wall.

    With `sites` those that follow get this meeting's mode, video link and sites, and who takes part where; with `room`
    they ask for its room. `organisation_id` as in a change of one meeting.
    """

    organisation_id: str = ""
    title: Annotated[Line, Field(min_length=1, max_length=300)] = ""
    place: Annotated[Line, Field(max_length=300)] = ""
    chair_id: Annotated[str, Field(min_length=1)] = ""
    begin: time | None = None
    minutes: Annotated[int, Field(ge=5, le=24 * 60)] | None = None
    sites: bool = False
    room: bool = False


class PlannedDay(TypedDict):
    """`ruled` is the day the rule gave; `on` another one where that was a day off.

    `taken` is the time for which others have the meeting's room, of those that overlap the first.
    """

    on: str
    ruled: str
    taken: TakenView | None


class PlannedDays(TypedDict):
    items: list[PlannedDay]


@routes.post("/api/meetings/{meeting}/series-preview", Permission.PREPARE_MEETING, answer=PlannedDays)
async def preview_series(call: Call[World, Seen], body: WantedRule) -> Answer:
    """The days a rule gives after this meeting, holidays considered, and whether its room is free. Nothing is made."""
    meeting = await call.world.meetings.get(call.thing.stored.id)
    await commands.check_last(call.world, meeting)
    days = await commands.plan_rooms(call.world, meeting, commands.plan_days(call.world, meeting, body.rule))
    return Answer({"items": [one.model_dump(mode="json") for one in days]})


@routes.post("/api/meetings/{meeting}/series", Permission.PREPARE_MEETING, answer=JobView, status=202)
async def make_series(call: Call[World, Seen], body: NewSeries) -> Answer:
    """Drafts like this meeting, which is the first. A job; the answer shows it finished if that takes no long."""
    _, job = await commands.make_series(
        call.world,
        call.creation_id(),
        call.thing.stored.id,
        body.rule,
        body.model_dump(include={"with_agenda", "with_room"}),
        call.act,
        call.fingerprint(),
    )
    return Answer(job_view(await call.world.jobs.finished(job["id"], WAIT_FOR_JOB) or job), 202)


@routes.patch("/api/meetings/{meeting}/following", Permission.PREPARE_MEETING, answer=JobView, status=202)
async def change_following(call: Call[World, Seen], body: FollowingChange) -> Answer:
    """Those that are over or cancelled are named in `refused`, and stay; those of other secretaries are passed over."""
    fields = {name: value for name, value in body.given().items() if name not in {"begin", "minutes"}}
    key = derived_id(call.creation_id(), call.fingerprint())
    job = await commands.change_following(
        call.world, call.thing.stored.id, fields, body.begin, body.minutes, call.act, key
    )
    return Answer(job_view(await call.world.jobs.finished(job["id"], WAIT_FOR_JOB) or job), 202)
