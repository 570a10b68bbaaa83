"""A meeting with its agenda: states and what may change in each (domain, section 2)."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

from services.meeting.agenda_items.model import Agenda, AgendaItem
from services.meeting.room_calendars.model import months_of
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.meeting import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemMoved,
    AgendaItemRemoved,
    AgendaNoted,
    AnswersAwaited,
    Held,
    MeetingCalled,
    MeetingCancelled,
    MeetingChanged,
    MeetingCreated,
    MeetingFacts,
    MeetingHeld,
    MeetingNears,
    MeetingPostponed,
    PapersAsked,
    RoomRequest,
    Span,
)
from shared.problems import Conflict, Invalid, Said, TooMany
from shared.words import Classification, Kind, MeetingState, Mode, Nearness, RoomState
from shared.zones import all_zones

_IN_CALENDARS = {"title", "starts_at", "ends_at", "zone", "place", "video_link", "mode", "organisation_id"}
PAUSE = timedelta(minutes=30)
AHEAD = {Nearness.DAY: timedelta(days=1), Nearness.HOUR: timedelta(hours=1)}
_HOLDING = {RoomState.REQUESTED, RoomState.CONFIRMED}
_OPEN = {MeetingState.DRAFT, MeetingState.CALLED, MeetingState.POSTPONED}


def _wish(request: RoomRequest) -> object:
    return request.room_id, request.services, request.note


class MeetingOver(Conflict):
    code = "meeting-over"
    title = Said("Cuộc họp đã kết thúc hoặc đã hủy", "The meeting is over or cancelled")
    advice = Said("Không thể thay đổi nội dung này nữa.", "This can no longer be changed.")


class WrongState(Conflict):
    code = "wrong-state"
    title = Said("Trạng thái cuộc họp không cho phép việc này", "The meeting's state does not allow this")
    advice = Said("Hãy tải lại để xem trạng thái hiện tại.", "Reload to see the present state.")


class RemindedJustNow(TooMany):
    code = "reminded-just-now"
    title = Said("Vừa nhắc xong", "They were reminded just now")
    advice = Said("Mỗi lần nhắc cách nhau ít nhất 30 phút.", "Wait half an hour between reminders.")


class OwnerMissing(Invalid):
    code = "owner-missing"
    title = Said("Nội dung chưa có đơn vị trình", "The item has no owner unit")
    advice = Said("Hãy chọn đơn vị trình cho nội dung rồi đề nghị lại.", "Choose the item's owner unit and ask again.")


class EndsBeforeItBegins(Invalid):
    code = "ends-before-it-begins"
    title = Said("Cuộc họp kết thúc trước khi bắt đầu", "The meeting ends before it begins")
    advice = Said("Hãy chọn giờ kết thúc sau giờ bắt đầu.", "Choose an end after the start.")


class MeetingInPast(Invalid):
    code = "meeting-in-past"
    title = Said("Thời gian họp đã qua", "The meeting's time has passed")
    advice = Said(
        "Hãy chọn thời gian khác; cuộc họp đã diễn ra thì ghi nhận kết quả họp.",
        "Choose another time; a meeting that took place is recorded as held.",
    )


class ReasonMissing(Invalid):
    code = "reason-missing"
    title = Said("Thiếu lý do", "The reason is missing")
    advice = Said("Hãy ghi lý do.", "Give the reason.")


class NotYetOver(Invalid):
    code = "not-yet-over"
    title = Said("Giờ kết thúc còn ở phía trước", "The end lies in the future")
    advice = Said("Chỉ ghi nhận sau khi cuộc họp kết thúc.", "Record a meeting after it has ended.")


class HandedToOneself(Invalid):
    code = "handed-to-oneself"
    title = Said("Không thể bàn giao cho chính mình", "A meeting cannot be handed to oneself")
    advice = Said("Hãy chọn người nhận khác.", "Choose somebody else.")


class Handover(BaseModel):
    """Kept for those who lead the meeting: who gave its preparation to whom, when, and with what words."""

    from_id: str
    to_id: str
    note: str
    at: Moment


class Meeting(Aggregate):
    """`held_in` names room and month of every room calendar that may hold a booking of this meeting."""

    organisation_id: str
    title: str
    kind: Kind
    mode: Mode
    classification: Classification = Classification.NONE
    state: MeetingState = MeetingState.DRAFT
    starts_at: Moment
    ends_at: Moment
    zone: str
    place: str = ""
    video_link: str | None = None
    chair_id: str
    secretary_ids: list[str]
    urgent_reason: str | None = None
    state_reason: str | None = None
    called_at: Moment | None = None
    held: Held | None = None
    calendar_sequence: int = 0
    room: RoomRequest | None = None
    series_id: str | None = None
    reminded_at: Moment | None = None
    nearness_told: list[Nearness] = Field(default_factory=list)
    held_in: list[list[str]] = Field(default_factory=list)
    items: list[AgendaItem] = Field(default_factory=list)
    handovers: list[Handover] = Field(default_factory=list)
    agenda_note_id: str = ""

    @property
    def begins_there(self) -> datetime:
        """Its start as the clocks in its zone show it."""
        return self.starts_at.astimezone(all_zones()[self.zone])

    @property
    def minutes(self) -> int:
        """It is planned to last so long."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def facts_now(self) -> MeetingFacts:
        return MeetingFacts(**self.model_dump(include=set(MeetingFacts.model_fields)))

    def create(self) -> None:
        """With the agenda and the wish for a room that it has already, where it was made from another.

        Raises EndsBeforeItBegins, BookingTooLong.
        """
        self._check_times()
        self._hold_calendars()
        self.record(MeetingCreated(meeting=self.facts_now()))
        for item in self.items:
            self.record(AgendaItemAdded(item=item.facts()))

    def join_series(self, series_id: str) -> None:
        if self.series_id != series_id:
            self.series_id = series_id
            self.record(MeetingChanged(meeting=self.facts_now(), changed=("series_id",)))

    def change(self, fields: dict[str, Any], now: datetime) -> None:
        """Only fields that differ count; none, and nothing is recorded.

        Raises MeetingOver, EndsBeforeItBegins; MeetingInPast when people would be called to a time that is over.
        """
        self.check_open()
        changed = tuple(sorted(name for name, value in fields.items() if getattr(self, name) != value))
        if not changed:
            return
        for name in changed:
            setattr(self, name, fields[name])
        self._check_times()
        if "starts_at" in changed and self.state is MeetingState.CALLED and self.starts_at <= now:
            raise MeetingInPast
        if not {"starts_at", "ends_at"}.isdisjoint(changed):
            self.nearness_told = []
            if self._ask_room_again():
                changed = tuple(sorted({*changed, "room"}))
        if self.called_at and not _IN_CALENDARS.isdisjoint(changed):
            self.calendar_sequence += 1
        self.record(MeetingChanged(meeting=self.facts_now(), changed=changed))

    def hand_over(self, handover: Handover) -> None:
        """One secretary's place is another's from now on. Raises MeetingOver, HandedToOneself."""
        self.check_open()
        if handover.from_id == handover.to_id:
            raise HandedToOneself
        if handover.from_id not in self.secretary_ids:
            return  # done already, by another device
        self.handovers.append(handover)
        place = [handover.to_id if one == handover.from_id else one for one in self.secretary_ids]
        self.change({"secretary_ids": list(dict.fromkeys(place))}, handover.at)

    def call(self, now: datetime, starts_at: datetime | None = None, ends_at: datetime | None = None) -> None:
        """From draft, or again from postponed with new times. Calling a called meeting changes nothing."""
        if self.state is MeetingState.CALLED:
            return
        if self.state not in {MeetingState.DRAFT, MeetingState.POSTPONED}:
            raise WrongState(state=self.state)
        if self.state is MeetingState.POSTPONED:
            self.calendar_sequence += 1
        before = self.starts_at, self.ends_at
        self.starts_at = starts_at or self.starts_at
        self.ends_at = ends_at or self.ends_at
        self._check_times()
        if self.starts_at <= now:
            raise MeetingInPast
        if self.state is MeetingState.POSTPONED or (self.starts_at, self.ends_at) != before:
            self.nearness_told = []
            self._ask_room_again()
        self.state, self.state_reason, self.called_at = MeetingState.CALLED, None, now
        self.record(MeetingCalled(meeting=self.facts_now()))

    def postpone(self, reason: str) -> None:
        if self.state is not MeetingState.CALLED:
            raise WrongState(state=self.state)
        self._end_as(MeetingState.POSTPONED, reason)
        self.record(MeetingPostponed(meeting=self.facts_now()))

    def cancel(self, reason: str) -> None:
        self.check_open()
        self._end_as(MeetingState.CANCELLED, reason)
        self.record(MeetingCancelled(meeting=self.facts_now(), was_called=self.called_at is not None))

    def remind(self, person_ids: tuple[str, ...], now: datetime) -> None:
        """Those who have not answered. Raises WrongState before the call, RemindedJustNow."""
        if self.state is not MeetingState.CALLED:
            raise WrongState(state=self.state)
        if self.reminded_at and now < self.reminded_at + PAUSE:
            raise RemindedJustNow(retry_after=int((self.reminded_at + PAUSE - now).total_seconds()) + 1)
        if person_ids:
            self.reminded_at = now
            self.record(AnswersAwaited(meeting=self.facts_now(), person_ids=person_ids))

    @property
    def nears_at(self) -> tuple[Nearness, datetime] | None:
        """What is to be told next, and when; nothing for whom the call itself came later than that."""
        if self.state is not MeetingState.CALLED or self.called_at is None:
            return None
        times = ((nearness, self.starts_at - ahead) for nearness, ahead in AHEAD.items())
        untold = (one for one in times if one[0] not in self.nearness_told and self.called_at < one[1])
        return next(untold, None)

    def tell_nearness(self, now: datetime) -> None:
        """Of what was missed, the process having been away, only the nearest is told, and nothing after the start."""
        due: Nearness | None = None
        while (coming := self.nears_at) and coming[1] <= now:
            due = coming[0]
            self.nearness_told = [*self.nearness_told, due]
        if due and self.starts_at > now:
            self.record(MeetingNears(meeting=self.facts_now(), within=due))

    def record_held(self, held: Held, attended: tuple[str, ...], now: datetime) -> None:
        """The meeting took place, and `attended` were there; one that was never called needs a reason."""
        if self.held == held:
            return
        self.check_open()
        if held.ended_at <= held.started_at:
            raise EndsBeforeItBegins
        if held.ended_at > now:
            raise NotYetOver
        if self.called_at is None and not held.reason:
            raise ReasonMissing
        self.state, self.held = MeetingState.CLOSED, held
        self.record(MeetingHeld(meeting=self.facts_now(), attended=attended))

    def request_room(self, request: RoomRequest) -> None:
        """Asks for a room at the meeting's time, in place of another. What was asked for already changes nothing."""
        self.check_open()
        there = self.room
        if there and there.state in _HOLDING and _wish(there) == _wish(request):
            return
        self.room = request.model_copy(update={"number": there.number + 1 if there else 1})
        self._hold_calendars()
        self._record_room()

    def give_room_up(self) -> None:
        self.check_open()
        if self.room:
            self.room = None
            self._record_room()

    def answer_room(self, answer: RoomRequest, place: str) -> None:
        """The calendar's or keeper's word on that very asking; a confirmed room is where the meeting is."""
        self.check_open()
        if self.room is None or self.room.number != answer.number or self.room.room_id != answer.room_id:
            return
        moved = answer.state is RoomState.CONFIRMED and place != self.place
        if self.room == answer and not moved:
            return
        self.room = answer
        if answer.state not in _HOLDING:
            self.forget_calendars([])
        if moved:
            self.place = place
            self.calendar_sequence += 1 if self.called_at else 0
        self._record_room("place" if moved else None)

    def wanted_calendars(self) -> list[tuple[str, str]]:
        """Room and month of each calendar that should hold this meeting now."""
        if self.room is None or self.room.state not in _HOLDING or self.state not in _OPEN:
            return []
        span = Span(starts_at=self.starts_at, ends_at=self.ends_at)
        return [(self.room.room_id, month) for month in months_of(span)]

    def forget_calendars(self, wanted: list[list[str]]) -> None:
        """They are freed. Calendars asked for meanwhile stay noted."""
        self.held_in = wanted or []

    def _ask_room_again(self) -> bool:
        """For a new time; a room that was refused for the old one is asked again too."""
        if self.room is None:
            return False
        self.room = self.room.again().model_copy(update={"number": self.room.number + 1})
        self._hold_calendars()
        return True

    def _hold_calendars(self) -> None:
        new = [list(one) for one in self.wanted_calendars()]
        self.held_in = [*self.held_in, *(one for one in new if one not in self.held_in)]

    def _record_room(self, also: str | None = None) -> None:
        changed = tuple(sorted({"room", *([also] if also else [])}))
        self.record(MeetingChanged(meeting=self.facts_now(), changed=changed))

    def add_item(self, item: AgendaItem, after_id: str | None) -> None:
        self.check_open()
        moved = self._agenda.add(item, after_id)
        self._agenda.narrow(item)
        self.record(AgendaItemAdded(item=item.facts()))
        self._record_moves([one for one in moved if one is not item])

    def change_item(self, item_id: str, fields: dict[str, Any]) -> None:
        """A narrower audience narrows the items below too. Another owner unit was not asked for papers yet."""
        self.check_open()
        item = self._agenda.get(item_id)
        before = item.model_copy()
        for name, value in fields.items():
            setattr(item, name, value)
        if item.owner_organisation_id != before.owner_organisation_id:
            item.papers_asked_at, item.papers_note = None, ""
        narrowed = self._agenda.narrow(item)
        if item != before:
            self.record(AgendaItemChanged(item=item.facts()))
        self._record_changes([one for one in narrowed if one is not item])

    def move_item(self, item_id: str, parent_id: str | None, after_id: str | None) -> None:
        """Under a narrower item it takes that item's audience, and keeps it when moved out again."""
        self.check_open()
        moved = self._agenda.move(item_id, parent_id, after_id)
        narrowed = self._agenda.narrow(self._agenda.get(item_id))
        self._record_moves(moved)
        self._record_changes([one for one in narrowed if one.id != item_id])

    def ask_for_papers(self, item_ids: tuple[str, ...], note: str, now: datetime) -> int:
        """Asks each item's owner unit, or reminds it, once in a pause; gives how many.

        Raises NotFound, OwnerMissing, RemindedJustNow when all of them were asked just now.
        """
        self.check_open()
        items = [self._agenda.get(item_id) for item_id in item_ids]
        if any(item.owner_organisation_id is None for item in items):
            raise OwnerMissing
        due = [item for item in items if item.papers_asked_at is None or now >= item.papers_asked_at + PAUSE]
        if not due:
            again_at = min(item.papers_asked_at + PAUSE for item in items if item.papers_asked_at)
            raise RemindedJustNow(retry_after=int((again_at - now).total_seconds()) + 1)
        for item in due:
            item.papers_asked_at, item.papers_note = now, note or item.papers_note
            self.record(PapersAsked(item=item.facts()))
        return len(due)

    def note_agenda(self, note_id: str, note: str) -> None:
        """Tells those who were invited. The same again tells nobody. Raises WrongState before the call, MeetingOver."""
        self.check_open()
        if self.called_at is None:
            raise WrongState(state=self.state)
        if self.agenda_note_id != note_id:
            self.agenda_note_id = note_id
            self.record(AgendaNoted(meeting=self.facts_now(), note=note))

    def remove_item(self, item_id: str) -> None:
        self.check_open()
        self.record(AgendaItemRemoved(item=self._agenda.remove(item_id).facts()))

    def admit_to_items(self, item_ids: tuple[str, ...], person_id: str) -> None:
        self.check_open()
        self._record_changes(self._agenda.admit(item_ids, person_id))

    def dismiss_from_items(self, item_ids: tuple[str, ...], person_id: str) -> None:
        self.check_open()
        self._record_changes(self._agenda.dismiss(item_ids, person_id))

    def last_item_of(self, parent_id: str | None) -> str | None:
        return self._agenda.last_of(parent_id)

    def _record_moves(self, items: list[AgendaItem]) -> None:
        for item in items:
            self.record(AgendaItemMoved(item=item.facts()))

    def _record_changes(self, items: list[AgendaItem]) -> None:
        for item in items:
            self.record(AgendaItemChanged(item=item.facts()))

    @property
    def _agenda(self) -> Agenda:
        return Agenda(self.items)

    def _end_as(self, state: MeetingState, reason: str) -> None:
        if not reason:
            raise ReasonMissing
        self.state, self.state_reason = state, reason
        self.calendar_sequence += 1
        if self.room:
            self.room = self.room.model_copy(update={"state": RoomState.RELEASED})

    def check_open(self) -> None:
        """Raises MeetingOver once nothing may change any more."""
        if self.state not in _OPEN:
            raise MeetingOver(state=self.state)

    def _check_times(self) -> None:
        if self.ends_at <= self.starts_at:
            raise EndsBeforeItBegins
