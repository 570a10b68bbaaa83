"""A record's history: what was said of one aggregate, and when, in whatever order records were heard."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.gateway.usage.facts import KEY, Kept, Record
from shared.clock import to_text
from shared.events.envelope import Event

Json = dict[str, Any]


def fold(before: Json, event: Event, kept: Kept) -> Json:
    """The record after a fact: `{}` before the first. A fact that says nothing new changes nothing.

    Facts of one aggregate happened in the order of their sequence: where a clock stepped back, what was said before
    was said no later than this.
    """
    at = to_text(event.time)
    history: list[Any] = [[min(said_at, at), what] for said_at, what in before.get("history", ())]
    latest = state(history)
    said = {name: _at(event.data, place) for name, place in kept.take.items()} | dict(kept.say)
    record = {"kind": kept.record.value, "meeting_id": _meeting_of(event, kept)} | before
    if kept.record is Record.READING:
        record["seen"], said["pages"] = _seen(before.get("seen", ""), said.get("pages") or ())
        if device := said.pop("device", None):
            said["devices"] = sorted({*latest.get("devices", ()), device})
    changed = {name: value for name, value in said.items() if name not in latest or latest[name] != value}
    return record | {"history": [*history, [at, changed]] if changed else history}


def state(history: Iterable[Sequence[Any]], until: str | None = None) -> Json:
    """What a record said at a moment, that included; without one, what it says now.

    A clock that was set back does not undo the order of facts: what came before one of that time had happened too.
    """
    said: Json = {}
    for _, changed in said_by(history, until):
        said |= changed
    return said


def said_by(history: Iterable[Sequence[Any]], until: str | None) -> list[Sequence[Any]]:
    """The part of a history that was said by a moment; without one, all of it."""
    entries = list(history)
    while until is not None and entries and entries[-1][0] > until:
        entries.pop()
    return entries


def _seen(before: str, pages: Iterable[int]) -> tuple[str, int]:
    """Pages as bits of a number, in hexadecimal, and how many they are."""
    bits = int(before or "0", 16)
    for page in pages:
        bits |= 1 << page
    return format(bits, "x"), bits.bit_count()


def _meeting_of(event: Event, kept: Kept) -> str:
    if kept.meeting == KEY:
        return event.partitionkey
    return str(_at(event.data, kept.meeting)) if kept.meeting else ""


def _at(data: Any, place: str) -> Any:
    for name in place.split("."):
        data = data.get(name) if data is not None else None
    return data
