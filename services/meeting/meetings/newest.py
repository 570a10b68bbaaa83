"""Meetings as they are now, each version decoded once: everybody in the hall asks for the same one again and again."""

from collections import OrderedDict

from shared.store.port import Stored

MOST = 1024  # meetings


class Newest:
    """What it gives is shared by all who ask, so nobody changes its body."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Stored] = OrderedDict()

    def of(self, meeting: Stored) -> Stored:
        """The same version, decoded before if it was asked for before."""
        known = self._kept.get(meeting.id)
        if known is not None and known.version == meeting.version:
            return known
        self._kept[meeting.id] = meeting
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return meeting
