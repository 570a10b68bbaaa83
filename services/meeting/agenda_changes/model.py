"""An agenda before and after: the one of now, what its facts said since taken back, compared side by side."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Literal, get_args

from services.meeting.agenda_items.views import in_order
from shared.words import AgendaChange, AgendaSince

Json = dict[str, Any]

HEADER_ITSELF = "header"
FieldName = Literal["title", "starts_at", "ends_at", "zone", "place", "mode", "video_link"]
HEADER: tuple[FieldName, ...] = get_args(FieldName)
_DIFFERENCES = {
    AgendaChange.RETITLED: ("title",),
    AgendaChange.RETIMED: ("planned_minutes",),
    AgendaChange.REASSIGNED: ("presenter_ids", "owner_organisation_id"),
    AgendaChange.RECLASSED: ("kind",),
}


class Said(StrEnum):
    """What one entry of the history tells. HEADER and CALL: the meeting's own fields; ITEM and REMOVED: one item."""

    HEADER = "header"
    CALL = "call"
    ITEM = "item"
    REMOVED = "removed"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` is UTC text, `number` its place in what was said of the meeting; `data` as the fact had it."""

    said: Said
    at: str
    by: str | None
    data: Json
    number: int

    @property
    def about(self) -> str:
        return about(self.said, self.data)


def about(said: Said, data: Json) -> str:
    """What an entry replaces: the item of that id, or the meeting's own fields; a note replaces nothing."""
    if said in {Said.ITEM, Said.REMOVED}:
        return str(data["id"])
    return "" if said is Said.NOTE else HEADER_ITSELF


@dataclass(frozen=True, slots=True)
class State:
    """`header` is empty before anything was said of it."""

    header: Json
    items: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item with its place as it is read out: `2.1`."""

    item: Json
    number: str


@dataclass(frozen=True, slots=True)
class Row:
    """`before` and `after` beside each other; an item that went elsewhere has a row at each of its two places."""

    before: Numbered | None
    after: Numbered | None
    changes: tuple[AgendaChange, ...] = ()


def state_now(meeting: Json) -> State:
    """`meeting` as JSON with its items."""
    return State({name: meeting[name] for name in HEADER}, {item["id"]: item for item in meeting["items"]})


def taken_back(state: State, replaced: Mapping[str, Entry | None]) -> State:
    """As it was before: `replaced` has, by what it is about, what was said of it last before; None: nothing."""
    header, items = state.header, dict(state.items)
    for key, entry in replaced.items():
        if key == HEADER_ITSELF:
            header = entry.data if entry else {}
        elif entry is None or entry.said is Said.REMOVED:
            items.pop(key, None)
        else:
            items[key] = entry.data
    return State(header, items)


def is_beginning(since: AgendaSince, looked_at: str | None, entry: Entry) -> bool:
    """Whether the comparison begins with it: what it said is known already."""
    if since is AgendaSince.LOOK:
        return looked_at is not None and entry.at <= looked_at
    return entry.said in ({Said.CALL} if since is AgendaSince.CALL else {Said.CALL, Said.NOTE})


def visible(state: State, newest: Mapping[str, Json], may_read: Callable[[Json], bool]) -> list[Json]:
    """Items whose reader may know of them both then and by the newest word on them, also on those removed since."""
    return [item for item in state.items.values() if may_read(item) and may_read(newest[item["id"]])]


def compare(before: Iterable[Json], after: Iterable[Json]) -> list[Row]:
    """All rows in reading order, what is the same too."""
    old, new = _numbered(before), _numbered(after)
    was = {one.item["id"]: one for one in old}
    now = {one.item["id"]: one for one in new}
    rows: list[Row] = []
    matcher = SequenceMatcher(None, list(was), list(now), autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "equal":
            pairs = zip(old[first:last], new[begin:end], strict=True)
            rows += [Row(one, other, _changes(one, other)) for one, other in pairs]
            continue
        rows += [Row(one, None, _gone(one, now.get(one.item["id"]))) for one in old[first:last]]
        rows += [Row(None, one, _come(was.get(one.item["id"]), one)) for one in new[begin:end]]
    return rows


def changed_items(rows: Iterable[Row]) -> int:
    """How many items differ, each counted once."""
    return len({one.item["id"] for row in rows if row.changes for one in (row.before, row.after) if one})


def changed_fields(before: Json, after: Json) -> list[FieldName]:
    return [name for name in HEADER if before and before[name] != after[name]]


def _gone(before: Numbered, after: Numbered | None) -> tuple[AgendaChange, ...]:
    return (AgendaChange.REMOVED,) if after is None else (AgendaChange.MOVED, *_differences(before, after))


def _come(before: Numbered | None, after: Numbered) -> tuple[AgendaChange, ...]:
    return (AgendaChange.ADDED,) if before is None else (AgendaChange.MOVED, *_differences(before, after))


def _changes(before: Numbered, after: Numbered) -> tuple[AgendaChange, ...]:
    """Of an item in the same place of the list: it may stand under another now."""
    moved = before.item["parent_id"] != after.item["parent_id"]
    return (*((AgendaChange.MOVED,) if moved else ()), *_differences(before, after))


def _differences(before: Numbered, after: Numbered) -> tuple[AgendaChange, ...]:
    return tuple(
        change for change, names in _DIFFERENCES.items() if any(before.item[name] != after.item[name] for name in names)
    )


def _numbered(items: Iterable[Json]) -> list[Numbered]:
    """In reading order; under a parent that the reader may not know, an item stands at the top."""
    ordered = in_order(items)
    numbers: dict[str | None, str] = {}
    counts: dict[str | None, int] = {}
    found = []
    for item in ordered:
        parent = item["parent_id"] if item["parent_id"] in numbers else None
        counts[parent] = counts.get(parent, 0) + 1
        above = f"{numbers[parent]}." if parent else ""
        numbers[item["id"]] = f"{above}{counts[parent]}"
        found.append(Numbered(item | {"parent_id": parent}, numbers[item["id"]]))
    return found
