"""What a fact adds to the live feeds: references to what it speaks of, never the thing itself.

A frame is made from the newest state when it is sent, so that a resumed stream shows nothing that was hidden since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.notify.audiences.model import Before, Json
from shared.events import documents, gateway, meeting
from shared.events.envelope import Fact


class Kind(StrEnum):
    MEETING = "meeting"
    AGENDA_ITEM = "agenda_item"
    PARTICIPANT = "participant"
    DOCUMENT = "document"
    INBOX = "inbox"
    SITE = "site"
    PERSON = "person"
    STANDING = "standing"  # what the person is to a meeting differs
    SESSION = "session"  # this sign-in is over


class News(StrEnum):
    """Types of entries that follow from no other service's fact."""

    ARRIVED = "arrived"
    READ = "read"
    REVIEWED = "reviewed"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Reference:
    """`before` is who saw it until now; `leaders` means that only secretary and chair are concerned.

    A participant is concerned by what is told of himself all the same.
    """

    kind: Kind
    id: str
    meeting_id: str | None = None
    before: Before | None = None
    leaders: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A reference with its place in a feed; `type` is the fact's, or one of News.

    `before` may be gathered from several entries; `traceparent` says in which trace it was added, if in one.
    """

    number: int
    type: str
    reference: Reference
    before: tuple[Before, ...] = ()
    traceparent: str | None = None


_OF_PARTICIPANTS = (
    meeting.ParticipantAdded,
    meeting.ParticipantRoleChanged,
    meeting.ParticipantRemoved,
    meeting.InvitationAnswered,
    meeting.AttendanceRecorded,
    meeting.SiteAssigned,
    meeting.SubstituteAgreed,
    meeting.SeatReturned,
)
_OF_PROPOSALS = (meeting.SubstituteProposed, meeting.SubstituteWithdrawn, meeting.SubstituteRefused)
_OF_SITES = (meeting.SiteAdded, meeting.SiteChanged, meeting.SiteRemoved, meeting.SiteReported)
_OF_ITEMS = (meeting.AgendaItemAdded, meeting.AgendaItemChanged, meeting.AgendaItemRemoved)
_OF_PAPERS = (
    documents.DocumentAdded,
    documents.DocumentChanged,
    documents.DocumentReleased,
    documents.DocumentRecalled,
    documents.DocumentRemoved,
)
_OF_VERSIONS = (documents.VersionChecked, documents.VersionRefused, documents.VersionOpened)


def meeting_feed(meeting_id: str) -> str:
    return f"meeting/{meeting_id}"


def person_feed(person_id: str) -> str:
    return f"person/{person_id}"


def meeting_of(feed: str) -> str | None:
    kind, _, meeting_id = feed.partition("/")
    return meeting_id if kind == "meeting" else None


def references(fact: Fact, item: Json | None, document: Json | None, papers: Sequence[Json]) -> list[Reference]:
    """For the feed of the fact's meeting.

    `item` and `document` are notify's copies with what they were before, `papers` the meeting's documents: those of
    the fact's item are seen by those whom it admits, so they come and go with it.
    """
    if isinstance(fact, meeting.HEADERS):
        return [Reference(Kind.MEETING, fact.meeting.id, fact.meeting.id)]
    if isinstance(fact, _OF_PARTICIPANTS):
        return [Reference(Kind.PARTICIPANT, fact.participation.person_id, fact.participation.meeting_id)]
    if isinstance(fact, _OF_PROPOSALS):
        return [Reference(Kind.PARTICIPANT, fact.participation.person_id, fact.participation.meeting_id, leaders=True)]
    if isinstance(fact, _OF_SITES):
        return [Reference(Kind.SITE, fact.site.id, fact.site.meeting_id, leaders=True)]
    if isinstance(fact, meeting.PapersAsked):
        return [Reference(Kind.AGENDA_ITEM, fact.item.id, fact.item.meeting_id, leaders=True)]
    if isinstance(fact, documents.Reviewed):
        return [Reference(Kind.DOCUMENT, fact.document.id, fact.document.meeting_id, leaders=True)]
    if isinstance(fact, meeting.AgendaItemMoved):
        return [Reference(Kind.AGENDA_ITEM, fact.item.id, fact.item.meeting_id)]
    if isinstance(fact, _OF_ITEMS):
        return [_item(fact.item, item), *_papers(fact.item.id, item, papers)]
    if isinstance(fact, _OF_PAPERS):
        return [_document(fact.document, document)]
    if isinstance(fact, _OF_VERSIONS):
        return [Reference(Kind.DOCUMENT, fact.document_id, fact.meeting_id, leaders=True)]
    return []


def personal_references(
    fact: Fact,
    meeting_id: str | None,
    standings: Mapping[str, Sequence[str]],
    standings_before: Mapping[str, Sequence[str]],
    people_at_site: Sequence[str] = (),
) -> list[tuple[str, Reference]]:
    """By person, for their own feeds: whose part or place in the meeting changed, whose sign-in or account did."""
    match fact:
        case (
            meeting.ParticipantAdded()
            | meeting.ParticipantRoleChanged()
            | meeting.ParticipantRemoved()
            | meeting.SubstituteAgreed()
            | meeting.SeatReturned()
            | meeting.SiteAssigned()
        ):
            people = {fact.participation.person_id}
        case meeting.SiteChanged():
            people = set(people_at_site)
        case gateway.SessionEnded():
            return [(fact.person_id, Reference(Kind.SESSION, fact.session_id))]
        case gateway.PersonChanged() | gateway.PersonDeactivated():
            return [(fact.person.id, Reference(Kind.PERSON, fact.person.id))]
        case _:
            both = standings.keys() | standings_before.keys()
            people = {one for one in both if standings.get(one) != standings_before.get(one)}
    return [(one, Reference(Kind.STANDING, meeting_id, meeting_id)) for one in sorted(people) if meeting_id]


def _item(facts: meeting.AgendaItemFacts, copy: Json | None) -> Reference:
    before = Before(item=copy["before"]) if copy and copy["before"] else None
    return Reference(Kind.AGENDA_ITEM, facts.id, facts.meeting_id, before)


def _papers(item_id: str, item: Json | None, papers: Sequence[Json]) -> list[Reference]:
    if item is None or sight_is_same(item):
        return []
    return [
        Reference(Kind.DOCUMENT, paper["id"], paper["meeting_id"], _sight_before(item["before"], paper["readers"]))
        for paper in papers
        if paper["version"] is not None and paper["item_id"] == item_id
    ]


def sight_is_same(item: Json) -> bool:
    """Whether the item's last fact left it to the same people; `item` is notify's copy."""
    return bool(item["before"] == item["sight"] and not item["removed"])


def _document(facts: documents.DocumentFacts, copy: Json | None) -> Reference:
    readers = copy["readers_before"] if copy else None
    before = Before(readers=readers) if readers is not None else None
    return Reference(Kind.DOCUMENT, facts.id, facts.meeting_id, before)


def _sight_before(item: Mapping[str, Any] | None, readers: Sequence[str]) -> Before | None:
    return Before(item=item, readers=readers) if item else None
