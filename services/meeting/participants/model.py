"""Who takes part: one aggregate per meeting and person, so that a thousand answers at once do not meet."""

from datetime import datetime
from typing import Any

from pydantic import Field

from services.meeting.meetings.model import ReasonMissing
from services.meeting.substitutes.model import SeatTaken, SubstituteDecided, SubstituteOfSubstitute
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import (
    AttendanceRecorded,
    InvitationAnswered,
    ParticipantAdded,
    ParticipantRemoved,
    ParticipantRoleChanged,
    ParticipationFacts,
    SeatReturned,
    SiteAssigned,
    SubstituteAgreed,
    SubstituteProposed,
    SubstituteRefused,
    SubstituteWithdrawn,
    Substitution,
)
from shared.problems import Conflict, NotFound, Said
from shared.words import ParticipantRole, Reply, SubstitutionState


class AlreadyTakesPart(Conflict):
    code = "already-takes-part"
    title = Said("Người này đã có trong thành phần dự họp", "This person takes part already")
    advice = Said(
        "Không cần thêm lần nữa; có thể đổi tư cách tham dự ngay trong danh sách.",
        "There is no need to add them again; whether as delegate or guest is changed in the list.",
    )


class ChairTakesPart(Conflict):
    code = "chair-takes-part"
    title = Said("Người chủ trì luôn dự họp", "The chair always takes part")
    advice = Said("Hãy đổi người chủ trì trước.", "Name another chair first.")


class PersonUnknown(NotFound):
    code = "person-unknown"
    title = Said("Không có người này, hoặc tài khoản đã khóa", "This person is unknown or deactivated")
    advice = Said("Hãy chọn người khác trong danh bạ.", "Choose somebody else from the directory.")


