"""Series: made as a job, one meeting a row; changed from one meeting on, as a job too."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from services.meeting.meetings.bodies import check_heir
from services.meeting.meetings.commands import check_fields
from services.meeting.meetings.model import Meeting
from services.meeting.patterns.commands import check_chair, make_meeting, take_pattern
from services.meeting.room_calendars.store import bookings_between
from services.meeting.series.model import (
    Occurrence,
    Planned,
    Rule,
    Series,
    SeriesChanging,
    SeriesGoesOn,
    days_of,
    times_on,
)
from services.meeting.sites.copies import align_sites
from services.meeting.sites.model import SitePlan
from services.meeting.world import World
from shared.aggregates import Act
from shared.events.meeting import RoomRequest, Span
from shared.ids import derived_id
from shared.problems import KeyReused, NotFound
from shared.store.port import Document
from shared.words import MeetingState, Mode


def plan_days(world: World, meeting: Meeting, rule: Rule) -> list[Planned]:
    """Those after the meeting's own. Raises SeriesTooLong, SeriesEmpty."""
    first = meeting.begins_there.date()
    return days_of(rule, first, world.calendar)


async def plan_rooms(world: World, meeting: Meeting, planned: list[Planned]) -> list[Planned]:
    """With the booking that stands against the meeting's room on each day, by its calendar as it is now."""
    if meeting.room is None:
        return planned
    begin = meeting.begins_there.time()
    seen: list[Planned] = []
    for one in planned:
        starts_at, ends_at = times_on(one.on, begin, meeting.minutes, meeting.zone)
        span = Span(starts_at=starts_at, ends_at=ends_at)
        there = await bookings_between(world.store, meeting.room.room_id, span)
        taken = Span(starts_at=there[0].starts_at, ends_at=there[0].ends_at) if there else None
        seen.append(one.model_copy(update={"taken": taken}))
    return seen


async def make_series(
    world: World, series_id: str, meeting_id: str, rule: Rule, taken: Mapping[str, bool], act: Act, fingerprint: str
) -> tuple[Series, Document]:
    """Copies of the meeting, which becomes the first of them; `taken` says what goes along, as take_pattern takes it.

    Raises SeriesTooLong, SeriesEmpty, SeriesGoesOn, ChairLeft, MeetingOver.
    """
    meeting = await world.meetings.get(meeting_id)
    meeting.check_open()
    await check_chair(world, meeting.chair_id)
    if meeting.series_id != series_id:
        await check_last(world, meeting)
    local = meeting.begins_there
    later = [
        Occurrence(meeting_id=derived_id("occurrence", series_id, planned.on.isoformat()), on=planned.on)
        for planned in plan_days(world, meeting, rule)
    ]
    series = Series(
        id=series_id,
        fingerprint=fingerprint,
        organisation_id=meeting.organisation_id,
        creator_id=act.actor_id or "",
        rule=rule,
        begin=local.time(),
        minutes=meeting.minutes,
        pattern=await take_pattern(world, meeting_id, **taken),
        occurrences=[Occurrence(meeting_id=meeting_id, on=local.date()), *later],
    )
    series = await world.series.add(series, act)

    def join(one: Meeting) -> None:
        if one.series_id not in {meeting.series_id, series.id}:
            raise SeriesGoesOn  # somebody else made one from it since we looked
        one.join_series(series.id)

    await world.meetings.change(meeting_id, join, act)
    rows = [one.model_dump(mode="json") for one in series.occurrences[1:]]
    return series, await world.jobs.begin(series.id, "series", {"series_id": series.id}, rows, act, fingerprint)


async def check_last(world: World, meeting: Meeting) -> None:
    """Raises SeriesGoesOn: two series would meet on the same days. Those that were cancelled do not count."""
    series = await world.series.look_up(meeting.series_id) if meeting.series_id else None
    later = [one.meeting_id for one in series.following(meeting.id)[1:]] if series else []
    others = (await world.meetings.get_many(later)).values()
    if any(one.state is not MeetingState.CANCELLED for one in others):
        raise SeriesGoesOn


