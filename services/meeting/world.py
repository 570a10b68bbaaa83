"""Everything the meeting service works with, built once in app.py."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.meeting.agenda_changes.store import AgendaHistory
from services.meeting.diary.store import Diary
from services.meeting.legal_clock.model import WorkingCalendar
from services.meeting.legal_clock.store import PaperReleases
from services.meeting.meetings.model import Meeting
from services.meeting.participants.model import Participation
from services.meeting.patterns.model import Template
from services.meeting.printed_forms.model import PrintedForm
from services.meeting.room_calendars.model import RoomCalendar
from services.meeting.rooms.model import Room
from services.meeting.series.model import Series
from services.meeting.sites.model import Site
from shared.aggregates import Repository
from shared.clock import Clock
from shared.directory import Directory
from shared.jobs import Jobs
from shared.kept import KeptAnswers, KeptVersions
from shared.store.port import Store, Stored

if TYPE_CHECKING:
    from services.meeting.access import Seen


@dataclass(slots=True)
class World:
    clock: Clock
    store: Store
    meetings: Repository[Meeting]
    participations: Repository[Participation]
    directory: Directory
    diary: Diary
    agenda_history: AgendaHistory
    releases: PaperReleases
    rooms: Repository[Room]
    calendars: Repository[RoomCalendar]
    templates: Repository[Template]
    printed_forms: Repository[PrintedForm]
    series: Repository[Series]
    sites: Repository[Site]
    calendar: WorkingCalendar
    jobs: Jobs
    kept: KeptAnswers
    secrets_allowed: bool
    newest: KeptVersions[Stored] = field(default_factory=KeptVersions)  # meetings already decoded
    named: KeptVersions[frozenset[str]] = field(default_factory=KeptVersions)
    seen: "KeptVersions[Seen]" = field(default_factory=KeptVersions)
