"""The IANA time zones, read once: a service calls `all_zones` while it is built, so that no request reads a file."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator

from shared.field_errors import FieldProblem
from shared.problems import Said

HOME = ZoneInfo("Asia/Ho_Chi_Minh")  # in which a day of administration begins

_NO_ZONE = Said(
    "Không có múi giờ này. Hãy chọn một múi giờ IANA, ví dụ Asia/Ho_Chi_Minh.",
    "There is no such time zone. Use one of the IANA database, such as Asia/Ho_Chi_Minh.",
)


def home_day(moment: datetime) -> date:
    """The day of administration that a moment belongs to: UTC is still in the day before until seven in the morning."""
    return moment.astimezone(HOME).date()


@cache
def all_zones() -> Mapping[str, ZoneInfo]:
    return {name: ZoneInfo(name) for name in available_timezones()}


def _known(name: str) -> str:
    if name not in all_zones():
        raise FieldProblem("time_zone", _NO_ZONE)
    return name


Zone = Annotated[str, AfterValidator(_known)]
