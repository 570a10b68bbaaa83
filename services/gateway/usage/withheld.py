"""What not everybody may know of appears in totals of closed months, in groups too large to point at one meeting.

Each group is told whole or not at all, at the lowest organisation where it is large enough and everywhere above, so
that every difference of two totals, between units, months or periods, is a sum of whole groups.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LEAST = 5  # meetings, and people concerned

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """`path` leads to the organisation it is told for first."""

    path: tuple[str, ...]
    figures: tuple[Json, ...]


def groups_of(rows: Iterable[Json]) -> list[Group]:
    """Of one month's rows. What never comes to be a group is told nowhere."""
    waiting: dict[tuple[str, ...], list[Json]] = {}
    for row in sorted(rows, key=lambda row: str(row["meeting_id"])):
        waiting.setdefault(tuple(row["told_path"]), []).append(row)
    groups = []
    while waiting:
        path = max(waiting, key=lambda path: (len(path), path))  # the deepest first: what waits moves up
        few = waiting.pop(path)
        if _is_large_enough(few):
            groups.append(Group(path, tuple(row["withheld"] for row in few)))
        elif len(path) > 1:
            waiting.setdefault(path[:-1], []).extend(few)
    return groups


def _is_large_enough(rows: list[Json]) -> bool:
    people = {person for row in rows for person in row["withheld_people"]}
    return len(rows) >= LEAST and len(people) >= LEAST
