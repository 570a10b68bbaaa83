"""What the dashboards show: data only. `dashboards.py` makes Grafana's JSON of it, docs/metrics.md names the panels.

Business figures are told by every replica alike, hence `max without (instance, pod)`; they are totals since the
beginning, so a month is the difference to 30 days ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WINDOW: Final = "5m"  # of rates
MONTH: Final = "30d"


@dataclass(frozen=True, slots=True)
class Panel:
    """`queries` by legend; `unit` is Grafana's. `target` draws the line the plan asks for."""

    title: str
    meaning: str
    queries: Mapping[str, str]
    unit: str = "short"
    kind: str = "timeseries"
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    uid: str
    title: str
    meaning: str
    rows: Mapping[str, tuple[Panel, ...]]
    since: str = "now-6h"
    panels: tuple[Panel, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "panels", tuple(panel for row in self.rows.values() for panel in row))


def total(figure: str, *by: str, where: str = "") -> str:
    """Of a business figure, over all settings or by some labels."""
    group = f" by ({', '.join(by)})" if by else ""
    return f"sum{group} (max without (instance, pod) (hop_{figure}{where}))"


def of_month(figure: str, *by: str) -> str:
    now, label = f"max without (instance, pod) (hop_{figure})", f" by ({', '.join(by)})" if by else ""
    before = f"max without (instance, pod) (hop_{figure} offset {MONTH})"
    return f"sum{label} ({now} - ({before} or {now} * 0))"


def share(part: str, whole: str, *by: str) -> str:
    return f"{total(part, *by)} / {total(whole, *by)}"


def rate(metric: str, *by: str, where: str = "") -> str:
    return f"sum by ({', '.join(by)}) (rate({metric}{where}[{WINDOW}]))"


def seldom(metric: str, *by: str) -> str:
    """A rate of what some installations never do: they show 0, not an empty panel."""
    return f"{rate(metric, *by)} or vector(0)"


def quantile(which: float, metric: str, *by: str, where: str = "") -> str:
    labels = ", ".join(("le", *by))
    return f"histogram_quantile({which}, sum by ({labels}) (rate({metric}_bucket{where}[{WINDOW}])))"


REQUESTS = "http_server_request_duration_seconds"
FAILED = '{http_response_status_code=~"5.."}'
SUCCEEDED = '{outcome="succeeded"}'

ONLY_ELECTRONIC = total("meetings_only_electronic")

