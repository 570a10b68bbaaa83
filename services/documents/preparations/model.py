"""What an owner unit has to prepare: the items it was asked for, and who may bring their papers."""

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def asked_unit(item: Json) -> str | None:
    """The unit that owns the item and was asked for its papers; before it is asked, it does not know of the item."""
    owner: str | None = item["owner_organisation_id"]
    return owner if item.get("papers_asked_at") else None


def units_asked(meeting: Json) -> set[str]:
    return {unit for item in meeting["items"] if (unit := asked_unit(item))}


def items_of_units(meeting: Json, units: Mapping[str, Any]) -> list[Json]:
    """Those items the units were asked for, by place."""
    items = [item for item in meeting["items"] if asked_unit(item) in units]
    return sorted(items, key=lambda item: (item["position"], item["id"]))
