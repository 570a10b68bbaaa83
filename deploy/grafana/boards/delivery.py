from deploy.grafana.panels import WINDOW, Dashboard, Panel, quantile, rate, total

SUCCEEDED = '{outcome="succeeded"}'


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
            Panel("Mails that came back", "By kind.", {"{{kind}}": rate("hop_bounces_total", "kind")}, "ops"),
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
