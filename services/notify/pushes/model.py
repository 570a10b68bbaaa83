"""A notice as a device shows it: a headline by its kind, and of the meeting no more than a lock screen may say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from services.notify.duties import words as duty_words
from services.notify.mails import words
from services.notify.mails.model import Due, News
from services.notify.notices.model import LEAVING, OF_PAPERS, REMINDERS, TO_DUTY, TO_UNIT, Template
from shared.ids import derived_id
from shared.problems import Said
from shared.text import clean_line
from shared.words import Classification, Language

Json = Mapping[str, Any]

OPEN_HOP = Said("Mở Hop để xem.", "Open Hop to read it.")
LONGEST_TITLE = 200  # characters of a meeting's title
LONGEST_KEPT = timedelta(days=3)  # by the push service, for a device that is off
SHORTEST_KEPT = timedelta(hours=1)

HEADLINES = words.WORDINGS | duty_words.WORDINGS
_URGENT = {
    Template.MEETING_POSTPONED,
    Template.MEETING_CANCELLED,
    Template.PARTICIPANT_REMOVED,
    Template.MEETING_NEARS,
    Template.DUTY_POSTPONED,
    Template.DUTY_CANCELLED,
    Template.SITE_TROUBLE,
}


@dataclass(frozen=True, slots=True)
class Push:
    """`topic`: one that has not arrived yet is replaced by a newer one with the same (RFC 8030, section 5.4).

    `kept` is how long the push service keeps it for a device that is off.
    """

    delivery_id: str
    session_id: str
    endpoint: str
    key: bytes
    secret: bytes
    content: bytes
    topic: str
    urgency: str
    kept: timedelta


def write_notice(
    template: Template, meeting: Json, zone: ZoneInfo, language: Language, news: News, due: Due
) -> dict[str, str]:
    """What the device's worker is given. `link` is a path in the web app; `tag` the topic.

    Of a classified meeting it says that there is something to read, and no more.
    """
    wording = words.UPDATES if news.is_mixed else HEADLINES[template]
    return {
        "title": wording.subject.to(language).removesuffix(": {title}"),
        "body": "\n".join(_lines(template, meeting, zone, language, news, due)),
        "link": link_to(template, meeting),
        "tag": topic_of(template, meeting),
        "language": language,
    }


def encode_notice(notice: dict[str, str]) -> bytes:
    return orjson.dumps(notice)


def link_to(template: Template, meeting: Json) -> str:
    if template in TO_UNIT:
        return "/preparing"
    if template in TO_DUTY:
        return "/duties"
    return "/inbox" if template in LEAVING else f"/meetings/{meeting['id']}"


def topic_of(template: Template, meeting: Json) -> str:
    """At most 32 characters of base64url; tells the push service nothing."""
    return derived_id("push", template, meeting["id"])


def urgency_of(template: Template) -> str:
    """`high` wakes a device that saves its battery (RFC 8030, section 5.3)."""
    return "high" if template in _URGENT else "normal"


def kept_for(meeting: Json, now: datetime) -> timedelta:
    """No use in it once the meeting has begun, but for what changes meanwhile."""
    left = datetime.fromisoformat(meeting["starts_at"]) - now
    return max(SHORTEST_KEPT, min(LONGEST_KEPT, left))


def _lines(
    template: Template, meeting: Json, zone: ZoneInfo, language: Language, news: News, due: Due
) -> Sequence[str]:
    if meeting["classification"] != Classification.NONE:
        return [OPEN_HOP.to(language)]
    begin, end = (datetime.fromisoformat(meeting[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    lines = [clean_line(meeting["title"])[:LONGEST_TITLE]]
    if template in OF_PAPERS or news.is_mixed:
        lines.append(words.news(news.changed, news.released, news.recalled, language))
    if template in REMINDERS:
        lines.append(words.due(due.answer, due.papers, language))
    lines.append(words.period(begin, end, meeting["zone"], language))
    return [line for line in lines if line]
