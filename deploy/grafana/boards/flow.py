from deploy.grafana.panels import WINDOW, Dashboard, Panel, quantile, rate, seldom

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