class Participation(Aggregate):
    """`removed` keeps the place of one who was taken out, so that he may come back.

    `kept` is the meeting as a delegate last knew it when a substitute took his seat over: he sees nothing later.
    """

    meeting_id: str
    person_id: str
    role: ParticipantRole
    reply: Reply = Reply.PENDING
    reason: str | None = None
    replied_at: Moment | None = None
    attended: bool | None = None
    replied_by: str | None = None
    substitution: Substitution | None = None
    in_place_of: str | None = None
    given_item_ids: list[str] = Field(default_factory=list)
    site_id: str | None = None
    kept: dict[str, Any] | None = None
    removed: bool = True

    @property
    def is_replaced(self) -> bool:
        return self.substitution is not None and self.substitution.state is SubstitutionState.AGREED

    @property
    def asks_for_substitute(self) -> bool:
        return self.substitution is not None and self.substitution.state is SubstitutionState.REQUESTED

    def facts_now(self) -> ParticipationFacts:
        return ParticipationFacts(**self.model_dump(exclude={"id", "fingerprint", "kept", "removed"}))

    def join(
        self,
        role: ParticipantRole,
        *,
        in_place_of: str | None = None,
        items: tuple[str, ...] = (),
        site_id: str | None = None,
    ) -> None:
        """Raises AlreadyTakesPart; not for a substitute who has that very seat."""
        if not self.removed:
            if in_place_of is not None and in_place_of == self.in_place_of:
                return
            raise AlreadyTakesPart
        self.removed, self.role = False, role
        self.reply, self.reason, self.replied_at, self.replied_by = Reply.PENDING, None, None, None
        self.substitution, self.kept = None, None
        self.in_place_of, self.given_item_ids, self.site_id = in_place_of, list(items), site_id
        self.record(ParticipantAdded(participation=self.facts_now()))

    def change_role(self, role: ParticipantRole) -> None:
        self._check_present()
        if role is not self.role:
            self.role = role
            self.record(ParticipantRoleChanged(participation=self.facts_now()))

    def assign_site(self, site_id: str | None) -> None:
        """None is the main room."""
        self._check_present()
        if self.site_id != site_id:
            self.site_id = site_id
            self.record(SiteAssigned(participation=self.facts_now()))

    def leave_site(self, site_id: str) -> None:
        """That is there no more; who has been assigned to another meanwhile stays there."""
        if self.site_id == site_id:
            self.assign_site(None)

    def leave(self) -> None:
        self._check_present()
        self.removed = True
        self.record(ParticipantRemoved(participation=self.facts_now()))

    def answer(self, reply: Reply, reason: str | None, now: datetime, by: str | None = None) -> None:
        """The same answer again changes nothing; `by` is who entered it for him. An open proposal is withdrawn.

        Raises ReasonMissing for declining without one, SeatTaken.
        """
        self._check_seat()
        if reply is Reply.DECLINED and not reason:
            raise ReasonMissing
        self.withdraw_substitute()
        if (reply, reason) == (self.reply, self.reason):
            return
        self.reply, self.reason, self.replied_at, self.replied_by = reply, reason, now, by
        self.record(InvitationAnswered(participation=self.facts_now()))

    def propose_substitute(self, person_id: str, reason: str, by: str, now: datetime) -> None:
        """Takes the place of an earlier proposal; the same again changes nothing. Raises SubstituteOfSubstitute."""
        self._check_seat()
        if self.in_place_of is not None:
            raise SubstituteOfSubstitute
        there = self.substitution
        if self.asks_for_substitute and there and (there.person_id, there.reason) == (person_id, reason):
            return
        self.substitution = Substitution(
            person_id=person_id, reason=reason, state=SubstitutionState.REQUESTED, proposed_at=now, proposed_by=by
        )
        self.record(SubstituteProposed(participation=self.facts_now()))

    def withdraw_substitute(self) -> None:
        """Raises SeatTaken once it was agreed to."""
        self._check_seat()
        if self.asks_for_substitute:
            self.substitution = None
            self.record(SubstituteWithdrawn(participation=self.facts_now()))

    def agree_to_substitute(
        self, person_id: str, items: tuple[str, ...], kept: dict[str, Any], by: str, now: datetime
    ) -> None:
        """`kept` as in the class. Raises SubstituteDecided unless that very person is proposed now."""
        self._check_present()
        there = self._proposal_of(person_id)
        if self.is_replaced:
            return
        if not self.asks_for_substitute:
            raise SubstituteDecided
        self.substitution = there.model_copy(
            update={"state": SubstitutionState.AGREED, "decided_at": now, "decided_by": by, "item_ids": items}
        )
        self.kept = kept
        self.record(SubstituteAgreed(participation=self.facts_now()))

    def refuse_substitute(self, person_id: str, refusal: str | None, by: str, now: datetime) -> None:
        """Raises SubstituteDecided unless that very person is proposed now."""
        self._check_present()
        there = self._proposal_of(person_id)
        if there.state is SubstitutionState.REFUSED:
            return
        if self.is_replaced:
            raise SubstituteDecided
        self.substitution = there.model_copy(
            update={"state": SubstitutionState.REFUSED, "decided_at": now, "decided_by": by, "refusal": refusal}
        )
        self.record(SubstituteRefused(participation=self.facts_now()))

    def take_seat_back(self, substitute_id: str) -> None:
        """When that substitute has gone; otherwise nothing changes."""
        if self.removed or not self.is_replaced or self.substitution is None:
            return
        if self.substitution.person_id != substitute_id:
            return
        self.substitution, self.kept = None, None
        self.reply, self.reason, self.replied_at, self.replied_by = Reply.PENDING, None, None, None
        self.record(SeatReturned(participation=self.facts_now()))

    def record_attendance(self, attended: bool) -> None:
        self._check_present()
        if self.attended is not attended:
            self.attended = attended
            self.record(AttendanceRecorded(participation=self.facts_now()))

    def _proposal_of(self, person_id: str) -> Substitution:
        there = self.substitution
        if there is None or there.person_id != person_id:
            raise SubstituteDecided
        return there

    def _check_seat(self) -> None:
        self._check_present()
        if self.is_replaced:
            raise SeatTaken

    def _check_present(self) -> None:
        if self.removed:
            raise NotFound
