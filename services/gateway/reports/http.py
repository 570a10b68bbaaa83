"""Reports of use over HTTP: made, scheduled, read by those named, and taken away as a file."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.organisations.http import resolve
from services.gateway.organisations.model import Organisation
from services.gateway.report_forms.http import Lines
from services.gateway.reports import commands
from services.gateway.reports.model import Heading, ReportSchedule, UsageReport, ended_period, schedule_id
from services.gateway.reports.papers import file_name, official_paper, period_name, rows
from services.gateway.reports.store import REPORTS
from services.gateway.standing import standings_at
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Found, Paging, Routes
from shared.official import docx_of, pdf_of
from shared.permissions import Permission, Standing
from shared.problems import NotFound
from shared.text import Line
from shared.words import ReportPeriod
from shared.zones import home_day

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
People = Annotated[list[str], Field(max_length=100)]


class NewReport(Body):
    """`since` is the first day of the period; people named in `recipients` may read it wherever they work."""

    period: ReportPeriod
    since: date
    recipients: People = Field(default_factory=list)


class ScheduleBody(Body):
    """Nobody: the report is not made by itself any more."""

    recipients: People


class HeadingBody(Lines):
    """`number` with its symbol ("54/BC-UBND"); empty, it is left open. Without `day`: the day it was made."""

    number: Annotated[Line, Field(max_length=50)] = ""
    day: date | None = None


class ReportFile(Body):
    format: Literal["docx", "pdf", "xlsx", "csv"] = "docx"


class NamedView(TypedDict):
    id: str
    full_name: str


class HeadingView(TypedDict):
    number: str
    place: str
    day: str | None
    authority: list[str]
    signer: str
    recipients: list[str]


class ReportView(TypedDict):
    """`made_by` is null where a schedule made it."""

    id: str
    organisation_id: str
    organisation_name: str
    period: ReportPeriod
    since: str
    until: str
    name: str
    recipients: list[NamedView]
    made_by: NamedView | None
    made_at: str
    heading: HeadingView


class ReportsView(TypedDict):
    items: list[ReportView]
    next: str | None


class ScheduleView(TypedDict):
    period: ReportPeriod
    recipients: list[NamedView]


class SchedulesView(TypedDict):
    items: list[ScheduleView]


async def report_of(call: Call[World, Any]) -> Found[UsageReport]:
    """Resolver of every route below /api/usage-reports/{report}. Raises NotFound."""
    report = await call.world.usage_reports.get(call.path("report"))
    standings = await standings_at(call.world, report.organisation_id, call.caller)
    named = call.caller.person_id in report.recipients
    return Found(report, standings | ({Standing.RECIPIENT} if named else set()))


async def himself(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(report_of)


@routes.get("/api/organisations/{id}/usage-reports", Permission.READ_USAGE, answer=ReportsView, resolve=resolve)
async def list_reports(call: Call[World, Organisation], query: Paging) -> Answer:
    """Of the organisation itself, the oldest first."""
    page = await call.world.usage_reports.store.find(
        REPORTS, "by_organisation", call.thing.id, after=call.position(query.after), limit=query.limit
    )
    return call.listing(await _views(call.world, [UsageReport.load(stored) for stored in page.items]), page)


@routes.get("/api/me/usage-reports", Permission.USE_OWN_ACCOUNT, answer=ReportsView, resolve=himself)
async def list_own_reports(call: Call[World, None], query: Paging) -> Answer:
    """Those the caller is named in."""
    page = await call.world.usage_reports.store.find(
        REPORTS, "by_recipient", each=call.caller.person_id, after=call.position(query.after), limit=query.limit
    )
    return call.listing(await _views(call.world, [UsageReport.load(stored) for stored in page.items]), page)


@routes.post(
    "/api/organisations/{id}/usage-reports", Permission.MAKE_REPORT, answer=ReportView, status=201, resolve=resolve
)
async def make_report(call: Call[World, Organisation], body: NewReport) -> Answer:
    """Of a period that is over; its numbers are frozen. What is withheld is told from the fifth day after its end."""
    days = ended_period(body.period, body.since, home_day(call.act.at))
    report = await commands.make_report(
        call.world,
        call.creation_id(),
        call.thing,
        body.period,
        days,
        body.recipients,
        call.act,
        call.fingerprint(),
    )
    (view,) = await _views(call.world, [report])
    return Answer(view, 201, {"Location": f"/api/usage-reports/{report.id}"})


@routes.get("/api/usage-reports/{report}", Permission.READ_REPORT, answer=ReportView)
async def read_report(call: Call[World, UsageReport]) -> Answer:
    (view,) = await _views(call.world, [call.thing])
    return Answer(view)


@routes.put("/api/usage-reports/{report}/heading", Permission.MAKE_REPORT, answer=ReportView)
async def head_report(call: Call[World, UsageReport], body: HeadingBody) -> Answer:
    """What stands on its paper besides the figures, which stay as they were."""
    heading = Heading(symbol=call.thing.heading.symbol, **body.model_dump())
    (view,) = await _views(call.world, [await commands.head_report(call.world, call.thing, heading, call.act)])
    return Answer(view)


@routes.get("/api/usage-reports/{report}/file", Permission.READ_REPORT, files=tuple(_TYPES.values()))
async def take_report(call: Call[World, UsageReport], query: ReportFile) -> web.StreamResponse:
    """DOCX and PDF in the official form, XLSX and CSV of the numbers; no cell is a formula."""
    headers = {
        "Content-Type": _TYPES[query.format],
        "Content-Disposition": f'attachment; filename="{file_name(call.thing, query.format)}"',
        "Cache-Control": "no-store",
    }
    return web.Response(body=await _file(call.world, call.thing, query.format), headers=headers)


@routes.get("/api/organisations/{id}/report-schedules", Permission.MAKE_REPORT, answer=SchedulesView, resolve=resolve)
async def list_schedules(call: Call[World, Organisation]) -> Answer:
    """One for each kind of period."""
    names = [schedule_id(call.thing.id, period) for period in ReportPeriod]
    found = await call.world.report_schedules.get_many(names)
    schedules = [
        found.get(name) or ReportSchedule(id=name, organisation_id=call.thing.id, period=period)
        for name, period in zip(names, ReportPeriod, strict=True)
    ]
    return Answer({"items": await _schedule_views(call.world, schedules)})


@routes.put(
    "/api/organisations/{id}/report-schedules/{period}",
    Permission.MAKE_REPORT,
    answer=ScheduleView,
    resolve=resolve,
)
async def set_schedule(call: Call[World, Organisation], body: ScheduleBody) -> Answer:
    """From the period that runs now on, made once it is over and what is withheld in it is told."""
    if call.path("period") not in set(ReportPeriod):
        raise NotFound
    period = ReportPeriod(call.path("period"))
    schedule = await commands.set_schedule(call.world, call.thing, period, body.recipients, call.act)
    return Answer((await _schedule_views(call.world, [schedule]))[0])


async def _file(world: World, report: UsageReport, form: Literal["docx", "pdf", "xlsx", "csv"]) -> bytes:
    if form == "xlsx" or form == "csv":
        return await world.spreadsheets.write(form, rows(report))
    organisation = await world.organisations.get(report.organisation_id)
    above = await world.organisations.look_up(organisation.parent_id) if organisation.parent_id else None
    paper = official_paper(report, above.name if above else "")
    if form == "docx":
        return await asyncio.to_thread(docx_of, [paper])
    return (await asyncio.to_thread(pdf_of, [paper])).content


async def _views(world: World, reports: list[UsageReport]) -> list[ReportView]:
    people = {one for report in reports for one in (*report.recipients, report.person_id) if one}
    names = await _names(world, people)
    return [
        ReportView(
            id=report.id,
            organisation_id=report.organisation_id,
            organisation_name=report.content["name"],
            period=report.period,
            since=report.since.isoformat(),
            until=report.until.isoformat(),
            name=period_name(report.period, report.since),
            recipients=[NamedView(id=one, full_name=names.get(one, "")) for one in report.recipients],
            made_by=NamedView(id=report.person_id, full_name=names.get(report.person_id, ""))
            if report.person_id
            else None,
            made_at=to_text(report.made_at),
            heading=_heading(report.heading),
        )
        for report in reports
    ]


def _heading(heading: Heading) -> HeadingView:
    return HeadingView(
        number=heading.number,
        place=heading.place,
        day=heading.day.isoformat() if heading.day else None,
        authority=list(heading.authority),
        signer=heading.signer,
        recipients=list(heading.recipients),
    )


async def _schedule_views(world: World, schedules: list[ReportSchedule]) -> list[ScheduleView]:
    names = await _names(world, {one for schedule in schedules for one in schedule.recipients})
    return [
        ScheduleView(
            period=schedule.period,
            recipients=[NamedView(id=one, full_name=names.get(one, "")) for one in schedule.recipients],
        )
        for schedule in schedules
    ]


async def _names(world: World, people: set[str]) -> dict[str, str]:
    found = await world.people.get_many(sorted(people))
    return {person_id: person.full_name for person_id, person in found.items()}
