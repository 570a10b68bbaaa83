"""What meetings are made from: another meeting, or a template an organisation keeps."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.meeting.agenda_items.model import AgendaItem
from services.meeting.meetings.model import Meeting
from services.meeting.sites.model import SitePlan, copied_id
from shared.aggregates import Aggregate
from shared.events.meeting import RoomRequest
from shared.ids import derived_id
from shared.problems import Invalid, Said
from shared.words import Classification, Kind, Mode, ParticipantRole


class Invited(BaseModel):
    """`origin_id` is that of the site where the person takes part."""

    person_id: str
    role: ParticipantRole
    origin_id: str | None = None


class ChairLeft(Invalid):
    code = "chair-left"
    title = Said("Người chủ trì không còn trong danh bạ", "The chair is no longer in the directory")
    advice = Said("Hãy chọn người chủ trì khác.", "Choose another chair.")


class Pattern(BaseModel):
    """A meeting without its time, its state and what happened to it. Items keep their tree, not their ids.

    `room` is what was wished of a room; each meeting made asks for it at its own time.
    """

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
    sites: list[SitePlan] = Field(default_factory=list)
    room: RoomRequest | None = None

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
            room=self._room_asked(),
            classification=Classification.NONE,
            **self.model_dump(exclude={"secretary_ids", "items", "people", "sites", "room"}),
            **more,
        )

    def rows_of_people(self, meeting_id: str) -> list[dict[str, Any]]:
        """To be invited to the meeting, and to its sites."""
        there = {site.origin_id for site in self.sites}
        return [
            {
                "person_id": one.person_id,
                "role": one.role.value,
                "site_id": copied_id(meeting_id, one.origin_id) if one.origin_id in there else None,
            }
            for one in self.people
        ]

    def _room_asked(self) -> RoomRequest | None:
        people = len({self.chair_id, *(one.person_id for one in self.people)})
        return self.room and self.room.model_copy(update={"people": people})

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

    def handed_to(self, organisation_id: str) -> "Template":
        return Template(
            id=derived_id("template", self.id, organisation_id),
            fingerprint=self.fingerprint,
            organisation_id=organisation_id,
            name=self.name,
            minutes=self.minutes,
            pattern=self.pattern.model_copy(update={"organisation_id": organisation_id}),
        )


def pattern_of(
    meeting: Meeting, people: list[Invited], sites: list[SitePlan], room: RoomRequest | None, *, with_agenda: bool
) -> Pattern:
    """Without a chair in the room: he takes part by himself."""
    return Pattern(
        items=list(meeting.items) if with_agenda else [],
        people=[one for one in people if one.person_id != meeting.chair_id or one.origin_id],
        sites=sites,
        room=room,
        **meeting.model_dump(include=set(Pattern.model_fields) - {"items", "people", "sites", "room"}),
    )
