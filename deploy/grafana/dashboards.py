"""Grafana's JSON, made of the panels with its Foundation SDK. `python -m deploy.grafana [--check]`."""

import json
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.builders import bargauge, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions
from grafana_foundation_sdk.builders.dashboard import ThresholdsConfig
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.common import LegendDisplayMode, LegendPlacement
from grafana_foundation_sdk.models.common import VizOrientation as Orientation
from grafana_foundation_sdk.models.dashboard import DataSourceRef, Threshold, ThresholdsMode

from deploy.grafana.boards import DASHBOARDS
from deploy.grafana.panels import Dashboard, Panel

FOLDER = Path(__file__).parent / "dashboards"
SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
WIDTH, HEIGHT = 8, 8
COLOURS = {"good": "#2e7d32", "bad": "#b71c1c"}


def files() -> dict[Path, str]:
    return {FOLDER / f"{board.uid}.json": _json(board) for board in DASHBOARDS}


def _json(board: Dashboard) -> str:
    encoded = json.dumps(_build(board), cls=JSONEncoder, indent=1, sort_keys=True, ensure_ascii=False)
    return encoded + "\n"


def _build(board: Dashboard) -> Any:
    built = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.meaning)
        .tags(["hop"])
        .readonly()
        .time(board.since, "now")
        .timezone("browser")
        .refresh("1m")
        .with_variable(dashboard.DatasourceVariable("source").label("Prometheus").type("prometheus"))
    )
    for title, panels in board.rows.items():
        built = built.with_row(dashboard.Row(title))
        for panel in panels:
            built = built.with_panel(_panel(panel))
    return built.build()


def _panel(panel: Panel) -> Any:
    made = {"timeseries": _timeseries, "stat": _stat, "bargauge": _bargauge}[panel.kind](panel)
    made = made.title(panel.title).description(panel.meaning).unit(panel.unit).datasource(SOURCE)
    made = made.span(WIDTH).height(HEIGHT).no_value("–")
    for number, (legend, query) in enumerate(panel.queries.items()):
        made = made.with_target(
            prometheus.Dataquery().expr(query).legend_format(legend).ref_id(chr(ord("A") + number)).datasource(SOURCE)
        )
    return made


def _timeseries(panel: Panel) -> Any:
    legend = VizLegendOptions().display_mode(LegendDisplayMode.LIST).placement(LegendPlacement.BOTTOM).show_legend(True)
    made = timeseries.Panel().legend(legend).min(0).fill_opacity(8)
    if panel.target is None:
        return made
    steps = [Threshold(value=None, color=COLOURS["good"]), Threshold(value=panel.target, color=COLOURS["bad"])]
    return made.thresholds(ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps))


def _stat(panel: Panel) -> Any:
    return stat.Panel().reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))


def _bargauge(panel: Panel) -> Any:
    return (
        bargauge.Panel().orientation(Orientation.HORIZONTAL).reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
    )
