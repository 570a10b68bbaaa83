"""The IANA time zones, read once: a service calls `all_zones` while it is built, so that no request reads a file."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator


@cache
def all_zones() -> Mapping[str, ZoneInfo]:
    return {name: ZoneInfo(name) for name in available_timezones()}


def _known(name: str) -> str:
    if name not in all_zones():
        raise ValueError("not a time zone of the IANA database")
    return name


Zone = Annotated[str, AfterValidator(_known)]
