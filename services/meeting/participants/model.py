"""Who takes part: one aggregate per meeting and person, so that a thousand answers at once do not meet."""

from datetime import datetime

from services.meeting.meetings.model import ReasonMissing
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import (
    AttendanceRecorded,
    InvitationAnswered,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
    ParticipationFacts,
)
from shared.problems import Conflict, NotFound, Said
from shared.words import ParticipantRole, Reply


class AlreadyTakesPart(Conflict):
    code = "already-takes-part"
    title = Said("Người này đã có trong thành phần dự họp", "This person takes part already")
    advice = Said("Không cần thêm lần nữa.", "There is no need to add them again.")


class ChairTakesPart(Conflict):
    code = "chair-takes-part"
    title = Said("Người chủ trì luôn dự họp", "The chair always takes part")
    advice = Said("Hãy đổi người chủ trì trước.", "Name another chair first.")


class PersonUnknown(NotFound):
    code = "person-unknown"
    title = Said("Không có người này, hoặc tài khoản đã khóa", "This person is unknown or deactivated")
    advice = Said("Hãy chọn người khác trong danh bạ.", "Choose somebody else from the directory.")


class Participation(Aggregate):
    """`removed` keeps the place of one who was taken out, so that he may come back."""

    meeting_id: str
    person_id: str
    role: ParticipantRole
    reply: Reply = Reply.PENDING
    reason: str | None = None
    replied_at: Moment | None = None
    attended: bool | None = None
    removed: bool = True

    def facts_now(self) -> ParticipationFacts:
        return ParticipationFacts(**self.model_dump(exclude={"id", "fingerprint", "removed"}))

    def join(self, role: ParticipantRole) -> None:
        """Raises AlreadyTakesPart."""
        if not self.removed:
            raise AlreadyTakesPart
        self.removed, self.role = False, role
        self.reply, self.reason, self.replied_at = Reply.PENDING, None, None
        self.record(ParticipantAdded(participation=self.facts_now()))

    def change_role(self, role: ParticipantRole) -> None:
        self._check_present()
        if role is not self.role:
            self.role = role
            self.record(ParticipantRoleChanged(participation=self.facts_now()))

    def leave(self) -> None:
        self._check_present()
        self.removed = True
        self.record(ParticipantRemoved(participation=self.facts_now()))

    def answer(self, reply: Reply, reason: str | None, now: datetime) -> None:
        """The same answer again changes nothing. Raises ReasonMissing for declining without one."""
        self._check_present()
        if reply is Reply.DECLINED and not reason:
            raise ReasonMissing
        if (reply, reason) == (self.reply, self.reason):
            return
        self.reply, self.reason, self.replied_at = reply, reason, now
        self.record(InvitationAnswered(participation=self.facts_now()))

    def record_attendance(self, attended: bool) -> None:
        self._check_present()
        if self.attended is not attended:
            self.attended = attended
            self.record(AttendanceRecorded(participation=self.facts_now()))

    def _check_present(self) -> None:
        if self.removed:
            raise NotFound
