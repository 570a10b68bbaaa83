"""A booking as a device of the room's keeper shows it: which room, when, and for whom; never what it is about."""

from collections.abc import Mapping
from typing import Any

from services.notify.keepers.words import WORDINGS
from services.notify.notices.model import Template
from shared.ids import derived_id
from shared.text import clean_line
from shared.words import Language

Json = Mapping[str, Any]


def write_booking_notice(
    template: Template, room: Json, booking: Json, organisation: str, when: str, link: str, language: Language
) -> dict[str, str]:
    """What the device's worker is given, as for a meeting."""
    lines = [clean_line(room["name"]), when, organisation]
    return {
        "title": WORDINGS[template].subject.to(language).removesuffix(": {title}"),
        "body": "\n".join(line for line in lines if line),
        "link": link,
        "tag": booking_topic(template, booking),
        "language": language,
    }


def booking_topic(template: Template, booking: Json) -> str:
    """At most 32 characters of base64url; tells the push service nothing."""
    return derived_id("push", template, booking["room_id"], booking["meeting_id"])
