"""What years of use do to everyday requests: a meeting with ten thousand papers, a thousand meetings held.

Two installations, small and grown, run in this process and are asked over HTTP in turn; a figure is the median of the
requests of a round, with the client's own time in it, which is the same for both. Papers stay unchecked: their check
belongs to `ingest`, and would run beside the requests.
"""

import asyncio
import dataclasses
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import FormData

from bench.rows import Row, compare
from services.documents.app import build as build_documents
from services.documents.documents.model import Document
from services.documents.documents.readers import readers_of
from services.documents.versions.model import Version
from services.meeting.agenda_items.commands import add_item
from services.meeting.agenda_items.model import AgendaItem
from services.meeting.app import build as build_meeting
from services.meeting.meetings.commands import call_meeting, create_meeting, record_meeting
from services.meeting.meetings.model import Meeting
from services.meeting.participants.commands import add_participant
from shared.aggregates import Act
from shared.app import Kit, Service
from shared.clock import SystemClock, to_text
from shared.events import gateway
from shared.events import meeting as meeting_events
from shared.events.meeting import Held, MeetingCreated, ParticipantAdded
from shared.ids import participation_id
from shared.positions import GAP
from shared.words import Classification, ItemKind, Kind, Mode, ParticipantRole, VersionState
from tests.factories.facts import meeting_facts, organisation, participation_facts, person
from tests.factories.installation import Installation, Person, installation

FEW_PAPERS, MANY_PAPERS = 100, 10_000
FEW_MEETINGS, MANY_MEETINGS = 10, 1000
ITEMS = 30
READS, UPLOADS = 60, 20
AT_ONCE = 100
LONGEST_WAIT = 300.0  # seconds until what was made is heard
CONTENT = b"%PDF-1.7\n" + b"0123456789abcdef" * 4096
Request = Callable[[Person], Awaitable[None]]


async def rows() -> list[Row]:
    return [*await _papers(), *await _meetings()]


async def _papers() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with desk(folder / "few", FEW_PAPERS) as few, desk(folder / "many", MANY_PAPERS) as many:
            names = f"papers of a meeting {FEW_PAPERS} → {MANY_PAPERS}: "
            return [
                await _row(f"{names}first page, secretary", many, few, "secretary", _list_papers, READS),
                await _row(f"{names}first page, delegate", many, few, "an", _list_papers, READS),
                await _row(f"{names}one upload", many, few, "secretary", _upload, UPLOADS),
            ]


async def _meetings() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with _register(folder / "few", FEW_MEETINGS) as few, _register(folder / "many", MANY_MEETINGS) as many:
            names = f"meetings held {FEW_MEETINGS} → {MANY_MEETINGS}: "
            return [
                await _row(f"{names}what is ahead", many, few, "an", _read_ahead, READS),
                await _row(f"{names}live meeting", many, few, "an", _read_meeting, READS),
                await _row(f"{names}live agenda", many, few, "an", _read_agenda, READS),
            ]


async def _row(name: str, grown: Installation, small: Installation, who: str, request: Request, times: int) -> Row:
    mine, theirs, ratio = await compare(
        lambda: median_of(grown.person(who), request, times), lambda: median_of(small.person(who), request, times)
    )
    figures = {"grown_ms": round(mine * 1000, 2), "small_ms": round(theirs * 1000, 2)}
    return Row(name, ratio, 1.3, at_least=False, figures=figures)


