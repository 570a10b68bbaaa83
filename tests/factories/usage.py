"""Facts of a busy meeting as the services say them, with times of their own; a projection in memory hears them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.gateway.usage.rebuild import Replay
from shared.clock import from_text, to_text
from shared.events import documents, gateway, meeting, notify
from shared.events.documents import (
    BookPrinted,
    DocumentAdded,
    DocumentFacts,
    DocumentReleased,
    PrintedPaper,
    SittingEnded,
    VersionFacts,
    VersionOpened,
)
from shared.events.envelope import Event, Fact
from shared.events.gateway import (
    LevelSince,
    OrganisationCreated,
    OrganisationFacts,
    PrintCountClosed,
    PrintCounted,
    PrintStruck,
)
from shared.events.meeting import (
    AttendanceRecorded,
    FormPrinted,
    Held,
    InvitationAnswered,
    MeetingCalled,
    MeetingCreated,
    MeetingHeld,
    ParticipantAdded,
    ParticipationFacts,
    SubstituteAgreed,
    Substitution,
)
from shared.events.notify import DeliverySucceeded
from shared.ids import participation_id
from shared.words import Channel, DeviceKind, FileFormat, Form, ParticipantRole, Reply, SubstitutionState, VersionState
from shared.working_days import SHIPPED, load_calendar
from tests.factories.facts import meeting_facts

CALENDAR = load_calendar([SHIPPED])
EVERY_DELEGATE = ("delegate",)


@dataclass
class Story:
    """Collects events in the order they are said; `at` is when."""

    events: list[Event] = field(default_factory=list)
    _sequences: dict[str, int] = field(default_factory=dict)

    def say(self, source: str, subject: str, at: str, *facts: Fact, key: str = "") -> None:
        for fact in facts:
            sequence = self._sequences[subject] = self._sequences.get(subject, 0) + 1
            self.events.append(
                Event(
                    id=f"{subject}-{sequence}",
                    source=source,
                    type=fact.type,
                    time=from_text(at),
                    subject=subject,
                    partitionkey=key or subject.partition("/")[2],
                    sequence=sequence,
                    data=fact.model_dump(mode="json"),
                )
            )

    def organisation(
        self, *path: str, levels: Sequence[tuple[str, str]] = (("province", "2000-01-01"),), at: str
    ) -> None:
        facts = OrganisationFacts(
            id=path[-1],
            name=path[-1],
            short_name=path[-1],
            parent_id=path[-2] if len(path) > 1 else None,
            path=path,
            levels=tuple(LevelSince.model_validate({"level": level, "since": since}) for level, since in levels),
            active=True,
        )
        self.say(gateway.SOURCE, f"organisation/{path[-1]}", at, OrganisationCreated(organisation=facts))

    def meeting(self, name: str, at: str, *, called: str | None, **fields: Any) -> None:
        """Created and, with `called`, called; `fields` as in MeetingFacts."""
        draft = meeting_facts(name, **{"state": "draft", "called_at": None, **fields})
        self.say(meeting.SOURCE, f"meeting/{name}", at, MeetingCreated(meeting=draft))
        if called:
            facts = meeting_facts(name, **{"state": "called", "called_at": called, **fields})
            self.say(meeting.SOURCE, f"meeting/{name}", called, MeetingCalled(meeting=facts))

    def held(self, name: str, at: str, started_at: str, ended_at: str, attended: Iterable[str], **fields: Any) -> None:
        held = Held(started_at=from_text(started_at), ended_at=from_text(ended_at))
        facts = meeting_facts(name, **{"state": "closed", "held": held.model_dump(mode="json"), **fields})
        people = tuple(attended)
        self.say(meeting.SOURCE, f"meeting/{name}", at, MeetingHeld(meeting=facts, attended=people))
        for person in people:
            self.seat(name, person, at, AttendanceRecorded, attended=True, reply=Reply.ACCEPTED)

    def seat(self, name: str, person: str, at: str, fact: Any = ParticipantAdded, **fields: Any) -> None:
        usual: dict[str, Any] = {
            "meeting_id": name,
            "person_id": person,
            "role": ParticipantRole.DELEGATE,
            "reply": Reply.PENDING,
            "reason": None,
            "replied_at": None,
            "attended": None,
        }
        facts = ParticipationFacts(**usual | fields)
        subject = f"participation/{participation_id(name, person)}"
        self.say(meeting.SOURCE, subject, at, fact(participation=facts), key=name)

    def answer(self, name: str, person: str, at: str) -> None:
        self.seat(name, person, at, InvitationAnswered, reply=Reply.ACCEPTED, replied_at=from_text(at))

    def replace(self, name: str, person: str, deputy: str, at: str) -> None:
        """The chair agrees that the deputy has the person's seat."""
        agreed = Substitution(
            person_id=deputy,
            reason="Đi công tác",
            state=SubstitutionState.AGREED,
            proposed_at=from_text(at),
            proposed_by=person,
        )
        self.seat(name, person, at, SubstituteAgreed, substitution=agreed)
        self.seat(name, deputy, at, in_place_of=person)

    def paper(
        self, name: str, paper: str, at: str, *, pages: int = 10, readers: tuple[str, ...] = EVERY_DELEGATE
    ) -> None:
        facts = DocumentFacts.model_validate(
            DocumentAdded.example["document"] | {"id": paper, "meeting_id": name, "readers": readers, "version": None}
        )
        version = VersionFacts.model_validate(
            DocumentReleased.example["document"]["version"]
            | {"id": f"{paper}-1", "pages": pages, "state": VersionState.RELEASED, "released_at": at}
        )
        subject = f"document/{paper}"
        released = DocumentReleased(document=facts.model_copy(update={"version": version}))
        self.say(documents.SOURCE, subject, at, DocumentAdded(document=facts), released, key=name)

    def reading(
        self,
        name: str,
        paper: str,
        person: str,
        at: str,
        *sittings: tuple[int, ...],
        device: DeviceKind | None = DeviceKind.TABLET,
    ) -> None:
        about = {"meeting_id": name, "document_id": paper, "version_id": f"{paper}-1", "person_id": person}
        facts: list[Fact] = [VersionOpened(**about)]
        facts += [
            SittingEnded(**about, sitting_id=f"s{number}", pages=pages, seconds=60, device=device)
            for number, pages in enumerate(sittings)
        ]
        self.say(documents.SOURCE, f"reading/{paper}-{person}", at, *facts, key=name)

    def print(self, name: str, at: str, *, pages: int = 4, copies: int = 2, paper: str | None = None) -> None:
        """Counted at the print desk."""
        number = sum(event.type == PrintCounted.type for event in self.events)
        fact = PrintCounted.model_validate(PrintCounted.example)
        update = {"id": f"x{number}", "meeting_id": name, "document_id": paper, "pages": pages, "copies": copies}
        printed = fact.printed.model_copy(update=update)
        self.say(gateway.SOURCE, f"print/x{number}", at, fact.model_copy(update={"printed": printed}), key=name)

    def strike_last_print(self, at: str) -> None:
        last = next(event for event in reversed(self.events) if event.type == PrintCounted.type)
        fact = PrintStruck.model_validate(last.data)
        self.say(gateway.SOURCE, last.subject, at, fact, key=last.partitionkey)

    def book(self, name: str, person: str, at: str, papers: Mapping[str, int]) -> None:
        """Taken as one PDF, with a page for its contents; `papers` are pages by id."""
        held = [PrintedPaper(document_id=key, version_id=f"{key}-1", pages=pages) for key, pages in papers.items()]
        pages = 1 + sum(papers.values())
        fact = BookPrinted(
            book_id=f"{name}-{person}", meeting_id=name, person_id=person, pages=pages, papers=tuple(held)
        )
        self.say(documents.SOURCE, f"book/{name}-{person}", at, fact, key=name)

    def form(self, name: str, at: str, pages: int, form: Form = Form.ATTENDANCE_LIST) -> None:
        fact = FormPrinted(
            printed_form_id=f"{name}-{form}", meeting_id=name, form=form, format=FileFormat.PDF, pages=pages
        )
        self.say(meeting.SOURCE, f"form/{name}-{form}", at, fact, key=name)

    def all_counted(self, name: str, at: str) -> None:
        self.say(gateway.SOURCE, f"printcount/{name}", at, PrintCountClosed(meeting_id=name, person_id="in"))

    def mail(
        self,
        name: str,
        person: str,
        at: str,
        seconds: int = 3,
        template: str = "meeting_called",
        paper: str | None = None,
    ) -> None:
        fact_at = from_text(at) - timedelta(seconds=seconds)
        fact = DeliverySucceeded(
            delivery_id="y",
            person_id=person,
            channel=Channel.MAIL,
            template=template,
            attempts=1,
            document_id=paper,
            fact_at=from_text(to_text(fact_at)),
        )
        self.say(notify.SOURCE, f"delivery/{name}-{person}-{template}-{paper}", at, fact, key=name)

    def rows(self, events: Iterable[Event] | None = None) -> dict[str, dict[str, Any]]:
        """Rows by meeting, as a projection in memory makes them."""
        replay = Replay()
        for event in self.events if events is None else events:
            replay.apply(event)
        return {row["meeting_id"]: row for row in replay.rows(CALENDAR)}