USE = Dashboard(
    "hop-use",
    "Use of paperless meetings",
    "For leaders: the directions of the plan as targets, by level and over time.",
    {
        "Directions of the plan": (
            Panel(
                "Meetings, against the time planned",
                "Minutes held ÷ minutes planned. The national e-Cabinet asks for meetings 30 % shorter.",
                {"held ÷ planned": share("minutes_held", "minutes_planned")},
                "percentunit",
                target=0.7,
            ),
            Panel(
                "Meetings shorter than before",
                "1 - minutes held ÷ what the meetings would have taken by the baseline their bodies typed in.",
                {"shorter": f"1 - {share('minutes_compared', 'minutes_before')}"},
                "percentunit",
                target=0.3,
            ),
            Panel(
                "Targets in force",
                "As the bodies at the top of their trees have set them, by level.",
                {"{{measure}}, {{level}}": "max by (measure, level) (hop_target_ratio)"},
                "percentunit",
                kind="bargauge",
            ),
            Panel(
                "People who had opened a paper before the start",
                "Of those entitled to one.",
                {"opened": share("people_opened", "people_entitled")},
                "percentunit",
                target=0.8,
            ),
            Panel(
                "Meetings with electronic papers only",
                "Nothing printed, by a complete count ÷ meetings counted. The e-Cabinet asks for all but secret.",
                {"electronic": f"{ONLY_ELECTRONIC} / ({ONLY_ELECTRONIC} + {total('meetings_with_paper')})"},
                "percentunit",
                target=1.0,
            ),
            Panel(
                "Papers too late by the legal clock",
                "Meetings whose last paper came less than three working days ahead ÷ meetings called.",
                {
                    "papers": share("papers_late", "meetings_called"),
                    "invitations": share("invitations_late", "meetings_called"),
                },
                "percentunit",
                target=0.0,
            ),
        ),
        "By level": (
            Panel(
                "Meetings called in 30 days",
                "By level of the body on the meeting's day.",
                {"{{level}}": of_month("meetings_called", "level")},
            ),
            Panel(
                "Meetings held in 30 days",
                "Recorded as held, by level.",
                {"{{level}}": of_month("meetings_held", "level")},
            ),
            Panel(
                "Held ÷ planned minutes",
                "By level.",
                {"{{level}}": share("minutes_held", "minutes_planned", "level")},
                "percentunit",
            ),
            Panel(
                "Pages opened before the start ÷ pages entitled",
                "By level.",
                {"{{level}}": share("pages_opened", "pages_entitled", "level")},
                "percentunit",
            ),
        ),
        "Meetings and people": (
            Panel(
                "Meetings by mode",
                "Called, since the beginning.",
                {"{{mode}}": total("meetings_called", "mode")},
                kind="bargauge",
            ),
            Panel(
                "Meetings by kind",
                "Called, since the beginning.",
                {"{{kind}}": total("meetings_called", "kind")},
                kind="bargauge",
            ),
            Panel(
                "Invitations answered before the start",
                "Of all people called.",
                {"answered": share("answers_in_time", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Attendance",
                "People recorded as there ÷ people called.",
                {"attended": share("participants_attended", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Cancelled after the call",
                "Of all meetings called.",
                {"cancelled": share("meetings_cancelled", "meetings_called")},
                "percentunit",
            ),
            Panel(
                "Seats taken by a substitute",
                "Of all people called.",
                {"substitutes": share("answers_by_substitute", "participants_called")},
                "percentunit",
            ),
            Panel(
                "Paper",
                "Pages × people entitled at the start: what would have been printed; what the print desk counted; the "
                "difference, of meetings whose count is complete.",
                {
                    "would have been printed": total("pages_entitled"),
                    "printed": total("pages_printed"),
                    "not printed": total("pages_saved"),
                },
            ),
            Panel(
                "Papers and pages handed out",
                "At the start, since the beginning.",
                {"papers": total("papers_handed_out"), "pages": total("pages_handed_out")},
            ),
        ),
    },
    since="now-90d",
)

DELIVERY = Dashboard(
    "hop-delivery",
    "Delivery of papers and messages",
    "From release to the last tablet.",
    {
        "Papers": (
            Panel("Uploads", "By outcome.", {"{{outcome}}": rate("hop_documents_uploads_total", "outcome")}, "ops"),
            Panel("Papers waiting for their check", "Or being checked.", {"waiting": "sum(hop_documents_check_queue)"}),
            Panel(
                "Time of a check",
                "Half and 95 % of the checks.",
                {
                    "half": quantile(0.5, "hop_documents_check_seconds"),
                    "95 %": quantile(0.95, "hop_documents_check_seconds"),
                },
                "s",
            ),
            Panel(
                "Released and recalled",
                "Papers.",
                {"{{change}}": rate("hop_documents_releases_total", "change")},
                "ops",
            ),
            Panel(
                "Links to papers",
                "Issued, by what they lead to.",
                {"{{to}}": rate("hop_documents_links_total", "to")},
                "ops",
            ),
        ),
        "Messages": (
            Panel(
                "Messages delivered and given up",
                "By channel and outcome, since the beginning.",
                {"{{channel}} {{outcome}}": total("deliveries", "channel", "outcome")},
                kind="bargauge",
            ),
            Panel(
                "Mean time from fact to delivery",
                "By channel, what digests and quiet hours held back included: what the reader has waited.",
                {
                    "{{channel}}": f"{total('delivery_seconds', 'channel')} / "
                    f"{total('deliveries', 'channel', where=SUCCEEDED)}"
                },
                "s",
            ),
            Panel(
                "How late messages are when they are taken",
                "95 %, from when they should have gone: the minutes a digest gathers and quiet hours are no delay.",
                {
                    "mails": quantile(0.95, "hop_mail_age_seconds"),
                    "pushes": f"{quantile(0.95, 'hop_push_age_seconds')} or vector(0)",
                },
                "s",
            ),
            Panel("Attempts at mails", "By outcome.", {"{{outcome}}": rate("hop_mails_total", "outcome")}, "ops"),
            Panel("Attempts at pushes", "By outcome.", {"{{outcome}}": rate("hop_pushes_total", "outcome")}, "ops"),
            Panel(
                "Indicators handed to the reporting system",
                "Tries, by outcome.",
                {"{{outcome}}": rate("hop_indicator_tries_total", "outcome")},
                "ops",
            ),
            Panel(
                "Oldest indicators not acknowledged",
                "How long they have waited for their receiving system; it is told to somebody after a day.",
                {"oldest": "max(hop_indicators_waiting_seconds)"},
                "s",
                target=86400,
            ),
            Panel(
                "Inbox entries",
                "Put into inboxes.",
                {"entries": f"sum(rate(hop_inbox_entries_total[{WINDOW}]))"},
                "ops",
            ),
        ),
        "Tablets": (
            Panel("Open live streams", "All replicas.", {"streams": "sum(hop_streams)"}),
            Panel(
                "Streams dropped",
                "The client stopped reading.",
                {"dropped": f"sum(rate(hop_streams_dropped_total[{WINDOW}]))"},
                "ops",
            ),
            Panel(
                "From the fact to the stream",
                "Age of facts when notify has handled them: 95 %.",
                {"95 %": quantile(0.95, "hop_event_age_seconds", where='{group="notify.facts"}')},
                "s",
            ),
        ),
    },
)

HEALTH = Dashboard(
    "hop-health",
    "Service health",
    "Rate, errors and duration of requests, per service.",
    {
        "Requests": (
            Panel("Requests", "A second, by service.", {"{{job}}": rate(f"{REQUESTS}_count", "job")}, "reqps"),
            Panel(
                "Errors of ours",
                "Answers 500 and above ÷ all answers.",
                {
                    "{{job}}": f"({rate(f'{REQUESTS}_count', 'job', where=FAILED)} or "
                    f"{rate(f'{REQUESTS}_count', 'job')} * 0) / {rate(f'{REQUESTS}_count', 'job')}"
                },
                "percentunit",
                target=0.001,
            ),
            Panel(
                "Duration, half", "Half of the requests are faster.", {"{{job}}": quantile(0.5, REQUESTS, "job")}, "s"
            ),
            Panel(
                "Duration, 99 %",
                "One in a hundred takes longer.",
                {"{{job}}": quantile(0.99, REQUESTS, "job")},
                "s",
                target=0.5,
            ),
            Panel(
                "Slowest routes",
                "99 % of the requests of the five slowest.",
                {"{{http_route}}": f"topk(5, {quantile(0.99, REQUESTS, 'http_route')})"},
                "s",
            ),
        ),
        "Behind the gateway": (
            Panel(
                "Requests under way",
                "By the service that works on them; none where all is one process.",
                {"{{upstream}} {{kind}}": "sum by (upstream, kind) (hop_gateway_in_flight) or vector(0)"},
            ),
            Panel(
                "Requests no service answered",
                "Unreachable, silent, broken off, shed for there were too many, held back for it is down.",
                {"{{upstream}} {{reason}}": seldom("hop_gateway_failed_total", "upstream", "reason")},
                "ops",
            ),
        ),
        "Signing in": (
            Panel("Sign-ins", "By outcome.", {"{{outcome}}": rate("hop_sign_ins_total", "outcome")}, "ops"),
            Panel("Session checks", "By outcome.", {"{{outcome}}": rate("hop_session_checks_total", "outcome")}, "ops"),
            Panel(
                "Refresh tokens used twice",
                "Sessions ended for it.",
                {"ended": "sum(hop_refresh_tokens_reused_total)"},
                kind="stat",
            ),
            Panel(
                "Entries of the audit record",
                "By deed.",
                {"{{deed}}": rate("hop_audit_entries_total", "deed")},
                "ops",
            ),
            Panel(
                "Requests that waited for their own writes",
                "By outcome.",
                {"{{outcome}}": rate("hop_read_own_writes_waits_total", "outcome")},
                "ops",
            ),
        ),
    },
)

FLOW = Dashboard(
    "hop-flow",
    "Event flow",
    "From a saved fact to its effect: age, lag, what was put aside.",
    {
        "Age and lag": (
            Panel(
                "From the fact to its effect, 95 %",
                "By group.",
                {"{{group}}": quantile(0.95, "hop_event_age_seconds", "group")},
                "s",
                target=2,
            ),
            Panel(
                "Handling one fact, 95 %",
                "By group, every attempt included.",
                {"{{group}}": quantile(0.95, "hop_event_handling_seconds", "group")},
                "s",
            ),
            Panel("Facts not yet heard", "By group.", {"{{group}}": "sum by (group) (hop_log_behind)"}),
            Panel(
                "Facts handled",
                "By group and outcome.",
                {"{{group}} {{outcome}}": rate("hop_events_handled_total", "group", "outcome")},
                "ops",
            ),
            Panel(
                "Facts put aside",
                "By group, until they are replayed.",
                {"{{group}}": "max by (group) (hop_events_parked)"},
            ),
            Panel(
                "Meetings that could not be added up",
                "For the usage figures; the log names them.",
                {"meetings": "sum(hop_usage_not_counted_total)"},
                kind="stat",
            ),
            Panel(
                "Rows of bulk work",
                "By job and outcome.",
                {"{{kind}} {{outcome}}": rate("hop_job_rows_total", "kind", "outcome")},
                "ops",
            ),
        ),
        "Kafka": (
            Panel(
                "Partitions taken away",
                "Times a member of a group lost some to another: after a start, an end, or a silence.",
                {"{{group}}": seldom("hop_log_rebalances_total", "group")},
                "ops",
            ),
            Panel(
                "Records that are no facts",
                "Somebody else writes to our topics.",
                {"{{group}}": seldom("hop_log_not_events_total", "group")},
                "ops",
            ),
            Panel(
                "Producers replaced",
                "Given up after a failed send.",
                {"replaced": f"sum(rate(hop_producers_replaced_total[{WINDOW}])) or vector(0)"},
                "ops",
            ),
        ),
        "Outbox": (
            Panel(
                "Facts published",
                "Acknowledged by the log; none where store and log are one.",
                {"published": f"sum(rate(hop_events_published_total[{WINDOW}]))"},
                "ops",
            ),
            Panel(
                "Age of the oldest fact not published", "In the outbox.", {"age": "max(hop_outbox_age_seconds)"}, "s"
            ),
            Panel(
                "Facts in outboxes",
                "Saved and not yet published, by process.",
                {"{{job}} {{instance}}": "hop_outbox_events"},
            ),
            Panel(
                "Outboxes overdue",
                "Documents with facts that should have been published.",
                {"overdue": "max(hop_outboxes_overdue)"},
            ),
            Panel(
                "Times publishing stopped",
                "Left for the sweeper.",
                {"stopped": f"sum(rate(hop_publishing_stopped_total[{WINDOW}]))"},
                "ops",
            ),
        ),
    },
)

CAPACITY = Dashboard(
    "hop-capacity",
    "Capacity",
    "What is near its end.",
    {
        "Process": (
            Panel(
                "Processor",
                "Cores in use, by process.",
                {"{{job}} {{instance}}": f"rate(process_cpu_seconds_total[{WINDOW}])"},
            ),
            Panel(
                "Memory", "Resident, by process.", {"{{job}} {{instance}}": "process_resident_memory_bytes"}, "bytes"
            ),
            Panel(
                "Open files",
                "Of those allowed.",
                {"{{job}} {{instance}}": "process_open_fds / process_max_fds"},
                "percentunit",
                target=0.8,
            ),
            Panel(
                "How late the event loop is, 99 %",
                "A tenth of a second is felt.",
                {"{{job}}": quantile(0.99, "hop_event_loop_lag_seconds", "job")},
                "s",
                target=0.1,
            ),
        ),
        "Queues": (
            Panel("Passwords waiting", "For argon2.", {"waiting": "sum(hop_passwords_waiting)"}),
            Panel("Writes waiting for a commit", "Embedded store.", {"waiting": "sum(hop_store_writes_waiting)"}),
            Panel(
                "Connections to the store",
                "Cluster store: in use, and kept for the next operation.",
                {
                    "{{db_client_connection_state}}": "sum by (db_client_connection_state) "
                    "(db_client_connection_count) or vector(0)"
                },
            ),
            Panel(
                "Operations without a connection",
                "Cluster store: those that wait for one, and those that got none in time.",
                {
                    "waiting": "sum(db_client_connection_pending_requests) or vector(0)",
                    "got none, a second": f"sum(rate(db_client_connection_timeouts_total[{WINDOW}])) or vector(0)",
                },
            ),
            Panel(
                "Operations the store was asked again",
                "Cluster store.",
                {"repeated": f"sum(rate(hop_store_repeats_total[{WINDOW}]))"},
                "ops",
            ),
            Panel(
                "Checks without an answer",
                "By outcome.",
                {"{{outcome}}": rate("hop_documents_check_interruptions_total", "outcome")},
                "ops",
            ),
        ),
    },
)

DASHBOARDS: Final = (USE, DELIVERY, HEALTH, FLOW, CAPACITY)
