"""Why a paper is refused. The set is closed: each reason has one sentence in every language of the product."""

from __future__ import annotations

from contextvars import ContextVar
from enum import StrEnum


class RefusalReason(StrEnum):
    EMPTY = "empty"
    UNSUPPORTED_TYPE = "unsupported_type"
    NAME_MISMATCH = "name_mismatch"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    DYNAMIC_FORM = "dynamic_form"
    PORTFOLIO = "portfolio"
    MACROS = "macros"
    ACTIVE_LINKS = "active_links"
    UNSAFE_XML = "unsafe_xml"
    SECRET_STAMP = "secret_stamp"
    OFFICE_UNAVAILABLE = "office_unavailable"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"


class Refused(Exception):
    """The paper itself is at fault: trying again with the same bytes gives the same answer.

    `rule` is the stamp rule for `secret_stamp`, else empty. `place` is where in our own code an unforeseen error of a
    parser surfaced ("reading_copy.py:88 ValueError"), for the log. Neither ever holds text or names of the paper.
    """

    def __init__(self, reason: RefusalReason, rule: str = "", place: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.rule = rule
        self.place = place


class IngestFailed(Exception):
    """The machine is at fault (full disk, sandbox that does not start): the same paper may pass later."""


stamps_pass: ContextVar[bool] = ContextVar("stamps_pass", default=False)
"""Set once by the child, from its limits: whether this deployment may keep state secrets."""


def refuse_stamp(rule: str) -> None:
    """Raise Refused(secret_stamp), except where secrets may be kept."""
    if not stamps_pass.get():
        raise Refused(RefusalReason.SECRET_STAMP, rule)
