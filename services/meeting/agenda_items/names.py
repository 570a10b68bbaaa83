"""Whom an agenda names: whoever it does not name is shown what everybody in his part is shown."""

from collections import OrderedDict

from shared.store.port import Document, Stored

MOST = 1024  # meetings


class Names:
    """Gathered once for each version of a meeting, because everybody in the hall asks for it again and again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, frozenset[str]]] = OrderedDict()

    def of(self, meeting: Stored) -> frozenset[str]:
        """Persons in the audience of an item, or presenting it."""
        version, names = self._kept.get(meeting.id, (None, frozenset[str]()))
        if version != meeting.version:
            names = _named(meeting.body["items"])
            self._kept[meeting.id] = meeting.version, names
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return names


def _named(items: list[Document]) -> frozenset[str]:
    return frozenset(name for item in items for name in (*item["presenter_ids"], *(item["audience"]["people"] or ())))
