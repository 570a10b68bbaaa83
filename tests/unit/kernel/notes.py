"""The smallest service: notes that belong to one person, and people heard of from another service."""

import asyncio
from typing import Annotated, Any, ClassVar

from aiohttp import web
from pydantic import Field
from typing_extensions import TypedDict

from shared.aggregates import Aggregate, Repository
from shared.app import Kit, Service
from shared.events.envelope import Fact
from shared.events.gateway import SOURCE, PersonCreated
from shared.http import Answer, Body, Call, Change, Found, Paging, Routes
from shared.permissions import Permission, Standing
from shared.reactions import Handler, Projections, Reactions
from shared.store.port import Collection, Index, Page
from shared.text import Line

NOTES = Collection("notes.notes", (Index("by_owner", ("owner_id",), order="title"),))
LARGEST = 2000  # bytes


class NoteWritten(Fact):
    type = "vn.hop.note.NoteWritten.v1"
    example: ClassVar[dict[str, Any]] = {"title": "Việc"}
    title: str


class Note(Aggregate):
    owner_id: str
    title: str


class NoteView(TypedDict):
    id: str
    title: str


class NotePage(TypedDict):
    items: list[NoteView]
    next: str | None


class NewNote(Body):
    title: Annotated[Line, Field(min_length=1, max_length=200)]
    pages: int = 0


class NoteChange(Change):
    title: Line = ""


class World:
    def __init__(self, kit: Kit) -> None:
        store = kit.backends.store
        self.notes = Repository(store, NOTES, Note, kind="note", source="hop.notes")
        self.people = Projections(store, Collection("notes.people"))
        self.may_hear = asyncio.Event()
        self.may_hear.set()
        handlers: dict[type[Fact], Handler] = {PersonCreated: self._person}
        self.reactions = Reactions("notes", "people", [SOURCE, "hop.notes"], store, kit.clock, handlers)

    async def _person(self, fact: PersonCreated, event: Any) -> None:
        await self.may_hear.wait()
        await self.people.apply(event, lambda _: fact.person.model_dump(mode="json"))


async def find_note(call: Call[World, Note]) -> Found[Note]:
    note = await call.world.notes.get(call.path("note"))
    standings = {Standing.SECRETARY} if call.caller.person_id == note.owner_id else set()
    return Found(note, frozenset(standings))


routes = Routes()
own = Routes(find_note)


def view(note: Note) -> NoteView:
    return NoteView(id=note.id, title=note.title)


@routes.post("/api/notes", Permission.LIST_MEETINGS, answer=NoteView, status=201, largest_body=LARGEST)
async def write_note(call: Call[World, Any], body: NewNote) -> Answer:
    note = Note(id=call.creation_id(), fingerprint=call.fingerprint(), owner_id=call.caller.person_id, title=body.title)
    note.record(NoteWritten(title=body.title))
    return Answer(view(await call.world.notes.add(note, call.act)), 201)


@routes.get("/api/notes", Permission.LIST_MEETINGS, answer=NotePage)
async def list_notes(call: Call[World, Any], query: Paging) -> Answer:
    """Own notes by title."""
    page: Page = await call.world.notes.store.find(
        NOTES, "by_owner", call.caller.person_id, after=call.position(query.after), limit=query.limit
    )
    return call.listing([view(Note.load(stored)) for stored in page.items], page)


@own.get("/api/notes/{note}", Permission.READ_MEETING, answer=NoteView)
async def read_note(call: Call[World, Note]) -> Answer:
    return Answer(view(call.thing))


@own.patch("/api/notes/{note}", Permission.PREPARE_MEETING, answer=NoteView)
async def change_note(call: Call[World, Note], body: NoteChange) -> Answer:
    call.match(view(call.thing))
    call.thing.title = body.given().get("title", call.thing.title)
    return Answer(view(await call.world.notes.save(call.thing, call.act)))


@own.delete("/api/notes/{note}", Permission.PREPARE_MEETING)
async def remove_note(call: Call[World, Note]) -> Answer:
    await call.world.notes.remove(call.thing, call.act)
    return Answer()


@routes.get("/api/people/{person}", Permission.LIST_MEETINGS)
async def read_person(call: Call[World, Any]) -> Answer:
    return Answer(await call.world.people.get(call.path("person")) or {})


@routes.put("/api/people/{person}/greeting", Permission.LIST_MEETINGS)
async def greet(call: Call[World, Any]) -> Answer:
    return Answer()


@routes.get("/api/hello", Permission.SIGN_IN)
async def hello(call: Call[World, Any]) -> Answer:
    return Answer({"signed_in": call.signed_in is not None})


@routes.get("/api/failure", Permission.SIGN_IN)
async def fail(call: Call[World, Any]) -> Answer:
    raise RuntimeError(f"{call.request.query_string} {call.request.headers.get('Authorization')}")


@routes.get("/api/broken-stream", Permission.SIGN_IN)
async def break_stream(call: Call[World, Any]) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(call.request)
    await response.write(b"first")
    raise RuntimeError("in the middle")


def build(kit: Kit) -> Service:
    world = World(kit)
    return Service("notes", world, [*routes, *own], (world.reactions,))
