"""Whether facts and states fit together: every aggregate's facts are there from the first to the last it has given."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.hop.trouble import BackupIncomplete
from shared.aggregates import KINDS
from shared.events.envelope import Event
from shared.events.registry import COMPACTED
from shared.keeping import Kept


@dataclass(slots=True)
class Ledger:
    """`given` is how many facts each subject's state has given, `heard` how many of them were found, without a gap."""

    given: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)

    def enter(self, kept: Kept) -> None:
        if kind := KINDS.get(kept.collection):
            self.given[f"{kind}/{kept.id}"] = kept.sequence

    def is_new(self, event: Event) -> bool:
        """Whether it is the state's, and heard for the first time. Raises BackupIncomplete for an unknown subject."""
        kind = event.aggregate
        if kind not in KINDS.values():
            raise BackupIncomplete(f"facts speak of {kind}, which this release does not know.")
        before = self.heard.get(event.subject, 0)
        if not before < event.sequence <= self.given.get(event.subject, 0):
            return False
        if event.sequence > before + 1 and event.source not in COMPACTED:
            return False  # a gap: what is behind it stays missing, and `missing` tells
        self.heard[event.subject] = event.sequence
        return True

    def missing(self) -> Iterator[str]:
        for subject, sequence in self.given.items():
            if (heard := self.heard.get(subject, 0)) < sequence:
                yield f"{subject} from {heard + 1} to {sequence}"
