"""Requests drawn from the description of the API: half of them are about what is there, most by who may ask,
a few are broken."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

_PEOPLE = ("person", "people", "leader", "administrator")
_BODIES = ("root", "organisations", "other")
_REFERENCES = {
    **dict.fromkeys(("person_id", "person", "people", "chair_id", "keeper_id", "duty_id", "recipients"), _PEOPLE),
    **dict.fromkeys(("secretary_ids", "presenter_ids", "attended"), _PEOPLE),
    **dict.fromkeys(("organisation_id", "owner_organisation_id", "organisation", "into"), _BODIES),
    "sources": ("organisations", "other"),
    "parent_id": (*_BODIES, "item"),
    **dict.fromkeys(("after_id", "item_id", "item_ids"), ("item",)),
    "room_id": ("room",),
    "site_id": ("site",),
    "document_id": ("document",),
    "version_id": ("version",),
    "meetings": ("meeting",),
}
"""Fields of bodies and queries that name something, and by which of the ids."""

_BEGINNINGS, _ENDS = ("2031-12-10T01:30:00Z", "2031-12-11T01:30:00+07:00"), ("2031-12-11T04:00:00Z",)
_DAYS = ("2024-01-01", "2025-10-01", "2031-12-20")
_VALUES = {
    **dict.fromkeys(("starts_at", "started_at", "at"), _BEGINNINGS),
    **dict.fromkeys(("ends_at", "ended_at"), _ENDS),
    **dict.fromkeys(("since", "until", "on", "from", "to"), _DAYS),
    "name": ("nguyenvanmoi",),
    "zone": ("Asia/Ho_Chi_Minh", "Europe/Berlin"),
    "level": ("commune", "province"),
    "email": ("an@xa.example",),
    "url": ("https://baocao.tinh.example",),
    "q": ("kinh tế",),
}
"""What text alone is hardly ever by chance. One in ten is left to chance all the same."""

_WORD = st.text(ascii_letters + digits, min_size=1, max_size=40)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`matches`: it is sent with the ETag of what is there now, where a read tells one."""

    case: Any
    caller: str
    headers: dict[str, str]
    matches: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """`things` are ids of what is there, as `furnish` gives them; `fitting` names who asks most for a permission, else
    it is the first of the callers.
    """

    things: Sequence[Mapping[str, str]]
    callers: Sequence[str]
    fitting: Mapping[str, str]

    def of(self, operation: Any) -> st.SearchStrategy[Drawn]:
        return _drawn(self, operation)

    def by(self, operation: Any) -> st.SearchStrategy[str]:
        fitting = self.fitting.get(operation.definition.raw["x-permission"], self.callers[0])
        return st.one_of(st.just(fitting), st.sampled_from(self.callers))


def schema_of(document: dict[str, Any], address: str) -> Any:
    """Without the headers: at random they would refuse nearly every request before its handler."""
    document = deepcopy(document)
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [one for one in operation["parameters"] if one["in"] != "header"]
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    return schema


@st.composite
def _drawn(draw: st.DrawFn, requests: Requests, operation: Any) -> Drawn:
    things = draw(st.sampled_from(requests.things)) if draw(st.booleans()) else None
    broken = operation.body and draw(_SELDOM)
    mode = GenerationMode.NEGATIVE if broken else GenerationMode.POSITIVE
    path = _path(operation, things) if things else None
    case = draw(operation.as_strategy(generation_mode=mode, path_parameters=path))
    if things and not broken:
        case.body = _referring(draw, case.body, things)
        case.query = _referring(draw, case.query, things)
    headers = {name: draw(_WORD) for name in ("Hop-After", "Idempotency-Key", "If-Match") if draw(_SELDOM)}
    return Drawn(case, draw(requests.by(operation)), headers, matches="If-Match" not in headers)


_SELDOM = st.sampled_from([False] * 9 + [True])


def _path(operation: Any, things: Mapping[str, str]) -> dict[str, str]:
    """A parameter named `id` is of what stands before it."""
    parts = operation.path.split("/")
    names = {part[1:-1]: parts[place - 1] for place, part in enumerate(parts) if part.startswith("{")}
    return {name: things[before if name == "id" else name] for name, before in names.items()}


def _referring(draw: st.DrawFn, value: Any, things: Mapping[str, str], name: str = "") -> Any:
    """With references to what is there, and sensible values."""
    if isinstance(value, dict):
        return {key: _referring(draw, inner, things, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_referring(draw, inner, things, name) for inner in value]
    if not isinstance(value, str) or draw(_SELDOM):
        return value
    if name in _REFERENCES:
        return things[draw(st.sampled_from(_REFERENCES[name]))]
    return draw(st.sampled_from(_VALUES.get(name, (value,))))
