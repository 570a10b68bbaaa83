"""The figures for Prometheus, as they stood when the snapshot was last refreshed.

Every replica tells all of them, so a query takes `max without (instance, pod)`. Labels are closed sets: levels, modes,
kinds, and a figure's own splits. What is not recorded has no sample. Withheld groups carry `restricted` in all three.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from services.gateway.usage.cells import Sums
from services.gateway.usage.figures import COLUMNS, FIGURES, Figure
from services.gateway.usage.withheld import Group

SETTING: Final = ("level", "mode", "kind")
RESTRICTED: Final = "restricted"

Setting = tuple[str, str, str]


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


USAGE: Final = UsageCollector()
REGISTRY.register(USAGE)
