"""Alerts on what people feel, with burn rates (SRE workbook, chapter 5): `hop.rules.yml` for Prometheus, and the same
as a PrometheusRule for its operator. Each alert has a line in docs/operations.md, section "Alerts".
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER = Path(__file__).parent
KUBERNETES = FOLDER.parent / "k8s" / "monitoring"
REQUESTS: Final = "http_server_request_duration_seconds"
OBJECTIVE: Final = 0.001  # of the answers of 30 days may be errors of ours
DASHBOARD: Final = "https://grafana.example/d/"


@dataclass(frozen=True, slots=True)
class Alert:
    name: str
    expression: str
    lasting: str
    severity: str
    summary: str
    board: str


def _errors(window: str) -> str:
    bad = f'sum by (job) (rate({REQUESTS}_count{{http_response_status_code=~"5.."}}[{window}]))'
    return f"{bad} / sum by (job) (rate({REQUESTS}_count[{window}]))"


def _burns(rate: float, *windows: str) -> str:
    return " and ".join(f"({_errors(window)}) > {round(rate * OBJECTIVE, 5)}" for window in windows)


def _slow(metric: str, bound: str, window: str, by: str, where: str = "") -> str:
    """The share of what took longer than `bound` seconds."""
    fast = f'sum by ({by}) (rate({metric}_bucket{{le="{bound}"{where}}}[{window}]))'
    every = f"sum by ({by}) (rate({metric}_count{{{where.lstrip(',')}}}[{window}]))"
    return f"1 - {fast} / {every}"


ALERTS: Final = (
    Alert(
        "HopErrorsBurnFast",
        _burns(14.4, "1h", "5m"),
        "2m",
        "page",
        "{{ $labels.job }} fails one request in seventy",
        "hop-health",
    ),
    Alert(
        "HopErrorsBurnSlowly",
        _burns(6, "6h", "30m"),
        "15m",
        "ticket",
        "{{ $labels.job }} will spend its errors of a month in five days",
        "hop-health",
    ),
    Alert(
        "HopAnswersSlowly",
        f"({_slow(REQUESTS, '1.0', '30m', 'job')}) > 0.05",
        "10m",
        "ticket",
        "One request in twenty to {{ $labels.job }} takes more than a second",
        "hop-health",
    ),
    Alert(
        "HopFactsTakeLong",
        f"({_slow('hop_event_age_seconds', '10.0', '10m', 'group')}) > 0.1",
        "10m",
        "page",
        "{{ $labels.group }} shows what happened more than ten seconds late",
        "hop-flow",
    ),
    Alert(
        "HopFactsWait",
        "max by (group) (hop_log_behind) > 1000 and min by (group) (delta(hop_log_behind[10m])) >= 0",
        "10m",
        "page",
        "{{ $labels.group }} falls behind",
        "hop-flow",
    ),
    Alert(
        "HopFactsParked",
        "max by (group) (hop_events_parked) > 0",
        "5m",
        "ticket",
        "{{ $labels.group }} has put facts aside",
        "hop-flow",
    ),
    Alert(
        "HopFactsNotPublished",
        "max(hop_outbox_age_seconds) > 60",
        "2m",
        "page",
        "Facts wait in outboxes: live updates and messages stand still",
        "hop-flow",
    ),
    Alert(
        "HopPapersNotChecked",
        "max(min_over_time(hop_documents_check_queue[15m])) > 20",
        "15m",
        "ticket",
        "Papers wait for their check",
        "hop-delivery",
    ),
    Alert(
        "HopMailsGivenUp",
        'sum(increase(hop_mails_total{outcome="parked"}[1h])) > 10',
        "0m",
        "ticket",
        "Mails are given up",
        "hop-delivery",
    ),
    Alert(
        "HopIndicatorsNotTaken",
        f"max(hop_indicators_waiting_seconds) > {24 * 3600}",
        "30m",
        "ticket",
        "Indicators wait for a receiving system for more than a day",
        "hop-delivery",
    ),
    Alert(
        "HopLoopLate",
        "histogram_quantile(0.99, sum by (job, le) (rate(hop_event_loop_lag_seconds_bucket[10m]))) > 0.5",
        "10m",
        "ticket",
        "{{ $labels.job }} is too busy to answer at once",
        "hop-capacity",
    ),
    Alert("HopDown", 'up{job=~"hop.*"} == 0', "2m", "page", "{{ $labels.instance }} does not answer", "hop-health"),
)


def groups() -> list[dict[str, Any]]:
    rules = [
        {
            "alert": alert.name,
            "expr": alert.expression,
            "for": alert.lasting,
            "labels": {"severity": alert.severity},
            "annotations": {
                "summary": alert.summary,
                "dashboard": alert.board,
                "runbook": f"docs/operations.md#{alert.name.lower()}",
            },
        }
        for alert in ALERTS
    ]
    return [{"name": "hop", "rules": rules}]


def files() -> dict[Path, str]:
    resource = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "hop", "labels": {"app.kubernetes.io/part-of": "hop"}},
        "spec": {"groups": groups()},
    }
    return {FOLDER / "hop.rules.yml": _yaml({"groups": groups()}), KUBERNETES / "rules.yaml": _yaml(resource)}


def _yaml(content: dict[str, Any]) -> str:
    return "# Made by make dashboards.\n" + yaml.safe_dump(json.loads(json.dumps(content)), sort_keys=False, width=1000)
