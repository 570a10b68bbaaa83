"""What happened against what people were told: every acknowledged change once, every refused one never."""

from collections import Counter as Tally
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.gateway.people.names import person_id_of
from shared.engines import log_in_kafka
from shared.events.envelope import Event
from tests.factories.installation import until
from tests.factories.tablet import Tablet
from tests.faults.letters import Letters
from tests.faults.load import Told
from tests.faults.office import DELEGATES, Office, address_of

PATIENCE = 240.0  # seconds until what was acknowledged has had its effects; a killed mailer's lease alone takes 20
MEETING, ITEM, SEAT = "meeting", "item", "participation"


@dataclass(slots=True)
class History:
    """All facts of the log, each once, in the order it was first told."""

    facts: list[Event]

    @classmethod
    async def read(cls, office: Office, folder: Path) -> "History":
        told: dict[str, Event] = {}
        async for batch in log_in_kafka(office.hop.operator(folder)).events():
            for event in batch:
                assert told.setdefault(event.id, event) == event, "one name for two facts"
        return cls(list(told.values()))

    def of(self, name: str, what: str) -> list[Any]:
        """What the facts of a type say of their object."""
        return [event.data[what] for event in self.facts if event.type.split(".")[3] == name]

    def meetings(self) -> Tally[str]:
        return Tally(one["title"] for one in self.of("MeetingCreated", MEETING))

    def items(self) -> Tally[str]:
        return Tally(one["title"] for one in self.of("AgendaItemAdded", ITEM))

    def agenda(self, meeting: str) -> list[str]:
        """Titles of what was added, by name."""
        return sorted(one["title"] for one in self.of("AgendaItemAdded", ITEM) if one["meeting_id"] == meeting)

    def calls(self) -> Tally[str]:
        return Tally(one["title"] for one in self.of("MeetingCalled", MEETING))

    def seats(self) -> Tally[tuple[str, str]]:
        return Tally((one["meeting_id"], one["person_id"]) for one in self.of("ParticipantAdded", SEAT))

    def check_order(self) -> None:
        """Of each aggregate every fact from the first on, none before the one it follows."""
        by_subject: dict[tuple[str, str], list[int]] = defaultdict(list)
        for event in self.facts:
            if event.source != "hop.contacts":  # of which only the newest is kept
                by_subject[event.source, event.subject].append(event.sequence)
        for subject, sequences in by_subject.items():
            assert sequences == list(range(1, len(sequences) + 1)), subject

    def missing(self, told: Told) -> list[str]:
        """Acknowledged, and not in the log yet."""
        meetings, items, calls, seats = self.meetings(), self.items(), self.calls(), self.seats()
        wanted = [title for title in told.meetings if not meetings[title]]
        wanted += [item for some in told.items.values() for item in some if not items[item]]
        wanted += [title for title in told.called if not calls[title]]
        invited = [(title, name) for title in told.called for name in DELEGATES]
        return wanted + [
            f"{name} in {title}" for title, name in invited if not seats[told.meetings[title], person_id_of(name)]
        ]

    def check(self, told: Told) -> None:
        self.check_order()
        assert self.missing(told) == []
        known = {*told.meetings, *(item for some in told.items.values() for item in some)}
        for titles in (self.meetings(), self.items(), self.calls()):
            own = {title: count for title, count in titles.items() if told.name in title}
            assert set(own.values()) == {1}, own
            assert set(own) <= known | told.unanswered, "what was refused, or what nobody asked for"
        assert not told.refused & self.items().keys()
        seats = self.seats()
        for title in told.called:
            counts = {seats[told.meetings[title], person_id_of(name)] for name in DELEGATES}
            assert counts == {1}, title


async def reconcile(office: Office, told: Told, post: Letters, folder: Path) -> History:
    """Waits for the effects of what was acknowledged, then holds everything against it.

    What was not answered may have been saved too, and be told later: agendas and log are read until they agree.
    """
    secretary = await office.of("thuky")
    read: list[tuple[dict[str, list[str]], History]] = []

    async def all_told() -> bool:
        shown = {title: await _agenda(secretary, meeting) for title, meeting in told.meetings.items()}
        history = await History.read(office, folder)
        read[:] = [(shown, history)]
        said = {title: history.agenda(meeting) for title, meeting in told.meetings.items()}
        return shown == said and not history.missing(told)

    await until(all_told, PATIENCE)
    [(shown, history)] = read
    history.check(told)
    for title in told.meetings:
        assert set(told.items[title]) <= set(shown[title]), title
    await _hear_once(office, told, post)
    await _nothing_is_parked(office)
    return history


async def _agenda(secretary: Tablet, meeting: str) -> list[str]:
    items = (await secretary.get(f"/api/meetings/{meeting}/agenda-items"))["items"]
    return sorted(item["title"] for item in items)


async def _hear_once(office: Office, told: Told, post: Letters) -> None:
    """Each delegate: one entry in his inbox, one mail, and the papers' page of each meeting."""
    for name in DELEGATES:
        tablet = await office.of(name)
        found: Tally[str] = Tally()

        async def all_arrived(tablet: Tablet = tablet, found: Tally[str] = found) -> bool:
            entries = await tablet.all("/api/inbox")
            found.clear()
            found.update(entry["meeting"]["id"] for entry in entries if entry["kind"] == "meeting_called")
            return all(found[told.meetings[title]] for title in told.called)

        await until(all_arrived, PATIENCE)
        assert {found[told.meetings[title]] for title in told.called} <= {1}
        for title in told.called:
            await tablet.until(f"/api/meetings/{told.meetings[title]}/documents", _is_answered)
        await _one_letter_each(post, address_of(name), told.called)


async def _one_letter_each(post: Letters, address: str, titles: set[str]) -> None:
    """One that was under way when its sender was killed may come again, under the same name."""

    def letters(title: str) -> Tally[str]:
        return Tally(one.message_id for one in post.taken if one.to == address and title in one.subject)

    async def all_came() -> bool:
        return all(letters(title) for title in titles)

    await until(all_came, PATIENCE)
    for title in titles:
        assert len(letters(title)) == 1, f"{address} got different letters about {title}"
        assert max(letters(title).values()) <= 2, f"{address} got the same letter again and again"


def _is_answered(answer: Any) -> bool:
    return "items" in answer


async def _nothing_is_parked(office: Office) -> None:
    for name, service in office.hop.services.items():
        assert '"event parked"' not in service.output(), name
