"""Declared indexes and queries in MongoDB's words. A page is one to three plain finds, read one after another:

`$or` would scan in some servers, and a comparison in MongoDB finds values of its own type only.
"""

from typing import Any

from shared.store.port import Collection, Index, Position

Filter = dict[str, Any]
Keys = list[tuple[str, int]]

LARGEST_INTEGER = 2**63 - 1


def keys_of(index: Index) -> Keys:
    """Tombstones have neither `live` nor body: the first key keeps them out."""
    first = [] if index.equal or index.each else ["live"]
    return [(name, 1) for name in (*first, *map(_path, index.fields), "_id")]


def lacking(collection: Collection) -> Filter:
    """Documents without a declared field: an older release has saved them."""
    return {"live": 1, "$or": [{_path(name): {"$exists": False}} for name in sorted(collection.fields)]}


def sort_of(index: Index, descending: bool) -> Keys:
    direction = -1 if descending else 1
    return [(name, direction) for name in (*([_path(index.order)] if index.order else []), "_id")]


def finds(
    index: Index,
    equal: tuple[str | int, ...],
    each: str | int | None,
    since: str | int | None,
    until: str | int | None,
    after: Position | None,
    descending: bool,
) -> list[Filter]:
    """Read in this order they give the documents in theirs; none where the values are not of a declared type."""
    if not all(_is_declarable(value) for value in equal) or not (each is None or _is_declarable(each)):
        return []
    chosen: Filter = dict(zip(map(_path, index.equal), equal, strict=True))
    if index.each is not None:
        chosen[_path(index.each)] = each
    if not chosen:
        chosen["live"] = 1
    beyond = "$lt" if descending else "$gt"
    if index.order is None:
        return [chosen | ({"_id": {beyond: after[1]}} if after else {})]
    order = _path(index.order)
    bounds = {word: bound for word, bound in (("$gte", since), ("$lt", until)) if bound is not None}
    if after is None:
        return [chosen | ({order: bounds} if bounds else {})]
    same = chosen | {order: after[0], "_id": {beyond: after[1]}}
    further = chosen | {order: bounds | {beyond: after[0]}}
    other = _other_type(after[0], descending) if not bounds else None
    return [same, further, *([chosen | {order: other}] if other else [])]


def _other_type(position: str | int, descending: bool) -> Filter | None:
    """Integers come before text: what follows the last integer, or precedes the first text."""
    if isinstance(position, str):
        return {"$lte": LARGEST_INTEGER} if descending else None
    return None if descending else {"$gte": ""}


def _is_declarable(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _path(name: str) -> str:
    return f"body.{name}"
