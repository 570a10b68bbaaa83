"""A connecting site (điểm cầu): a place that joins a meeting by video as one unit, and who is on duty there."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import Readiness, SiteAdded, SiteChanged, SiteFacts, SiteRemoved, SiteReported
from shared.ids import derived_id
from shared.problems import Conflict, Invalid, Said
from shared.words import RoomService

SitesState = Literal["unmanned", "trouble", "unready"]
_NEWLY_READIED = {"organisation_id", "place", "duty_id"}  # after such a change somebody has to look again


class MeetingInPerson(Conflict):
    code = "meeting-in-person"
    title = Said("Cuộc họp trực tiếp không có điểm cầu", "A meeting in person has no connecting sites")
    advice = Said(
        "Hãy đổi hình thức họp sang trực tuyến hoặc kết hợp trước.",
        "Change the meeting to online or hybrid first.",
    )


class SiteUnknown(Invalid):
    code = "site-unknown"
    title = Said("Có điểm cầu không thuộc cuộc họp này", "A site is not one of this meeting's")
    advice = Said("Hãy tải lại và chọn điểm cầu trong danh sách.", "Reload, and choose a site from the list.")


class TroubleUnnamed(Invalid):
    code = "trouble-unnamed"
    title = Said("Chưa nêu vướng mắc của điểm cầu", "The site's trouble is not named")
    advice = Said("Hãy ghi ngắn gọn vướng mắc để thư ký hỗ trợ.", "Say shortly what is wrong.")


class SitePlan(BaseModel):
    """A site as another meeting gets it; `origin_id` is the first site that it was made like."""

    origin_id: str
    organisation_id: str
    place: str
    duty_id: str | None
    seats: int
    services: list[RoomService]
    note: str


def copied_id(meeting_id: str, origin_id: str) -> str:
    """Of a site that a new meeting gets: people can be invited to it before it is made."""
    return derived_id("copied site", meeting_id, origin_id)


class Site(Aggregate):
    """`readiness` was reported for one time of the meeting, and says nothing once the meeting has another.

    `origin_id` is set where it was made like a site of another meeting.
    """

    meeting_id: str
    origin_id: str | None = None
    organisation_id: str
    place: str = ""
    duty_id: str | None = None
    seats: int
    services: list[RoomService]
    note: str = ""
    readiness: Readiness | None = None
    added_at: Moment

    def facts_now(self) -> SiteFacts:
        return SiteFacts(**self.model_dump(exclude={"fingerprint", "added_at", "origin_id"}))

    def plan(self) -> SitePlan:
        fields = self.model_dump(include=set(SitePlan.model_fields) - {"origin_id"})
        return SitePlan(origin_id=self.origin_id or self.id, **fields)

    def add(self) -> None:
        self.record(SiteAdded(site=self.facts_now()))

    def change(self, fields: dict[str, Any]) -> None:
        """Only fields that differ count. Another place, or another person on duty, has to be readied anew."""
        changed = tuple(sorted(name for name, value in fields.items() if getattr(self, name) != value))
        if not changed:
            return
        relieved = self.duty_id if "duty_id" in changed else None
        for name in changed:
            setattr(self, name, fields[name])
        if not _NEWLY_READIED.isdisjoint(changed):
            self.readiness = None
        self.record(SiteChanged(site=self.facts_now(), changed=changed, relieved_id=relieved))

    def report(self, ready: bool, note: str, ready_for: datetime, by: str, now: datetime) -> None:
        """The same report again changes nothing. Raises TroubleUnnamed."""
        if not ready and not note:
            raise TroubleUnnamed
        there = self.readiness
        if there and (there.ready, there.note, there.ready_for) == (ready, note, ready_for):
            return
        self.readiness = Readiness(ready=ready, note=note, ready_for=ready_for, at=now, by=by)
        self.record(SiteReported(site=self.facts_now()))

    def remove(self) -> None:
        self.record(SiteRemoved(site=self.facts_now()))
