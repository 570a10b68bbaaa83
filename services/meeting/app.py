"""Builds the meeting service."""

import time
from typing import Any

from services.meeting.agenda_items.http import routes as agenda_routes
from services.meeting.agenda_items.names import Names
from services.meeting.diary.store import Diary
from services.meeting.legal_clock.http import routes as clock_routes
from services.meeting.legal_clock.model import SHIPPED, load_calendar
from services.meeting.legal_clock.store import PaperReleases
from services.meeting.meetings.http import new_routes
from services.meeting.meetings.http import routes as meeting_routes
from services.meeting.meetings.store import meetings_in
from services.meeting.participants.commands import attendance_row, invite_row
from services.meeting.participants.http import routes as participant_routes
from services.meeting.participants.store import participations_in
from services.meeting.reactions import reactions
from services.meeting.settings import MeetingSettings
from services.meeting.substitutes.http import routes as substitute_routes
from services.meeting.world import World
from shared.app import Kit, Service
from shared.copies import Copies, Derived, Made
from shared.directory import Directory
from shared.jobs import Jobs, RowWork
from shared.kept import KeptAnswers
from shared.store.port import Document, Store
from shared.zones import all_zones


def build(kit: Kit) -> Service:
    settings = MeetingSettings()
    all_zones()
    store = kit.backends.store
    kinds: dict[str, RowWork] = {}
    kept = KeptAnswers(time.monotonic)
    world = World(
        clock=kit.clock,
        store=store,
        meetings=meetings_in(store),
        participations=participations_in(store),
        directory=Directory("meeting", store, kept.forget),
        diary=Diary(store),
        releases=PaperReleases(store),
        calendar=load_calendar([SHIPPED, *([settings.holidays] if settings.holidays else [])]),
        jobs=Jobs("meeting", store, kit.clock, kinds),
        kept=kept,
        names=Names(),
        secrets_allowed=kit.settings.secrets_allowed,
    )
    kinds["participants"] = _row(world, invite_row)
    kinds["attendance"] = _row(world, attendance_row)
    return Service(
        name="meeting",
        world=world,
        routes=[*new_routes, *meeting_routes, *agenda_routes, *participant_routes, *substitute_routes, *clock_routes],
        reactions=reactions(world),
        loops={"jobs": world.jobs.run},
        rebuilds={
            "meeting.directory": Copies(_directory),
            "meeting.papers": Copies(_papers),
            "meeting.diary": Derived(world.diary.handlers()),
        },
    )


def _directory(store: Store) -> Made:
    directory = Directory("meeting", store)
    return directory.handlers(), directory.projections


def _papers(store: Store) -> Made:
    releases = PaperReleases(store)
    return releases.handlers(), [releases.papers]


def _row(world: World, work: Any) -> RowWork:
    async def do(about: Document, row: Any, act: Any) -> None:
        await work(world, about, row, act)

    return do
