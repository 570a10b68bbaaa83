"""Logs as in production, set up once: loggers keep the processors they first saw."""

from functools import cache

from shared.logs import set_up


@cache
def set_up_logs() -> None:
    set_up("info")
