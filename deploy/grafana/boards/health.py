from deploy.grafana.panels import Dashboard, Panel, quantile, rate, seldom

REQUESTS = "http_server_request_duration_seconds"
FAILED = '{http_response_status_code=~"5.."}'


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
