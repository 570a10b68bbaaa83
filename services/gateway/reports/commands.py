"""Makes reports of use: when somebody asks for one, and by schedules once a period is over."""

import asyncio
from collections.abc import Sequence
from datetime import date

import structlog

from services.gateway.organisations.model import Organisation
from services.gateway.report_forms.commands import check_typed, letterhead_of, take_number
from services.gateway.reports.model import (
    FiguresNotReady,
    Heading,
    RecipientUnknown,
    ReportSchedule,
    UsageReport,
    period_before,
    period_of,
    schedule_id,
    scheduled_report_id,
)
from services.gateway.reports.store import SCHEDULES
from services.gateway.usage.model import AFTER_MONTH
from services.gateway.usage.page import usage_view
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import Problem
from shared.store.port import every
from shared.words import ReportPeriod
from shared.zones import home_day

log = structlog.get_logger()

LOOK_AGAIN = 60.0  # seconds


async def make_report(
    world: World,
    report_id: str,
    organisation: Organisation,
    period: ReportPeriod,
    days: tuple[date, date],
    recipients: Sequence[str],
    act: Act,
    fingerprint: str = "",
) -> UsageReport:
    """The same `report_id` again gives the report that is there, with the numbers of then.

    Raises FiguresNotReady, RecipientUnknown, KeyReused.
    """
    if world.usage.snapshot.as_of is None:
        raise FiguresNotReady
    await check_recipients(world, organisation, recipients)
    before = await usage_view(world, organisation, *period_before(period, days[0]), act.at)
    content = {**await usage_view(world, organisation, *days, act.at), "previous": before["figures"]}
    heading = await _heading(world, organisation.id, report_id, act)
    report = UsageReport(
        id=report_id,
        fingerprint=fingerprint,
        organisation_id=organisation.id,
        period=period,
        since=days[0],
        until=days[1],
        recipients=tuple(sorted(set(recipients))),
        content=content,
        person_id=act.actor_id or "",
        made_at=act.at,
        heading=heading,
    )
    report.make()
    return await world.usage_reports.add(report, act)


async def _heading(world: World, organisation_id: str, report_id: str, act: Act) -> Heading:
    """As the body's reports are headed now; the year of its number is that of the day it is made."""
    letterhead = await letterhead_of(world, organisation_id)
    number = await take_number(world, organisation_id, home_day(act.at).year, report_id, act)
    taken = letterhead.model_dump(include={"symbol", "place", "authority", "signer", "recipients"})
    return Heading(number=number, **taken)


async def head_report(world: World, report: UsageReport, heading: Heading, act: Act) -> UsageReport:
    """Raises SecretRefused."""
    typed = (heading.number, heading.place, heading.signer, *heading.authority, *heading.recipients)
    check_typed(world, report.id, *typed)
    return await world.usage_reports.change(report.id, lambda one: one.head(heading), act)


async def set_schedule(
    world: World, organisation: Organisation, period: ReportPeriod, recipients: Sequence[str], act: Act
) -> ReportSchedule:
    """Raises RecipientUnknown."""
    await check_recipients(world, organisation, recipients)
    name = schedule_id(organisation.id, period)
    if await world.report_schedules.look_up(name) is None:
        fresh = ReportSchedule(id=name, organisation_id=organisation.id, period=period)
        await world.report_schedules.add(fresh, act)
    return await world.report_schedules.change(name, lambda one: one.change(recipients, home_day(act.at)), act)


async def check_recipients(world: World, organisation: Organisation, recipients: Sequence[str]) -> None:
    """People of the same tree who can still sign in. Raises RecipientUnknown."""
    people = await world.people.get_many(list(recipients))
    if any(one not in people or not people[one].active for one in recipients):
        raise RecipientUnknown
    if any(person.root_id != organisation.path[0] for person in people.values()):
        raise RecipientUnknown


async def make_scheduled(world: World) -> None:
    """For ever."""
    while True:
        await make_due(world)
        await asyncio.sleep(LOOK_AGAIN)


async def make_due(world: World) -> None:
    """Each period is due once what is withheld in its last month is told. What is there already stays as it is."""
    if world.usage.snapshot.as_of is None:
        return
    store, now = world.report_schedules.store, world.clock.now()
    async for stored in every(store, SCHEDULES, "kept", 1):
        schedule = ReportSchedule.load(stored)
        days = period_before(schedule.period, period_of(schedule.period, home_day(now - AFTER_MONTH))[0])
        if days[0] < schedule.since:
            continue
        name = scheduled_report_id(schedule.organisation_id, schedule.period, days[0])
        if await world.usage_reports.look_up(name) is None:
            await _make_scheduled(world, name, schedule, days)


async def _make_scheduled(world: World, name: str, schedule: ReportSchedule, days: tuple[date, date]) -> None:
    """Whoever was deactivated meanwhile is left out; one report that cannot be made does not hold up the others."""
    try:
        organisation = await world.organisations.get(schedule.organisation_id)
        if not organisation.existed_in(days):
            return  # it merged or was split: whoever goes on makes his own
        people = await world.people.get_many(list(schedule.recipients))
        recipients = [one for one in schedule.recipients if one in people and people[one].active]
        act = Act(world.clock.now())
        await make_report(world, name, organisation, schedule.period, days, recipients, act)
    except Problem as problem:
        log.warning("report not made", report_id=name, code=problem.code)
