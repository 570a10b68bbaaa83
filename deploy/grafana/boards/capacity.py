from deploy.grafana.panels import WINDOW, Dashboard, Panel, quantile, rate

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
