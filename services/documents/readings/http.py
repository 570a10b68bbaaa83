"""Reading over HTTP: where one stopped, how long one sat over what, and who has opened which paper."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.access import Seen, SeenVersion, document_of, meeting_of, version_of
from services.documents.readings import commands
from services.documents.readings.model import LONGEST_SITTING, Reading, Sat
from services.documents.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Paging, Routes
from shared.membership import Member
from shared.permissions import Permission
from shared.problems import Invalid
from shared.words import DeviceKind

routes = Routes(document_of)

PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class Bookmark(Body):
    version_id: Annotated[str, Field(max_length=64)]
    page: PageNumber


class SittingSoFar(Body):
    """The sitting as a whole so far: pages seen, `seconds` spent, on what `device`. It may be said again and again."""

    pages: Annotated[list[PageNumber], Field(max_length=5000)]
    seconds: Annotated[int, Field(ge=0, le=LONGEST_SITTING)]
    ended: bool = False
    device: DeviceKind | None = None


class SittingView(TypedDict):
    """`seconds` as the tablet said."""

    id: str
    pages: int
    seconds: int
    began_at: str
    last_at: str
    ended: bool


class ReadingView(TypedDict):
    version_id: str
    opened_at: str | None
    pages: list[int]
    seconds: int
    sittings: list[SittingView]


class ReadingList(TypedDict):
    items: list[ReadingView]


class ReadinessDocument(TypedDict):
    id: str
    title: str


class ReadinessPerson(TypedDict):
    person_id: str
    opened: list[str]


class Readiness(TypedDict):
    """Of the released papers; `opened` names those of which the person opened the version that is released now."""

    documents: list[ReadinessDocument]
    people: list[ReadinessPerson]
    next: str | None


@routes.put("/api/documents/{document}/bookmark", Permission.READ_DOCUMENTS)
async def put_bookmark(call: Call[World, Seen], body: Bookmark) -> Answer:
    """The caller's own; the last word wins, on whatever device."""
    seen = call.thing
    version = seen.readable(body.version_id)
    commands.check_pages(version, [body.page])
    await call.world.bookmarks.put(seen.member.person_id, seen.document.id, version.id, body.page)
    return Answer()


@routes.put(
    "/api/documents/{document}/versions/{version}/sittings/{sitting}",
    Permission.READ_DOCUMENTS,
    answer=SittingView,
    resolve=version_of,
)
async def note_sitting(call: Call[World, SeenVersion], body: SittingSoFar) -> Answer:
    """One sitting of the caller; its name is the tablet's choice. When nothing is said for long, it has ended."""
    sitting_id = call.path("sitting")
    if not (len(sitting_id) <= 64 and sitting_id.isascii() and sitting_id.isprintable()):
        raise Invalid
    seen = call.thing
    sitting = Sat(sitting_id, body.pages, body.seconds, body.ended, body.device)
    reading = await commands.note_sitting(call.world, seen.document, seen.opened, sitting, call.act)
    return Answer(next(view for view in _view(reading)["sittings"] if view["id"] == sitting_id))


@routes.get("/api/documents/{document}/readings", Permission.READ_DOCUMENTS, answer=ReadingList)
async def list_own_readings(call: Call[World, Seen]) -> Answer:
    """What is kept of the caller's own reading, and shown to nobody else."""
    readings = await commands.readings_of(call.world, call.thing.document.id, call.caller.person_id)
    return Answer(ReadingList(items=[_view(reading) for reading in readings]))


@routes.get("/api/meetings/{meeting}/readiness", Permission.READ_READINESS, answer=Readiness, resolve=meeting_of)
async def read_readiness(call: Call[World, Member], query: Paging) -> Answer:
    """Who takes part, by person id, and which released papers each has opened. Opened or not is all that is told."""
    documents, page = await commands.readiness(
        call.world, call.thing.meeting["id"], call.position(query.after), query.limit
    )
    listed = call.listing([ReadinessPerson(person_id=one, opened=ids) for one, ids in page.opened], page.page).body
    titles = [ReadinessDocument(id=document.id, title=document.title) for document in documents]
    return Answer(Readiness(documents=titles, people=listed["items"], next=listed["next"]))


def _view(reading: Reading) -> ReadingView:
    return ReadingView(
        version_id=reading.version_id,
        opened_at=to_text(reading.opened_at) if reading.opened_at else None,
        pages=reading.pages,
        seconds=reading.seconds,
        sittings=[
            SittingView(
                id=sitting.id,
                pages=len(sitting.pages),
                seconds=sitting.seconds,
                began_at=to_text(sitting.began_at),
                last_at=to_text(sitting.last_at),
                ended=sitting.ended,
            )
            for sitting in reading.sittings
        ],
    )
