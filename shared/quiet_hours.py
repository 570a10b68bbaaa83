"""Quiet hours as they are chosen over HTTP: by a person for himself, by a body for all below it."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from typing_extensions import TypedDict

from shared.field_errors import FieldProblem
from shared.http import Body
from shared.problems import Said
from shared.zones import Zone

_NOTHING = Said(
    "Giờ bắt đầu và giờ kết thúc phải khác nhau.",
    "Begin and end must differ.",
)
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
ClockTime = Annotated[str, Field(pattern=_CLOCK)]


class QuietHoursView(TypedDict):
    """`begins` and `ends` are local times `HH:MM` in `zone`; where `on` is false there are none."""

    on: bool
    begins: str
    ends: str
    zone: str


class QuietHoursBody(Body):
    on: bool
    begins: ClockTime = "22:00"
    ends: ClockTime = "06:00"
    zone: Zone = "Asia/Ho_Chi_Minh"

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if self.begins == self.ends:
            raise FieldProblem("quiet_hours", _NOTHING)
        return self
