"""The figures for Prometheus, as they stood when the snapshot was last refreshed.

Every replica tells all of them, so a query takes `max without (instance, pod)`. Labels are closed sets: levels, modes,
kinds, and a figure's own splits. What is not recorded has no sample. Withheld groups carry `restricted` in all three.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from services.gateway.usage.cells import Cells, Setting, Sums
from services.gateway.usage.figures import COLUMNS, FIGURES, Figure
from services.gateway.usage.withheld import Group
from services.gateway.yardsticks.model import Yardsticks, held_against, targets_on

SETTING: Final = ("level", "mode", "kind")
RESTRICTED: Final = "restricted"


class UsageCollector(Collector):
    """Registered once in a process; what it tells is swapped whole, so a scrape never sees half of a refresh."""

    def __init__(self) -> None:
        self._shown: dict[Setting, Sums] = {}

    def show(self, settings: Mapping[Setting, Sums], groups: Iterable[Group]) -> None:
        shown = {setting: _copy(sums) for setting, sums in settings.items()}
        for group in groups:
            sums = shown.setdefault((RESTRICTED, RESTRICTED, RESTRICTED), Sums())
            for figures in group.figures:
                sums.add(figures)
        self._shown = shown

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield from self._families().values()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families, shown = self._families(), self._shown
        for place, column in enumerate(COLUMNS):
            for setting, sums in shown.items():
                if sums.known[place]:
                    families[column.figure.name].add_metric([*setting, *column.labels], sums.amounts[place])
        yield from families.values()

    def _families(self) -> dict[str, GaugeMetricFamily]:
        return {figure.name: _family(figure) for figure in FIGURES if figure.view}


def _family(figure: Figure) -> GaugeMetricFamily:
    return GaugeMetricFamily(metric_name(figure), figure.said.en, labels=[*SETTING, *figure.split])


def metric_name(figure: Figure) -> str:
    return f"hop_{figure.name}"


def _copy(sums: Sums) -> Sums:
    copy = Sums()
    copy.merge(sums)
    return copy


class YardstickCollector(Collector):
    """Targets in force and what meetings would have taken by their bodies' baselines; swapped whole, as above."""

    def __init__(self) -> None:
        self._targets: dict[tuple[str, str], float] = {}
        self._minutes: dict[Setting, tuple[int, int]] = {}

    def show(self, cells: Cells, own: Mapping[str, Yardsticks], today: date) -> None:
        """`own` by organisation. The targets are those of whole trees; of several trees the highest."""
        targets: dict[tuple[str, str], float] = {}
        for organisation_id in cells.roots:
            for one in targets_on(own[organisation_id].targets if organisation_id in own else (), today):
                key = (one.measure.value, one.level)
                targets[key] = max(targets.get(key, 0.0), one.percent / 100)
        self._targets, self._minutes = targets, _by_baseline(cells, own)

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield from _yardstick_families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        target, before, held = _yardstick_families()
        for labels, value in self._targets.items():
            target.add_metric(list(labels), value)
        for setting, (minutes_before, minutes_held) in self._minutes.items():
            before.add_metric(list(setting), minutes_before)
            held.add_metric(list(setting), minutes_held)
        yield from (target, before, held)


def _yardstick_families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    return (
        GaugeMetricFamily("hop_target_ratio", "Targets in force, as shares of 1.", labels=["measure", "level"]),
        GaugeMetricFamily(
            "hop_minutes_before", "Minutes that meetings held would have taken by their baseline.", labels=SETTING
        ),
        GaugeMetricFamily("hop_minutes_compared", "Minutes held of the meetings that have a baseline.", labels=SETTING),
    )


def _by_baseline(cells: Cells, own: Mapping[str, Yardsticks]) -> dict[Setting, tuple[int, int]]:
    """Minutes before and held, of bodies that typed a baseline in or stand below one that did."""
    found: dict[Setting, tuple[int, int]] = {}
    for path, setting, meetings, minutes in cells.held() if own else ():
        baseline = held_against(path, own).baseline
        if baseline:
            before, held = found.get(setting, (0, 0))
            found[setting] = (before + meetings * baseline.minutes, held + minutes)
    return found


USAGE: Final = UsageCollector()
YARDSTICKS: Final = YardstickCollector()
REGISTRY.register(USAGE)
REGISTRY.register(YARDSTICKS)
