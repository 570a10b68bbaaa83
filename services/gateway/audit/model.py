"""The record of who did what: entries that name the hash of the one before, so that none can be changed unseen.

An entry keeps ids, no names, titles or text: it outlives what it speaks of. Whoever holds an exported entry can prove
that all entries before it are as they were.
"""

from collections.abc import AsyncIterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

import orjson

FIRST = "0" * 64  # what the first entry names as the one before


class Deed(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    ROLES_CHANGED = "roles_changed"
    ADDRESS_CHANGED = "address_changed"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SLIP_ISSUED = "slip_issued"
    PERSON_DEACTIVATED = "person_deactivated"
    HOUSE_RULES_DECIDED = "house_rules_decided"
    PAPER_SUBMITTED = "paper_submitted"
    PAPER_ACCEPTED = "paper_accepted"
    PAPER_RETURNED = "paper_returned"
    PAPER_RELEASED = "paper_released"
    PAPER_RECALLED = "paper_recalled"
    PAPER_REFUSED = "paper_refused"
    PAPER_OPENED = "paper_opened"
    PEOPLE_IMPORTED = "people_imported"
    PEOPLE_EXPORTED = "people_exported"
    BOOK_PRINTED = "book_printed"
    FORM_PRINTED = "form_printed"
    REORGANISED = "reorganised"
    RECEIVING_SYSTEM_CHANGED = "receiving_system_changed"
    INDICATORS_ACKNOWLEDGED = "indicators_acknowledged"
    REPORT_SCHEDULE_CHANGED = "report_schedule_changed"
    REPORT_SENT = "report_sent"
    AUDIT_EXPORTED = "audit_exported"


@dataclass(frozen=True, slots=True)
class Act:
    """`source` names what it is known by (an event's id), so that it is written once. `at` is UTC text.

    `person_id` did it, empty: a schedule; `about_id` is the person it was done to, if it is another. `detail` is of ids
    and codes.
    """

    deed: Deed
    at: str
    person_id: str
    source: str
    about_id: str = ""
    meeting_id: str = ""
    document_id: str = ""
    version_id: str = ""
    detail: tuple[str, ...] = ()


def entry_of(number: int, previous: str, act: Act, organisations: list[str]) -> dict[str, Any]:
    """`organisations` leads from the root to the home of whoever did it, or to whom a schedule did it for, that day."""
    fields = asdict(act) | {"deed": act.deed.value, "detail": list(act.detail)}
    return sealed({"number": number, "previous": previous, "organisations": organisations} | fields)


def sealed(fields: dict[str, Any]) -> dict[str, Any]:
    """With the hash of all fields, and the keys it is found by, which follow from them."""
    digest = sha256(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return fields | {"hash": digest, "keys": [key for one in fields["organisations"] for key in _keys(one, fields)]}


def key_of(organisation_id: str, deed: str | None, person_id: str | None) -> str:
    return orjson.dumps([organisation_id, deed or "", person_id or ""]).decode()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wrong` is the number of the first entry that is not as it was written, `why` says what is wrong with it."""

    entries: int
    head: str
    wrong: int | None = None
    why: str = ""


async def verify(entries: AsyncIterable[dict[str, Any]], anchor: tuple[int, str] | None = None) -> Verdict:
    """`entries` from the first on, in order. `anchor` is number and hash of an entry that was noted elsewhere."""
    count, head = 0, FIRST
    async for body in entries:
        count += 1
        if why := _what_is_wrong(body, count, head, anchor):
            return Verdict(count - 1, head, count, why)
        head = body["hash"]
    if anchor and anchor[0] > count:
        return Verdict(count, head, count + 1, "entries are missing at the end")
    return Verdict(count, head)


def _what_is_wrong(body: dict[str, Any], number: int, previous: str, anchor: tuple[int, str] | None) -> str:
    fields = {name: value for name, value in body.items() if name not in {"hash", "keys"}}
    if body.get("number") != number:
        return f"it is missing: the next one that is there is {body.get('number')}"
    if body.get("previous") != previous:
        return "it does not follow the one before"
    if sealed(fields) != body:
        return "it was changed"
    if anchor and anchor[0] == number and anchor[1] != body["hash"]:
        return "it is not the one that was noted elsewhere"
    return ""


def _keys(organisation_id: str, fields: dict[str, Any]) -> list[str]:
    people = {fields["person_id"], fields["about_id"]} - {""}
    return [
        key_of(organisation_id, deed, person) for deed in (None, fields["deed"]) for person in (None, *sorted(people))
    ]
