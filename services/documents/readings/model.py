"""One person's reading of one version: opened when, in which sittings, which pages (Decree 30/2020: access history)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel, Field

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.documents import SittingEnded, VersionOpened
from shared.ids import derived_id
from shared.problems import Conflict, Said
from shared.words import DeviceKind

KEPT_SITTINGS = 200  # older ones live on in the pages and seconds of the whole
LONGEST_SITTING = 24 * 3600  # seconds


class SittingOver(Conflict):
    code = "sitting-over"
    title = Said("Lượt đọc này đã kết thúc", "This sitting has ended")
    advice = Said("Hãy bắt đầu một lượt đọc mới.", "Begin a new sitting.")


def reading_id(person_id: str, version_id: str) -> str:
    return derived_id("reading", person_id, version_id)


@dataclass(frozen=True, slots=True)
class Sat:
    """What a tablet says of a sitting so far."""

    sitting_id: str
    pages: list[int]
    seconds: int
    ended: bool = False
    device: DeviceKind | None = None


class Sitting(BaseModel):
    """`pages` from 1, sorted; `seconds` spent so far and `device`, as the tablet says."""

    id: str
    pages: list[int]
    seconds: int
    began_at: Moment
    last_at: Moment
    ended: bool = False
    device: DeviceKind | None = None


class Reading(Aggregate):
    person_id: str
    version_id: str
    document_id: str
    meeting_id: str
    opened_at: Moment | None = None
    pages: list[int] = Field(default_factory=list)
    seconds: int = 0
    sittings: list[Sitting] = Field(default_factory=list)

    @property
    def silent_since(self) -> datetime | None:
        """Of the sitting that has been silent longest, among those not ended."""
        return min((sitting.last_at for sitting in self.sittings if not sitting.ended), default=None)

    def open(self, now: datetime) -> None:
        """The first link; later ones change nothing."""
        if self.opened_at is None:
            self.opened_at = now
            self.record(
                VersionOpened(
                    meeting_id=self.meeting_id,
                    document_id=self.document_id,
                    version_id=self.version_id,
                    person_id=self.person_id,
                )
            )

    def note(self, sat: Sat, now: datetime) -> None:
        """What the tablet says of a sitting as a whole; it may say it again, in any order, and less does not count.

        Raises SittingOver when more is said after the end was told.
        """
        sitting = self._sitting(sat.sitting_id, now)
        seen, spent = sorted({*sitting.pages, *sat.pages}), max(sitting.seconds, sat.seconds)
        if sitting.ended:
            if (seen, spent) != (sitting.pages, sitting.seconds):
                raise SittingOver
            return
        self.seconds += spent - sitting.seconds
        self.pages = sorted({*self.pages, *seen})
        sitting.pages, sitting.seconds, sitting.last_at = seen, spent, now
        sitting.device = sitting.device or sat.device
        if sat.ended:
            self._end(sitting)

    def end_silent(self, now: datetime, silence: timedelta) -> None:
        """For tablets that were switched off."""
        for sitting in self.sittings:
            if not sitting.ended and now - sitting.last_at >= silence:
                self._end(sitting)

    def _sitting(self, sitting_id: str, now: datetime) -> Sitting:
        for sitting in self.sittings:
            if sitting.id == sitting_id:
                return sitting
        fresh = Sitting(id=sitting_id, pages=[], seconds=0, began_at=now, last_at=now)
        ended = [sitting for sitting in self.sittings if sitting.ended]
        if len(self.sittings) >= KEPT_SITTINGS and ended:
            self.sittings.remove(ended[0])
        self.sittings.append(fresh)
        return fresh

    def _end(self, sitting: Sitting) -> None:
        sitting.ended = True
        self.record(
            SittingEnded(
                meeting_id=self.meeting_id,
                document_id=self.document_id,
                version_id=self.version_id,
                person_id=self.person_id,
                sitting_id=sitting.id,
                pages=tuple(sitting.pages),
                seconds=sitting.seconds,
                device=sitting.device,
            )
        )
