"""The secretary's board, what concerns papers: meeting by meeting, as far as the caller is their secretary."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.board.model import PaperLine, PaperLineKind, lines_of
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS
from services.documents.readings.commands import readiness
from services.documents.world import World
from shared.http import Answer, Body, Call, Found, Routes
from shared.membership import Member
from shared.permissions import Permission, Standing
from shared.store.port import Position, every


async def signed_in(call: Call[World, Any]) -> Found[None]:
    return Found(None, frozenset({Standing.PERSON}))


routes = Routes(signed_in)


class Meetings(Body):
    """Ids with commas between them, at most fifty."""

    meetings: Annotated[str, Field(max_length=50 * 65)]


class PaperSubject(TypedDict):
    id: str
    title: str


class PaperLineView(TypedDict):
    """`kind`: missing (about items), submitted, refused, undeclared, unreleased (about papers), unopened (people)."""

    kind: PaperLineKind
    about: list[PaperSubject]
    count: int
    total: int


class PaperBoardMeeting(TypedDict):
    """Of `people` who take part, `opened` have opened something that is released now."""

    meeting_id: str
    people: int
    opened: int
    lines: list[PaperLineView]


class PaperBoard(TypedDict):
    items: list[PaperBoardMeeting]
    next: str | None


@routes.get("/api/board/papers", Permission.READ_BOARD, answer=PaperBoard)
async def read_paper_board(call: Call[World, None], query: Meetings) -> Answer:
    """In the order asked for. Meetings of which the caller is no secretary are left out, like missing ones."""
    items: list[PaperBoardMeeting] = []
    for meeting_id in list(dict.fromkeys(filter(None, query.meetings.split(","))))[:50]:
        member = await call.world.membership.member(meeting_id, call.caller.person_id)
        if member and Standing.SECRETARY in member.standings:
            items.append(await _meeting(call.world, member))
    return Answer(PaperBoard(items=items, next=None))


async def _meeting(world: World, member: Member) -> PaperBoardMeeting:
    meeting_id = member.meeting["id"]
    found = every(world.store, DOCUMENTS, "by_meeting", meeting_id)
    documents = {stored.id: Document.load(stored) async for stored in found}
    released = any(document.released for document in documents.values())
    opened, people = await _opened(world, meeting_id) if released else (0, 0)
    lines = lines_of(member.meeting, documents.values(), people - opened, people)
    return PaperBoardMeeting(
        meeting_id=meeting_id,
        people=people,
        opened=opened,
        lines=[_line_view(world, line, member, documents) for line in lines],
    )


async def _opened(world: World, meeting_id: str) -> tuple[int, int]:
    """How many have opened something, and how many take part."""
    opened = people = 0
    after: Position | None = None
    while True:
        _, page = await readiness(world, meeting_id, after, 200)
        people += len(page.opened)
        opened += sum(1 for _, ids in page.opened if ids)
        if page.page.next is None:
            return opened, people
        after = page.page.next


def _line_view(world: World, line: PaperLine, member: Member, documents: dict[str, Document]) -> PaperLineView:
    if line.kind is PaperLineKind.MISSING:
        titles = {item["id"]: item["title"] for item in member.meeting["items"]}
    else:
        titles = {key: world.names.read(one.title, one.sealed_title) for key, one in documents.items()}
    about = [PaperSubject(id=key, title=titles[key]) for key in line.about]
    return PaperLineView(kind=line.kind, about=about, count=line.count, total=line.total)
