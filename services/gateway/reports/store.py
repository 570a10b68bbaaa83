from services.gateway.reports.model import ReportSchedule, UsageReport
from shared.aggregates import Repository
from shared.events.gateway import SOURCE
from shared.store.port import Collection, Document, Index, Store

REPORTS = Collection(
    "gateway.usage_reports",
    (
        Index("by_organisation", ("organisation_id",), order="made_at"),
        Index("by_recipient", each="recipients"),
    ),
)
SCHEDULES = Collection("gateway.report_schedules", (Index("kept", ("kept",)),))


def usage_reports(store: Store) -> Repository[UsageReport]:
    return Repository(store, REPORTS, UsageReport, kind="usagereport", source=SOURCE)


def report_schedules(store: Store) -> Repository[ReportSchedule]:
    return Repository(store, SCHEDULES, ReportSchedule, kind="reportschedule", source=SOURCE, index=_index)


def _index(schedule: ReportSchedule) -> Document:
    return {"kept": int(bool(schedule.recipients))}
