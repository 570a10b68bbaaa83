"""A room: what it holds, and who is in charge of it."""

from typing import Any

from shared.aggregates import Aggregate
from shared.events.meeting import RoomAdded, RoomChanged, RoomFacts
from shared.problems import Conflict, Invalid, Said
from shared.words import Equipment


class RoomInUse(Conflict):
    code = "room-in-use"
    title = Said("Phòng còn lịch đặt phía trước", "The room still has bookings ahead")
    advice = Said("Hãy chuyển các cuộc họp đó sang phòng khác trước.", "Move those meetings to other rooms first.")


class RoomGone(Invalid):
    code = "room-gone"
    title = Said("Phòng này không còn sử dụng", "This room is no longer in use")
    advice = Said("Hãy chọn phòng khác.", "Choose another room.")


class SeatsBeyondCapacity(Invalid):
    code = "seats-beyond-capacity"
    title = Said("Số ghế tại bàn lớn hơn sức chứa", "More seats at the table than the room holds")
    advice = Said("Hãy sửa số ghế hoặc sức chứa.", "Correct the seats or the capacity.")


class Room(Aggregate):
    """`root_id` is the tree whose secretaries may ask for it."""

    organisation_id: str
    root_id: str
    name: str
    address: str = ""
    zone: str
    capacity: int
    seats: int
    equipment: list[Equipment]
    keeper_id: str | None = None
    needs_approval: bool = False
    active: bool = True

    @property
    def place(self) -> str:
        """As invitations name it."""
        return f"{self.name}, {self.address}" if self.address else self.name

    def facts_now(self) -> RoomFacts:
        return RoomFacts(**self.model_dump(exclude={"fingerprint", "root_id"}))

    def add(self) -> None:
        self._check()
        self.record(RoomAdded(room=self.facts_now()))

    def change(self, fields: dict[str, Any]) -> None:
        """Raises RoomGone, SeatsBeyondCapacity."""
        self.check_active()
        changed = {name: value for name, value in fields.items() if getattr(self, name) != value}
        for name, value in changed.items():
            setattr(self, name, value)
        self._check()
        if changed:
            self.record(RoomChanged(room=self.facts_now()))

    def close(self) -> None:
        if self.active:
            self.active = False
            self.record(RoomChanged(room=self.facts_now()))

    def check_active(self) -> None:
        """Raises RoomGone."""
        if not self.active:
            raise RoomGone

    def _check(self) -> None:
        if self.seats > self.capacity:
            raise SeatsBeyondCapacity