def busy(
    story: Story, name: str = "m1", day: str = "2026-11-25", month_before: str = "2026-11-10", **fields: Any
) -> None:
    """Called in time to three, two of whom answer; one paper of 10 pages, read by one before and one after the start;
    held for 105 of 150 minutes, two there; two copies of 4 pages printed; one mail that took three seconds."""
    times = {"starts_at": f"{day}T01:30:00.000000Z", "ends_at": f"{day}T04:00:00.000000Z", **fields}
    before = f"{month_before}T02:00:00.000000Z"
    for person in ("an", "binh", "chi"):
        story.seat(name, person, before)
    story.meeting(name, before, called=before, **times)
    story.mail(name, "an", before)
    for person in ("an", "binh"):
        story.answer(name, person, before)
    story.paper(name, f"{name}-d1", before)
    story.reading(name, f"{name}-d1", "an", before, (1, 2, 3), (3, 4))
    story.reading(name, f"{name}-d1", "binh", f"{day}T02:00:00.000000Z", (1,))
    story.print(name, f"{day}T01:00:00.000000Z", paper=f"{name}-d1")
    story.all_counted(name, f"{day}T08:00:00.000000Z")
    called = {"called_at": before, **times}
    story.held(
        name,
        f"{day}T09:00:00.000000Z",
        f"{day}T01:35:00.000000Z",
        f"{day}T03:20:00.000000Z",
        ("an", "chi"),
        **called,
    )


BUSY: dict[str, int] = {
    "meetings_called": 1,
    "meetings_held": 1,
    "meetings_cancelled": 0,
    "meetings_only_electronic": 0,
    "meetings_with_paper": 1,
    "invitations_late": 0,
    "papers_late": 0,
    "minutes_planned": 150,
    "minutes_held": 105,
    "participants_called": 3,
    "answers_in_time": 2,
    "answers_by_substitute": 0,
    "participants_attended": 2,
    "papers_handed_out": 1,
    "pages_handed_out": 10,
    "pages_entitled": 30,
    "pages_printed": 8,
    "pages_saved": 22,
    "people_entitled": 3,
    "people_opened": 1,
    "pages_opened": 4,
    "devices_used.tablet": 2,
    "devices_used.phone": 0,
    "devices_used.desktop": 0,
    "deliveries.mail.succeeded": 1,
    "delivery_seconds.mail": 3,
}
