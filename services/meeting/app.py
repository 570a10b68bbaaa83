"""Builds the meeting service."""

import asyncio
import time
from functools import partial

import structlog

from services.meeting.agenda_changes.http import routes as agenda_change_routes
from services.meeting.agenda_changes.store import AgendaHistory
from services.meeting.agenda_items.http import routes as agenda_routes
from services.meeting.board.http import routes as board_routes
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
from services.meeting.patterns.http import routes as copy_routes
from services.meeting.patterns.http import template_routes
from services.meeting.patterns.store import templates_in
from services.meeting.printed_forms.http import routes as printed_form_routes
from services.meeting.printed_forms.store import printed_forms_in
from services.meeting.reactions import reactions
from services.meeting.reminders.commands import tell_nearness
from services.meeting.reminders.http import routes as reminder_routes
from services.meeting.room_calendars.commands import expire_bookings
from services.meeting.room_calendars.http import request_routes
from services.meeting.room_calendars.http import routes as booking_routes
from services.meeting.room_calendars.store import calendars_in
from services.meeting.rooms.http import routes as room_routes
from services.meeting.rooms.store import rooms_in
from services.meeting.series.commands import following_row, occurrence_row
from services.meeting.series.http import routes as series_routes
from services.meeting.series.store import series_in
from services.meeting.settings import MeetingSettings
from services.meeting.sites.commands import assign_row
from services.meeting.sites.copies import copied_site_row
from services.meeting.sites.http import duty_routes, site_routes
from services.meeting.sites.http import routes as sites_routes
from services.meeting.sites.store import sites_in
from services.meeting.substitutes.http import routes as substitute_routes
from services.meeting.world import World
from shared.app import Kit, Service
from shared.copies import Copies, Derived, Made
from shared.directory import Directory
from shared.jobs import Jobs, RowWork
from shared.kept import KeptAnswers
from shared.store.port import Store, StoreAway
from shared.zones import all_zones

log = structlog.get_logger()

LOOK_AGAIN = 30.0  # seconds


# Paths below /api/meetings are tried in this order: what a hall asks for most comes first.
_ROUTES = (
    *agenda_routes,
    *new_routes,
    *meeting_routes,
    *agenda_change_routes,
    *participant_routes,
    *substitute_routes,
    *clock_routes,
    *sites_routes,
    *site_routes,
    *duty_routes,
    *room_routes,
    *request_routes,
    *booking_routes,
    *copy_routes,
    *template_routes,
    *series_routes,
    *reminder_routes,
    *printed_form_routes,
    *board_routes,
)

_ROWS = {
    "participants": invite_row,
    "attendance": attendance_row,
    "sites": assign_row,
    "copied_sites": copied_site_row,
    "series": occurrence_row,
    "following": following_row,
}


def build(kit: Kit) -> Service:
    """Reads reference data from files, so it blocks."""
    all_zones()
    world = _world(kit)
    return Service(
        name="meeting",
        world=world,
        routes=_ROUTES,
        reactions=reactions(world),
        loops={"jobs": world.jobs.run, "clock": partial(_follow_clock, world)},
        rebuilds={
            "meeting.directory": Copies(_directory),
            "meeting.papers": Copies(_papers),
            "meeting.diary": Derived(world.diary.handlers()),
            "meeting.agenda_entries": Derived(world.agenda_history.handlers()),
        },
    )


def _world(kit: Kit) -> World:
    settings = MeetingSettings()
    store = kit.backends.store
    rows: dict[str, RowWork] = {}
    kept = KeptAnswers(time.monotonic)
    world = World(
        clock=kit.clock,
        store=store,
        meetings=meetings_in(store),
        participations=participations_in(store),
        directory=Directory("meeting", store, kept.forget),
        diary=Diary(store),
        agenda_history=AgendaHistory(store),
        releases=PaperReleases(store),
        rooms=rooms_in(store),
        calendars=calendars_in(store),
        templates=templates_in(store),
        printed_forms=printed_forms_in(store),
        series=series_in(store),
        sites=sites_in(store),
        calendar=load_calendar([SHIPPED, *([settings.holidays] if settings.holidays else [])]),
        jobs=Jobs("meeting", store, kit.clock, rows),
        kept=kept,
        secrets_allowed=kit.settings.secrets_allowed,
    )
    rows |= {kind: partial(row, world) for kind, row in _ROWS.items()}
    return world


async def _follow_clock(world: World) -> None:
    """What falls due by itself. For ever; a store that is away is waited for."""
    while True:
        try:
            await expire_bookings(world)
            await tell_nearness(world)
        except StoreAway:
            log.warning("store away, what is due waits")
        await asyncio.sleep(LOOK_AGAIN)


def _directory(store: Store) -> Made:
    directory = Directory("meeting", store)
    return directory.handlers(), directory.projections


def _papers(store: Store) -> Made:
    releases = PaperReleases(store)
    return releases.handlers(), [releases.papers]
