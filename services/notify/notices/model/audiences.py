"""Who hears of a fact: ids of people, for the table's second column."""

from collections.abc import Mapping
from typing import Any

from services.notify.audiences.model import Json, knows_document, reads_document
from services.notify.notices.model.situation import Situation
from shared.events.meeting import SiteRemoved


def everybody(situation: Situation) -> list[str]:
    return list(situation.members)


def the_participant(situation: Situation) -> list[str]:
    return [situation.fact.participation.person_id]


def the_reminded(situation: Situation) -> list[str]:
    return list(situation.fact.person_ids)


def the_chair(situation: Situation) -> list[str]:
    return [situation.meeting["chair_id"]] if situation.meeting else []


def secretaries(situation: Situation) -> list[str]:
    return list(situation.meeting["secretary_ids"]) if situation.meeting else []


def newly_involved(situation: Situation) -> list[str]:
    return _without(situation.standings, situation.standings_before)


def new_secretaries(situation: Situation) -> list[str]:
    before = situation.standings_before
    return [
        one for one, now in situation.standings.items() if "secretary" in now and "secretary" not in before.get(one, ())
    ]


def newly_invited(situation: Situation) -> list[str]:
    """Who now prepares the meeting is told that, and not invited."""
    others = new_secretaries(situation)
    return [one for one in newly_involved(situation) if one not in others]


def no_longer_involved(situation: Situation) -> list[str]:
    return _without(situation.standings_before, situation.standings)


def readers(situation: Situation) -> list[str]:
    document = situation.document
    return [key for key, one in situation.members.items() if document and reads_document(one, document)]


def former_readers(situation: Situation) -> list[str]:
    document = situation.document
    return [key for key, one in situation.members.items() if document and knows_document(one, document)]


def the_uploader(situation: Situation) -> list[str]:
    return [situation.fact.uploader_id]


def the_preparers(situation: Situation) -> list[str]:
    return list(situation.preparers)


def on_duty(situation: Situation) -> list[str]:
    return [site["duty_id"] for site in situation.sites if site["duty_id"]]


def who_has_not_reported(situation: Situation) -> list[str]:
    meeting = situation.meeting
    return [
        site["duty_id"] for site in situation.sites if meeting and site["duty_id"] and not is_reported(site, meeting)
    ]


def the_duty(situation: Situation) -> list[str]:
    duty_id = situation.fact.site.duty_id
    return [duty_id] if duty_id else []


def the_relieved(situation: Situation) -> list[str]:
    """Of the one site; one who is on duty at another keeps his part in the meeting."""
    return [one for one in relieved(situation) if one not in on_duty(situation)]


def partly_relieved(situation: Situation) -> list[str]:
    return [one for one in relieved(situation) if one in on_duty(situation)]


def relieved(situation: Situation) -> list[str]:
    """Who is on duty no more at the site that the fact tells of."""
    fact = situation.fact
    person_id = fact.site.duty_id if isinstance(fact, SiteRemoved) else fact.relieved_id
    return [person_id] if person_id else []


def people_at_site(situation: Situation) -> list[str]:
    return list(situation.people_at_site)


def the_keeper(situation: Situation) -> list[str]:
    """Of the room that the booking is of."""
    keeper_id = situation.room["keeper_id"] if situation.room else None
    return [keeper_id] if keeper_id else []


def is_reported(site: Json, meeting: Json) -> bool:
    """Whether the person on duty has said how it stands, for the time the meeting has now."""
    return site["readiness"] is not None and site["readiness"]["ready_for"] == meeting["starts_at"]


def _without(people: Mapping[str, Any], others: Mapping[str, Any]) -> list[str]:
    return [person_id for person_id in people if person_id not in others]
