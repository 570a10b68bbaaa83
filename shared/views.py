"""What readers see of meetings and papers: the shapes that pages, API and live frames share.

Pure functions from facts (as JSON) to views; names come from the directory. Nothing here decides who may see what.
"""

from collections.abc import Collection, Mapping
from typing import Any, Literal, NotRequired, get_args

from typing_extensions import TypedDict

from shared.directory import OrganisationRef, PersonRef
from shared.permissions import Standing
from shared.store.port import Document
from shared.words import (
    Classification,
    ItemKind,
    Kind,
    MeetingState,
    Mode,
    ParticipantRole,
    SubstitutionState,
    VersionState,
)

ShownRole = Literal[
    Standing.SECRETARY, Standing.CHAIR, Standing.DELEGATE, Standing.GUEST, Standing.PRESENTER, Standing.REPLACED
]
Answer = Literal["pending", "accepted", "declined", "substitute_requested", "substitute_agreed"]
_SHOWN_FIRST: tuple[ShownRole, ...] = get_args(ShownRole)


class SubstitutionView(TypedDict):
    """A delegate's proposal of a substitute, for himself, the chair and the secretaries."""

    person: PersonRef
    reason: str
    state: SubstitutionState
    proposed_at: str
    decided_at: str | None
    refusal: str | None
    item_ids: list[str]


class MySite(TypedDict):
    """The connecting site where the reader takes part."""

    id: str
    organisation_name: str
    place: str


class MyPart(TypedDict):
    """What the reader is to the meeting. `role` is None for one who has it in his register alone.

    `answer` is None where nothing is asked, `in_place_of` whose seat a substitute has. Without a `site` he takes part
    in the main room.
    """

    role: ShownRole | None
    answer: Answer | None
    reason: str | None
    substitution: SubstitutionView | None
    in_place_of: PersonRef | None
    site: MySite | None


class HeldView(TypedDict):
    started_at: str
    ended_at: str
    reason: str | None


class MeetingFields(TypedDict):
    """A meeting as everybody in it sees it, without what is the reader's own."""

    id: str
    organisation: OrganisationRef
    title: str
    kind: Kind
    mode: Mode
    classification: Classification
    state: MeetingState
    starts_at: str
    ends_at: str
    zone: str
    place: str
    video_link: str | None
    chair: PersonRef
    secretaries: list[PersonRef]
    urgent_reason: str | None
    state_reason: str | None
    called_at: str | None
    held: HeldView | None


class AudienceView(TypedDict):
    guests: bool
    people: list[str] | None


class AgendaItemView(TypedDict):
    """`audience` is for secretary and chair; others learn only that an item is restricted."""

    id: str
    meeting_id: str
    parent_id: str | None
    position: int
    title: str
    kind: ItemKind
    planned_minutes: int | None
    owner_organisation: OrganisationRef | None
    presenters: list[PersonRef]
    restricted: bool
    audience: NotRequired[AudienceView]
    papers_asked_at: NotRequired[str | None]


class ParticipantView(TypedDict):
    """The last four are for secretary and chair, and for the person himself.

    To others a proposed substitute changes nothing before he is agreed to: `answer` is the one given before.
    `answered_by` is set when somebody entered the answer for him. `site_id` null is the main room.
    """

    meeting_id: str
    person: PersonRef
    role: ParticipantRole
    answer: Answer
    answered_at: str | None
    attended: bool | None
    in_place_of: PersonRef | None
    replaced_by: PersonRef | None
    reason: NotRequired[str | None]
    answered_by: NotRequired[PersonRef | None]
    substitution: NotRequired[SubstitutionView | None]
    site_id: NotRequired[str | None]


class ReleasedVersionView(TypedDict):
    """`size` in bytes, of the file as uploaded."""

    id: str
    number: int
    state: VersionState
    file_name: str
    media_type: str | None
    size: int
    pages: int | None
    sha256: str | None
    needs_declaration: bool
    refusal: None
    created_at: str
    released_at: str | None
    note: str


class ReleasedDocumentFields(TypedDict):
    """A paper as all its readers see it, without what each of them has read of it."""

    id: str
    meeting_id: str
    item_id: str | None
    title: str
    position: int
    classification: Classification
    restricted: bool
    state: Literal["released"]
    version: ReleasedVersionView


People = Mapping[str, PersonRef]
Organisations = Mapping[str, OrganisationRef]


def people_of(meeting: Document) -> list[str]:
    """Whose names `meeting_fields` needs."""
    return [meeting["chair_id"], *meeting["secretary_ids"]]


def meeting_fields(meeting: Document, people: People, organisations: Organisations) -> MeetingFields:
    return MeetingFields(
        id=meeting["id"],
        organisation=organisations[meeting["organisation_id"]],
        title=meeting["title"],
        kind=meeting["kind"],
        mode=meeting["mode"],
        classification=meeting["classification"],
        state=meeting["state"],
        starts_at=meeting["starts_at"],
        ends_at=meeting["ends_at"],
        zone=meeting["zone"],
        place=meeting["place"],
        video_link=meeting["video_link"],
        chair=people[meeting["chair_id"]],
        secretaries=[people[person] for person in meeting["secretary_ids"]],
        urgent_reason=meeting["urgent_reason"],
        state_reason=meeting["state_reason"],
        called_at=meeting["called_at"],
        held=meeting["held"],
    )