async def occurrence_row(world: World, about: Document, row: Document, act: Act) -> None:
    series = await world.series.get(about["series_id"])
    starts_at, ends_at = series.times_on(Occurrence.model_validate(row).on)
    await make_meeting(world, series.pattern, row["meeting_id"], starts_at, ends_at, act, series_id=series.id)


async def change_following(
    world: World, meeting_id: str, fields: dict[str, Any], begin: time | None, minutes: int | None, act: Act, key: str
) -> Document:
    """From that meeting on, those that are still open and whoever acts prepares. Times change by the clock, days stay.

    Raises NotFound, NotItsSuccessor, SecretRefused, PeopleUnknown; SeriesChanging while the series is made, or changed
    by another request.

    With `fields["sites"]` those that follow get this meeting's mode, video link, sites, and who takes part where; with
    `fields["room"]` they ask for its room, or give theirs up where it has none.
    """
    meeting = await world.meetings.get(meeting_id)
    if meeting.series_id is None:
        raise NotFound
    series = await world.series.get(meeting.series_id)
    await check_heir(world, meeting.organisation_id, fields.get("organisation_id", meeting.organisation_id))
    await check_fields(world, meeting, fields)
    following = series.following(meeting_id)
    there = await world.meetings.get_many([one.meeting_id for one in following])
    own = {one.id for one in there.values() if act.actor_id in one.secretary_ids}
    rows = [one.model_dump(mode="json") for one in following if one.meeting_id in own]
    about: Document = {"fields": fields, "begin": begin.isoformat() if begin else None, "minutes": minutes}
    if fields.pop("room", False):
        about["room"] = meeting.room.again().model_dump(mode="json") if meeting.room else None
    if fields.pop("sites", False):
        pattern = await take_pattern(world, meeting_id)
        about["fields"] = fields | {"mode": pattern.mode, "video_link": pattern.video_link}
        about["sites"] = [plan.model_dump(mode="json") for plan in pattern.sites]
        about["seats"] = {one.person_id: one.origin_id for one in pattern.people}
        about |= {"like": meeting_id, "key": key}
    return await _begin_in_turn(world, series.id, about, rows, act, key)


async def _begin_in_turn(
    world: World, series_id: str, about: Document, rows: list[Document], act: Act, key: str
) -> Document:
    """Two jobs side by side would leave some meetings as one wants them and some as the other. Raises SeriesChanging.

    The series' jobs are numbered, and number 0 made it: of two that want the next number, the store lets one have it.
    """
    number, job_id = 0, series_id
    while True:
        there = await world.jobs.get(job_id)
        if there is None:
            with suppress(KeyReused):
                return await world.jobs.begin(job_id, "following", about, rows, act, key)
        elif there["fingerprint"] == key:
            return there
        elif there["state"] == "running":
            raise SeriesChanging
        else:
            number, job_id = number + 1, derived_id("following", series_id, number + 1)


async def following_row(world: World, about: Document, row: Document, act: Act) -> None:
    """Moved from its planned day by hand, a meeting keeps the day it has. Raises NotFound, MeetingOver."""
    meeting_id = row["meeting_id"]

    def decide(meeting: Meeting) -> None:
        if act.actor_id not in meeting.secretary_ids:
            raise NotFound  # it was handed over since
        fields = dict(about["fields"])
        if "mode" in fields:
            fields["mode"] = Mode(fields["mode"])
        if about["begin"] or about["minutes"]:
            fields |= _times(meeting, about["begin"], about["minutes"])
        meeting.change(fields, act.at)
        if about.get("room"):
            meeting.request_room(RoomRequest.model_validate(about["room"]))
        elif "room" in about:
            meeting.give_room_up()

    await world.meetings.change(meeting_id, decide, act)
    if about.get("like", meeting_id) != meeting_id:
        plans = [SitePlan.model_validate(plan) for plan in about["sites"]]
        await align_sites(world, meeting_id, plans, about["seats"], about["key"], act)


def _times(meeting: Meeting, begin: str | None, minutes: int | None) -> dict[str, datetime]:
    local = meeting.begins_there
    starts_at, ends_at = times_on(
        local.date(),
        time.fromisoformat(begin) if begin else local.time(),
        minutes or meeting.minutes,
        meeting.zone,
    )
    return {"starts_at": starts_at, "ends_at": ends_at}
