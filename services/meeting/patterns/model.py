"""What meetings are made from: another meeting, or a template an organisation keeps."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.meeting.agenda_items.model import AgendaItem
from services.meeting.meetings.model import Meeting
from shared.aggregates import Aggregate
from shared.ids import derived_id
from shared.words import Classification, Kind, Mode, ParticipantRole


class Invited(BaseModel):
    person_id: str
    role: ParticipantRole


class Pattern(BaseModel):
    """A meeting without its time, its state and what happened to it. Items keep their tree, not their ids."""

    organisation_id: str
    title: str
    kind: Kind
    mode: Mode
    zone: str
    place: str
    video_link: str | None
    chair_id: str
    secretary_ids: list[str]
    items: list[AgendaItem] = Field(default_factory=list)
    people: list[Invited] = Field(default_factory=list)

    def meeting(
        self, meeting_id: str, starts_at: datetime, ends_at: datetime, secretary_id: str, fingerprint: str, **more: str
    ) -> Meeting:
        """A draft; whoever makes it is one of its secretaries."""
        return Meeting(
            id=meeting_id,
            fingerprint=fingerprint,
            starts_at=starts_at,
            ends_at=ends_at,
            secretary_ids=list(dict.fromkeys([secretary_id, *self.secretary_ids])),
            items=self._items_for(meeting_id),
            classification=Classification.NONE,
            **self.model_dump(exclude={"secretary_ids", "items", "people"}),
            **more,
        )

    def _items_for(self, meeting_id: str) -> list[AgendaItem]:
        ids = {item.id: derived_id("copied item", meeting_id, item.id) for item in self.items}
        return [
            item.model_copy(
                update={
                    "id": ids[item.id],
                    "meeting_id": meeting_id,
                    "parent_id": ids.get(item.parent_id or ""),
                    "papers_asked_at": None,
                    "papers_note": "",
                }
            )
            for item in self.items
        ]


class Template(Aggregate):
    """Kept by an organisation for its secretaries. Nobody else has to hear of it, so it tells no facts."""

    organisation_id: str
    name: str
    minutes: int
    pattern: Pattern
    listed: int = 1


def pattern_of(meeting: Meeting, people: list[Invited], *, with_agenda: bool) -> Pattern:
    """Without the chair, who takes part by himself."""
    return Pattern(
        items=list(meeting.items) if with_agenda else [],
        people=[one for one in people if one.person_id != meeting.chair_id],
        **meeting.model_dump(include=set(Pattern.model_fields) - {"items", "people"}),
    )
