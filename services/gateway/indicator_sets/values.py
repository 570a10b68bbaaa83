"""What a set says: our figures under the receiving system's codes. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.gateway.indicator_sets.model import period_code
from services.gateway.receiving_systems.model import Indicator, ReceivingSystem
from services.gateway.usage.comparison import Before, measured
from services.gateway.usage.figures import POSITION
from shared.words import Measure, ReportPeriod

MEASURE: Final = "measure."
NOT_RECORDED: Final = "chưa ghi nhận"

Figures = Mapping[str, int | None]


def is_source(name: str) -> bool:
    return name in POSITION or (name.startswith(MEASURE) and name.removeprefix(MEASURE) in set(Measure))


def content_of(
    system: ReceivingSystem,
    body: str,
    period: ReportPeriod,
    days: tuple[date, date],
    figures: Figures,
    before: Before | None,
) -> dict[str, Any]:
    """`body` is the organisation's name; `before` is what its meetings are compared with."""
    code = period_code(period, days[0])
    return {
        "unit": {"code": system.unit_code, "name": body},
        "period": {"kind": period.value, "code": code, "from": days[0].isoformat(), "to": days[1].isoformat()},
        "indicators": [
            {
                "code": one.code,
                "period": code,
                "unit": one.unit,
                "value": (value := _value(one.source, figures, before)),
                "note": _note(one, value),
            }
            for one in system.indicators
        ],
    }


def _value(source: str, figures: Figures, before: Before | None) -> int | float | None:
    """None is not recorded, never 0."""
    if source in POSITION:
        return figures.get(source)
    share = measured(Measure(source.removeprefix(MEASURE)), figures, before)
    return None if share is None else round(share * 100, 1)


def _note(indicator: Indicator, value: int | float | None) -> str:
    return "; ".join(filter(None, (indicator.note, NOT_RECORDED if value is None else "")))
