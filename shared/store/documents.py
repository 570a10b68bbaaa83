"""What a document may hold, and the index entries that follow from it: the same for every store."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from shared.events.envelope import Event
from shared.store.port import Collection, Document, Index, Known, NotJson, UndeclaredQuery

DEEPEST = 64  # levels; MongoDB ends at 100, orjson at 254

Entry = tuple[str, str, str | int]  # index, key made of the equal values, position


def encode(body: Document) -> bytes:
    """Raises NotJson for what an encoder would change silently (NaN, tuples) or a store cannot keep."""
    _check(body, 0)
    try:
        return orjson.dumps(body)
    except TypeError as error:  # lone surrogates, subclasses of numbers
        raise NotJson(str(error)) from error


def check_id(document_id: str) -> None:
    """Raises NotJson."""
    if not document_id:
        raise NotJson("an id is not empty")
    _check(document_id, 0)
    key_of([document_id])


def entries(collection: Collection, body: Document) -> set[Entry]:
    """A missing list has no elements, so that a release may list what earlier ones did not.

    Raises NotJson when a declared field is missing or neither text nor integer, or a declared list is none.
    """
    return {
        (index.name, key_of(values), position)
        for index in collection.indexes
        for values, position in _entries(index, body)
    }


def key_of(values: Sequence[str | int]) -> str:
    """One text for the values, in which 1, "1" and true differ. Raises NotJson."""
    try:
        return orjson.dumps(values).decode()
    except TypeError as error:
        raise NotJson(str(error)) from error


def sequence_after(before: Known, events: Sequence[Event]) -> int:
    """Of a save with these events."""
    return events[-1].sequence if events else before.sequence


def check_query(
    index: Index,
    equal: tuple[str | int, ...],
    each: str | int | None,
    since: str | int | None,
    until: str | int | None,
    limit: int,
) -> None:
    """Raises UndeclaredQuery, and ValueError for a page of nothing."""
    if limit < 1:
        raise ValueError("limit is at least 1")
    if len(equal) != len(index.equal):
        raise UndeclaredQuery(f"index {index.name} wants a value for each of {index.equal}")
    if (each is None) != (index.each is None):
        raise UndeclaredQuery(f"index {index.name}: `each` goes with a list index, and only with it")
    if (since is not None or until is not None) and index.order is None:
        raise UndeclaredQuery(f"index {index.name} has no order to range on")


def _entries(index: Index, body: Document) -> Iterator[tuple[list[str | int], str | int]]:
    equal = [_scalar(name, body.get(name)) for name in index.equal]
    if index.each is None:
        yield equal, _scalar(index.order, body.get(index.order)) if index.order else ""
        return
    elements = body.get(index.each, [])
    if not isinstance(elements, list):
        raise NotJson(f"declared list {index.each} is {type(elements).__name__}")
    for element in elements:
        yield [*equal, _scalar(index.each, element)], ""


def _scalar(name: str, value: Any) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotJson(f"declared field {name} holds {type(value).__name__}, not text or integer")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise NotJson(f"more than {DEEPEST} levels")
    match value:
        case None | bool():
            return
        case str():
            if "\0" in value:
                raise NotJson("text holds NUL")
        case int():
            if not -(2**63) <= value < 2**63:
                raise NotJson("integer beyond 64 bits")
        case float():
            if not math.isfinite(value):
                raise NotJson("number is not finite")
        case dict():
            for name, inner in value.items():
                if not isinstance(name, str):
                    raise NotJson("field name is not text")
                _check(name, depth)
                _check(inner, depth + 1)
        case list():
            for inner in value:
                _check(inner, depth + 1)
        case _:
            raise NotJson(f"{type(value).__name__} is not JSON")
