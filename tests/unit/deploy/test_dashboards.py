"""Dashboards and alerts belong to the product as it is: their metrics exist, their lines are written."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import services.embedded  # these two declare all metrics
import services.gateway.proxy.app
from deploy.grafana.boards import DASHBOARDS
from deploy.grafana.panels import Panel
from deploy.prometheus.rules import ALERTS
from deploy.prometheus.rules import files as rule_files
from services.gateway.usage.figures import FIGURES
from services.gateway.usage.gauges import metric_name

ROOT = Path(__file__).parents[3]
PANELS = {f"{board.title} / {panel.title}": panel for board in DASHBOARDS for panel in board.panels}
METRIC = re.compile(r"\b(?:hop|http|db|process)_[a-z_]+")
SUFFIXES = re.compile(r"_(?:total|bucket|count|sum)$")
LABELS = {"http_route", "http_response_status_code", "http_request_method", "db_client_connection_state"}
COLUMNS = ("metric", "kind", "unit", "labels", "meaning", "source", "panels")
OUTSIDE = {"process_cpu_seconds", "process_resident_memory_bytes", "process_open_fds", "process_max_fds"}


def known() -> set[str]:
    assert services.embedded
    assert services.gateway.proxy.app
    collectors: list[Any] = list(REGISTRY._collector_to_names)
    return {family.name for one in collectors if hasattr(one, "describe") for family in one.describe()} | OUTSIDE


def metrics_in(query: str) -> set[str]:
    names = set(METRIC.findall(query)) - LABELS
    return {name if name in known() else SUFFIXES.sub("", name) for name in names}


@pytest.mark.parametrize("title", PANELS)
def test_panel_asks_for_metrics_that_exist(title: str) -> None:
    panel: Panel = PANELS[title]
    asked = {name for query in panel.queries.values() for name in metrics_in(query)}
    assert asked
    assert asked <= known()


def test_every_recorded_figure_stands_in_a_panel() -> None:
    asked = {name for panel in PANELS.values() for query in panel.queries.values() for name in metrics_in(query)}
    assert {metric_name(figure) for figure in FIGURES if figure.view} <= asked


def test_reference_names_all_there_is_to_know_of_every_metric() -> None:
    table = (ROOT / "docs" / "metrics.md").read_text("utf-8").splitlines()[6:]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table if line.startswith("| `")]
    assert {row[0].strip("`") for row in rows} == {one for one in known() if one.startswith(("hop_", "http_", "db_"))}
    assert [row[0] for row in rows if len(row) != len(COLUMNS) or not all(row)] == []


def test_alerts_ask_for_metrics_that_exist_and_have_a_line() -> None:
    lines = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for alert in ALERTS:
        assert metrics_in(alert.expression) <= known(), alert.name
        assert f'<a id="{alert.name.lower()}"></a>{alert.name} ({alert.severity})' in lines
        assert alert.board in {board.uid for board in DASHBOARDS}


def test_every_alert_is_seen_to_fire() -> None:
    cases = yaml.safe_load((ROOT / "deploy" / "prometheus" / "hop.rules.test.yml").read_text("utf-8"))["tests"]
    fired = {one["alertname"] for case in cases for one in case.get("alert_rule_test", ()) if one["exp_alerts"]}
    assert fired == {alert.name for alert in ALERTS}


@pytest.mark.filterwarnings("ignore:Prefer using dashboardv2:DeprecationWarning")
def test_what_is_committed_is_current() -> None:
    from deploy.grafana.dashboards import files as dashboard_files  # it warns of the older of two schemas when imported

    for path, text in (dashboard_files() | rule_files()).items():
        assert path.read_text("utf-8") == text, f"{path}: run make dashboards"