async def median_of(person_: Person, request: Request, times: int) -> float:
    """Seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await request(person_)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


async def _read_ahead(reader: Person) -> None:
    found = await reader.get(f"/api/meetings?from={to_text(SystemClock().now())}")
    assert [meeting["id"] for meeting in found["items"]] == ["live"]


async def _read_meeting(reader: Person) -> None:
    assert len((await reader.get("/api/meetings/live"))["agenda"]) == ITEMS


async def _read_agenda(reader: Person) -> None:
    assert len((await reader.get("/api/meetings/live/agenda-items"))["items"]) == ITEMS


async def _list_papers(reader: Person) -> None:
    found = await reader.get("/api/meetings/m1/documents?limit=50")
    assert len(found["items"]) == 50


async def _upload(secretary: Person) -> None:
    """Begun, sent, finished; as small as goes, so that the meeting counts and not the line."""
    body = {"title": "Báo cáo", "file_name": "bao-cao.pdf", "size": len(CONTENT)}
    begun = await secretary.send("POST", "/api/meetings/m1/documents", body)
    (part,) = begun["upload"]["parts"]
    form = FormData(part["fields"])
    form.add_field("file", CONTENT, filename="paper", content_type="application/octet-stream")
    async with secretary.client.post(part["url"], data=form) as response:
        assert response.status == 204, await response.text()
    path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload"
    await secretary.send("PUT", path, {"parts": []})


def without_checks(kit: Kit) -> Service:
    """Only what looks whether rights are known goes on: after a quarter of an hour without, nothing is handed out."""
    service = build_documents(kit)
    return dataclasses.replace(service, loops={"trust": service.loops["trust"]})


@asynccontextmanager
async def desk(
    folder: Path, papers: int, thumbnails: int = 1, build: Callable[[Kit], Service] = without_checks
) -> AsyncIterator[Installation]:
    """A called meeting with so many released papers, without agenda items."""
    async with installation(folder, build) as running:
        facts = MeetingCreated(meeting=meeting_facts())
        await running.say(meeting_events.SOURCE, "meeting", "m1", facts)
        joined = ParticipantAdded(participation=participation_facts("an"))
        name = participation_id("m1", "an")
        await running.say(meeting_events.SOURCE, "participation", name, joined, key="m1")
        world, act = running.services[0].world, Act(running.kit.clock.now())
        await make_all(world.documents.add(released_paper(number, act, thumbnails), act) for number in range(papers))
        yield running


def released_paper(number: int, act: Act, thumbnails: int = 1) -> Document:
    """As it stands after its check and its release."""
    version = Version(
        id=f"version-{number}",
        number=1,
        uploader_id="secretary",
        state=VersionState.RELEASED,
        file_name=f"bao-cao-{number}.pdf",
        sealed_name="",
        size=100_000,
        created_at=act.at,
        incoming="",
        media_type="application/pdf",
        sha256=f"{number:064x}",
        pages=12,
        folder=f"{number:032x}",
        served=True,
        reading_size=90_000,
        thumbnails=thumbnails,
        released_at=act.at,
    )
    return Document(
        id=f"document-{number:06}",
        meeting_id="m1",
        item_id=None,
        title=f"Báo cáo số {number}",
        told=True,
        position=(number + 1) * GAP,
        classification=Classification.NONE,
        audience=None,
        readers=readers_of(None, None, {"items": []}),
        versions=[version],
    )


@asynccontextmanager
async def _register(folder: Path, held: int) -> AsyncIterator[Installation]:
    """So many meetings held, one each day, and one ahead with an agenda of 30 items; `an` takes part in all."""
    async with installation(folder, build_meeting) as running:
        await running.say(gateway.SOURCE, "organisation", "o1", organisation("o1"))
        for name in ("secretary", "chair", "an"):
            await running.say(gateway.SOURCE, "person", name, person(name))
        await make_all(_hold(running, number) for number in range(1, held + 1))
        await _call(running, "live", Act(SystemClock().now()), timedelta(days=7))
        for number in range(ITEMS):
            item = AgendaItem(
                id=f"item-{number}", meeting_id="live", title=f"Nội dung {number}", kind=ItemKind.DISCUSSION
            )
            await add_item(running.services[0].world, "live", item, None, Act(SystemClock().now()))
        await _heard(running)
        yield running


async def _hold(running: Installation, days_ago: int) -> None:
    day = SystemClock().now() - timedelta(days=days_ago)
    meeting = await _call(running, f"held-{days_ago}", Act(day - timedelta(days=10)), timedelta(days=10))
    held = Held(started_at=meeting.starts_at, ended_at=meeting.ends_at, reason=None)
    act = Act(meeting.ends_at + timedelta(hours=1))
    await record_meeting(running.services[0].world, meeting.id, held, ["an", "chair"], act)


async def _call(running: Installation, name: str, act: Act, ahead: timedelta) -> Meeting:
    world = running.services[0].world
    meeting = Meeting(
        id=name,
        organisation_id="o1",
        title=f"Phiên họp {name}",
        kind=Kind.WORK_RESOLVING,
        mode=Mode.IN_PERSON,
        starts_at=act.at + ahead,
        ends_at=act.at + ahead + timedelta(hours=3),
        zone="Asia/Ho_Chi_Minh",
        chair_id="chair",
        secretary_ids=["secretary"],
    )
    await create_meeting(world, meeting, act)
    await add_participant(world, name, "an", ParticipantRole.DELEGATE, act)
    return await call_meeting(world, name, None, None, act)


async def make_all(work: Iterable[Awaitable[object]]) -> None:
    """Side by side, so that their saves share commits, but not all at once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(awaited: Awaitable[object]) -> None:
        async with gate:
            await awaited

    await asyncio.gather(*(one(awaited) for awaited in work))


async def _heard(running: Installation) -> None:
    """Until the reactions have heard all of it, which takes longer than a test would wait."""
    log = running.kit.backends.log
    groups = [reaction for service in running.services for reaction in service.reactions]
    deadline = time.monotonic() + LONGEST_WAIT
    while sum([await log.behind(group.group, group.topics) for group in groups]):
        assert time.monotonic() < deadline, "the reactions do not come to an end"
        await asyncio.sleep(0.1)