def agenda_item_view(item: Document, people: People, organisations: Organisations, *, leads: bool) -> AgendaItemView:
    owner = item["owner_organisation_id"]
    view = AgendaItemView(
        id=item["id"],
        meeting_id=item["meeting_id"],
        parent_id=item["parent_id"],
        position=item["position"],
        title=item["title"],
        kind=item["kind"],
        planned_minutes=item["planned_minutes"],
        owner_organisation=organisations[owner] if owner else None,
        presenters=[people[person] for person in item["presenter_ids"]],
        restricted=item["audience"]["people"] is not None,
    )
    if leads:
        view["audience"] = item["audience"]
        view["papers_asked_at"] = item.get("papers_asked_at")  # copies may be older than it
    return view


def people_in(participation: Mapping[str, Any]) -> list[str]:
    """Whose names `participant_view` and `my_part` need."""
    substitution = participation.get("substitution")
    named = [participation["person_id"], participation.get("in_place_of"), participation.get("replied_by")]
    return [person for person in [*named, substitution["person_id"] if substitution else None] if person]


def participant_view(participation: Document, people: People, *, leads: bool) -> ParticipantView:
    substitution = participation.get("substitution")
    agreed = substitution is not None and substitution["state"] == SubstitutionState.AGREED
    view = ParticipantView(
        meeting_id=participation["meeting_id"],
        person=people[participation["person_id"]],
        role=participation["role"],
        answer=answer_of(participation, leads=leads),
        answered_at=participation["replied_at"],
        attended=participation["attended"],
        in_place_of=_named(participation.get("in_place_of"), people),
        replaced_by=people[substitution["person_id"]] if substitution and agreed else None,
    )
    if leads:
        view["reason"] = participation["reason"]
        view["answered_by"] = _named(participation.get("replied_by"), people)
        view["substitution"] = _substitution_view(participation, people)
        view["site_id"] = participation.get("site_id")
    return view


def my_site(site: Mapping[str, Any], organisations: Organisations) -> MySite:
    """`site` as in SiteFacts."""
    return MySite(id=site["id"], organisation_name=organisations[site["organisation_id"]]["name"], place=site["place"])


def shown_role(standings: Collection[Standing]) -> ShownRole | None:
    """The first of what somebody is to a meeting."""
    return next((one for one in _SHOWN_FIRST if one in standings), None)


def my_part(
    role: ShownRole | None, participation: Mapping[str, Any] | None, people: People, site: MySite | None = None
) -> MyPart:
    if participation is None:
        return MyPart(role=role, answer=None, reason=None, substitution=None, in_place_of=None, site=None)
    return MyPart(
        role=role,
        answer=answer_of(participation),
        reason=participation["reason"],
        substitution=_substitution_view(participation, people),
        in_place_of=_named(participation.get("in_place_of"), people),
        site=site,
    )


def answer_of(participation: Mapping[str, Any], *, leads: bool = True) -> Answer:
    """The invitation's state (domain, section 2); a refused proposal leaves the answer that was there before."""
    substitution = participation.get("substitution")
    reply: Answer = participation["reply"]
    if substitution is None or substitution["state"] == SubstitutionState.REFUSED:
        return reply
    if substitution["state"] == SubstitutionState.AGREED:
        return "substitute_agreed"
    return "substitute_requested" if leads else reply


def _substitution_view(participation: Mapping[str, Any], people: People) -> SubstitutionView | None:
    substitution = participation.get("substitution")
    if substitution is None:
        return None
    return SubstitutionView(
        person=people[substitution["person_id"]],
        reason=substitution["reason"],
        state=substitution["state"],
        proposed_at=substitution["proposed_at"],
        decided_at=substitution["decided_at"],
        refusal=substitution["refusal"],
        item_ids=list(substitution["item_ids"]),
    )


def _named(person_id: str | None, people: People) -> PersonRef | None:
    return people[person_id] if person_id else None


def released_document_fields(document: Document, item: Document | None) -> ReleasedDocumentFields:
    """`document` as in DocumentFacts, with a version; `item` is the agenda item it belongs to, if any."""
    own = document["audience"] is not None and document["audience"]["people"] is not None
    return ReleasedDocumentFields(
        id=document["id"],
        meeting_id=document["meeting_id"],
        item_id=document["item_id"],
        title=document["title"],
        position=document["position"],
        classification=document["classification"],
        restricted=own or (item is not None and item["audience"]["people"] is not None),
        state="released",
        version=ReleasedVersionView(**{"note": ""} | document["version"], needs_declaration=False, refusal=None),  # type: ignore[typeddict-item]
    )
