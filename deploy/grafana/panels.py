"""What dashboards are made of, and the queries they share. `boards` hold the panels, `dashboards.py` makes of them
Grafana's JSON, docs/metrics.md names them.

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
