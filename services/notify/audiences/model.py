"""Who may see what of a meeting. Asked anew whenever something is shown: a mail, an inbox entry, a live frame."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NotRequired

from typing_extensions import TypedDict

from shared.audience import keys_of
from shared.membership import Member, may_read_item
from shared.words import MeetingState

Json = Mapping[str, Any]

LONG = timedelta(days=14)


class Before(TypedDict):
    """Whom an object admitted until a fact changed it: its agenda item's audience and presenters, its readers' keys.

    Whoever was admitted by all that is given saw it, and must be told that it is gone. Nobody else may be told.
    """

    item: NotRequired[Json]
    readers: NotRequired[Sequence[str]]


def item_of(meeting: Json, item_id: str | None) -> Json | None:
    return next((item for item in meeting["items"] if item["id"] == item_id), None)


def reads_item(member: Member, item: Json) -> bool:
    return member.leads or may_read_item(dict(item), member.part, member.person_id)


def knows_document(member: Member, document: Json) -> bool:
    """Whether its audience admits, released or not. While its agenda item is unknown, only those who lead know it."""
    if document["removed"]:
        return False
    if member.leads:
        return True
    item = item_of(member.meeting, document["item_id"])
    if document["item_id"] is not None and (item is None or not reads_item(member, item)):
        return False
    return _holds_key(member, document["readers"])


def reads_document(member: Member, document: Json) -> bool:
    return knows_document(member, document) and (member.leads or document["version"] is not None)


def saw(member: Member, before: Before) -> bool:
    if "item" in before and not reads_item(member, before["item"]):
        return False
    return member.leads or "readers" not in before or _holds_key(member, before["readers"])


def standings_of(meeting: Json) -> dict[str, list[str]]:
    """Who has to do with the meeting without being invited: chair and secretaries, and presenters once it is called."""
    people: dict[str, list[str]] = {meeting["chair_id"]: ["chair"]}
    for person_id in meeting["secretary_ids"]:
        people.setdefault(person_id, []).append("secretary")
    if meeting["called_at"] is not None:
        for item in meeting["items"]:
            for person_id in item["presenter_ids"]:
                people.setdefault(person_id, []).append(f"presenter of {item['id']}")
    return {person_id: sorted(set(standings)) for person_id, standings in people.items()}


def is_long_over(meeting: Json, now: datetime) -> bool:
    over = meeting["state"] in {MeetingState.CLOSED, MeetingState.CANCELLED}
    return over and datetime.fromisoformat(meeting["ends_at"]) < now - LONG


def _holds_key(member: Member, readers: Sequence[str]) -> bool:
    return member.part is not None and not set(readers).isdisjoint(keys_of(member.part, member.person_id))
