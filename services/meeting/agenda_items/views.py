"""The order in which an agenda is read."""

from collections.abc import Iterable

from shared.store.port import Document


def in_order(items: Iterable[Document]) -> list[Document]:
    """Items as JSON in reading order: each parent before its children, siblings by position.

    An item whose parent is not among them stands at the top: its readers may not know of the parent.
    """
    rows = sorted(items, key=lambda item: (item["position"], item["id"]))
    known = {row["id"] for row in rows}
    children: dict[str | None, list[Document]] = {}
    for row in rows:
        children.setdefault(row["parent_id"] if row["parent_id"] in known else None, []).append(row)

    def walk(parent: str | None) -> list[Document]:
        return [found for row in children.get(parent, []) for found in (row, *walk(row["id"]))]

    return walk(None)
