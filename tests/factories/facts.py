"""Facts as other services would say them, short."""

from typing import Any

from shared.events.gateway import HouseRules, OrganisationCreated, OrganisationFacts, PersonCreated, PersonFacts, Post
from shared.events.meeting import AgendaItemFacts, MeetingFacts, ParticipationFacts
from shared.words import Language, ParticipantRole, Reply


def organisation(
    organisation_id: str = "o1", *above: str, name: str = "", rules: HouseRules | None = None
) -> OrganisationCreated:
    return OrganisationCreated(
        organisation=OrganisationFacts(
            id=organisation_id,
            name=name or f"Cơ quan {organisation_id}",
            short_name=organisation_id,
            parent_id=above[-1] if above else None,
            path=(*above, organisation_id),
            levels=(),
            active=True,
            house_rules=rules or HouseRules(),
        )
    )


def person(person_id: str, organisation_id: str = "o1", *, active: bool = True) -> PersonCreated:
    return PersonCreated(
        person=PersonFacts(
            id=person_id,
            full_name=f"Họ tên {person_id}",
            organisation_id=organisation_id,
            posts=(Post(organisation_id=organisation_id, title="Chuyên viên"),),
            language=Language.VIETNAMESE,
            active=active,
        )
    )


def meeting_facts(meeting_id: str = "m1", **fields: Any) -> MeetingFacts:
    """Called, with one secretary and a chair, unless told otherwise."""
    usual = {
        "id": meeting_id,
        "organisation_id": "o1",
        "title": "Phiên họp thường kỳ",
        "kind": "work_resolving",
        "mode": "hybrid",
        "classification": "none",
        "state": "called",
        "starts_at": "2030-12-10T01:30:00Z",
        "ends_at": "2030-12-10T04:00:00Z",
        "zone": "Asia/Ho_Chi_Minh",
        "place": "",
        "video_link": None,
        "chair_id": "chair",
        "secretary_ids": ["secretary"],
        "urgent_reason": None,
        "state_reason": None,
        "called_at": "2030-11-20T01:30:00Z",
        "held": None,
        "calendar_sequence": 0,
    }
    return MeetingFacts.model_validate(usual | fields)


def item_facts(item_id: str, meeting_id: str = "m1", **fields: Any) -> AgendaItemFacts:
    usual: dict[str, Any] = {
        "id": item_id,
        "meeting_id": meeting_id,
        "parent_id": None,
        "position": 1,
        "title": f"Nội dung {item_id}",
        "kind": "discussion",
        "planned_minutes": None,
        "owner_organisation_id": None,
        "presenter_ids": [],
        "audience": {},
    }
    return AgendaItemFacts.model_validate(usual | fields)


def participation_facts(person_id: str, role: str = "delegate", meeting_id: str = "m1") -> ParticipationFacts:
    return ParticipationFacts(
        meeting_id=meeting_id,
        person_id=person_id,
        role=ParticipantRole(role),
        reply=Reply.PENDING,
        reason=None,
        replied_at=None,
        attended=None,
    )
