"""Positions among siblings: integers with gaps, so that a move changes one thing and numbers no others anew."""

from collections.abc import Sequence

GAP = 1 << 20


def between(before: int | None, after: int | None) -> int | None:
    """A position between two neighbours, None standing for the end; None when the gap is used up."""
    if before is None:
        return GAP if after is None else after - GAP
    if after is None:
        return before + GAP
    middle = (before + after) // 2
    return middle if before < middle < after else None


def place_after(positions: Sequence[tuple[str, int]], after_id: str | None) -> int | None:
    """`positions` are the siblings (id, position) in order, without what is being placed; None goes first.

    Raises KeyError for an `after_id` that is no sibling; gives None when the siblings must be spread anew.
    """
    ids = [sibling for sibling, _ in positions]
    if after_id is not None and after_id not in ids:
        raise KeyError(after_id)
    index = ids.index(after_id) + 1 if after_id is not None else 0
    before = positions[index - 1][1] if index else None
    after = positions[index][1] if index < len(positions) else None
    return between(before, after)
