"""A month of a small province, made by chance from a seed: moved, cancelled and recorded meetings, answers, papers that
are recalled, readings before and after the start, books and forms that were printed."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from shared.events import documents, meeting
from shared.events.documents import DocumentRecalled
from shared.events.meeting import MeetingCancelled, MeetingChanged, ParticipantRemoved
from shared.words import DeviceKind
from tests.factories.facts import meeting_facts
from tests.factories.usage import Story

PEOPLE = tuple(f"p{number}" for number in range(8))
UNITS = ("so-a", "so-b", "xa-c")


def month(seed: int, meetings: int = 30, *, units: Sequence[str] = UNITS, year: int = 2026) -> Story:
    """October of the year. Of `units` that are not ours it says nothing but their meetings."""
    chance, story = random.Random(seed), Story()
    for unit in UNITS if units is UNITS else ():
        level = "commune" if unit.startswith("xa") else "province"
        story.organisation("tinh", unit, levels=((level, "2000-01-01"),), at="2026-01-01T00:00:00.000000Z")
    for number in range(meetings):
        _meeting(story, chance, f"m{number}", units, year)
    return story


def _meeting(story: Story, chance: random.Random, name: str, units: Sequence[str], year: int) -> None:
    day = date(year, 10, 1) + timedelta(days=chance.randrange(31))
    called = f"{day - timedelta(days=chance.randrange(2, 14))}T02:00:00.000000Z"
    fields = {
        "organisation_id": chance.choice(units),
        "mode": chance.choice(["in_person", "online", "hybrid"]),
        "kind": chance.choice(["advisory", "review", "briefing"]),
        "starts_at": f"{day}T{chance.choice(['01', '18'])}:30:00.000000Z",
        "ends_at": f"{day}T23:00:00.000000Z",
    }
    people = chance.sample(PEOPLE, chance.randrange(2, 8))
    for person in people:
        story.seat(name, person, called)
    story.meeting(name, called, called=called, **fields)
    for person in people:
        story.mail(name, person, called, seconds=chance.randrange(1, 90))
        if chance.random() < 0.7:
            story.answer(name, person, called)
    if chance.random() < 0.2:
        story.seat(name, people[0], called, ParticipantRemoved)
    elif chance.random() < 0.3:
        story.replace(name, people[0], f"{people[0]}-deputy", called)
    _papers(story, chance, name, people, called, str(day))
    if chance.random() < 0.2:
        fields["starts_at"] = f"{day - timedelta(days=1)}T01:00:00.000000Z"
        moved = meeting_facts(name, state="called", called_at=called, **fields)
        story.say(meeting.SOURCE, f"meeting/{name}", called, MeetingChanged(meeting=moved, changed=("starts_at",)))
    _paper_printed(story, chance, name, str(day))
    _end(story, chance, name, people, called, fields)


def _papers(story: Story, chance: random.Random, name: str, people: list[str], called: str, day: str) -> None:
    for number in range(chance.randrange(3)):
        paper = f"{name}-d{number}"
        story.paper(name, paper, called, pages=chance.randrange(1, 40))
        for person in people:
            at = chance.choice([called, f"{day}T23:30:00.000000Z"])
            if chance.random() < 0.6:
                pages, device = tuple(range(1, chance.randrange(2, 9))), chance.choice([None, *DeviceKind])
                story.reading(name, paper, person, at, pages, (1, 2), device=device)
        if chance.random() < 0.1:
            recalled = DocumentRecalled.model_validate(DocumentRecalled.example)
            gone = recalled.document.model_copy(update={"id": paper, "meeting_id": name})
            fact = recalled.model_copy(update={"document": gone})
            story.say(documents.SOURCE, f"document/{paper}", called, fact, key=name)


def _paper_printed(story: Story, chance: random.Random, name: str, day: str) -> None:
    """Counted before and after the start; some of it struck out, some counts never closed."""
    for number in range(chance.randrange(3)):
        at = f"{day}T{chance.choice(['01', '23'])}:45:00.000000Z"
        story.print(name, at, pages=chance.randrange(1, 20), copies=chance.randrange(1, 5))
        if number and chance.random() < 0.5:
            story.strike_last_print(at)
    if chance.random() < 0.3:
        story.book(name, "p0", f"{day}T00:10:00.000000Z", {f"{name}-d0": chance.randrange(1, 40)})
    if chance.random() < 0.3:
        story.form(name, f"{day}T00:20:00.000000Z", chance.randrange(1, 4))
    if chance.random() < 0.6:
        story.all_counted(name, f"{day}T23:50:00.000000Z")


def _end(
    story: Story, chance: random.Random, name: str, people: list[str], called: str, fields: dict[str, str]
) -> None:
    end = chance.random()
    if end < 0.15:
        facts = meeting_facts(name, state="cancelled", called_at=called, **fields)
        story.say(meeting.SOURCE, f"meeting/{name}", called, MeetingCancelled(meeting=facts, was_called=True))
    elif end < 0.85:
        start = fields["starts_at"]
        story.held(
            name,
            f"{start[:4]}-11-02T00:00:00.000000Z",
            start,
            f"{start[:11]}23:10:00.000000Z",
            people[1:],
            **fields,
            called_at=called,
        )
