"""Release and recall over HTTP."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.access import Seen, document_of, meeting_of
from services.documents.documents.model import Document
from services.documents.documents.views import DocumentView, document_view
from services.documents.releases import commands
from services.documents.world import World
from shared.http import Answer, Body, Call, Routes
from shared.membership import Member
from shared.permissions import Permission
from shared.text import Prose

routes = Routes(document_of)


class Release(Body):
    """`note` says to readers what is new; it goes with the version and its notice."""

    version_id: str
    note: Annotated[Prose, Field(max_length=1000)] = ""


class ReleaseOfAll(Body):
    """Nothing to choose: all papers whose newest version passed the check."""


class RecallReason(Body):
    reason: Annotated[Prose, Field(min_length=1, max_length=1000)]


class Released(TypedDict):
    """Ids of the papers released by this request."""

    released: list[str]


@routes.post("/api/documents/{document}/release", Permission.HAND_OUT_DOCUMENTS, answer=DocumentView)
async def release_document(call: Call[World, Seen], body: Release) -> Answer:
    """Said again, it changes nothing. Only a version newer than the released one can take its place."""
    seen = call.thing
    saved = await commands.release_version(call.world, seen.document, seen.member, body.version_id, call.act, body.note)
    return await _answer(call, saved)


@routes.post("/api/meetings/{meeting}/releases", Permission.HAND_OUT_DOCUMENTS, answer=Released, resolve=meeting_of)
async def release_all_documents(call: Call[World, Member], body: ReleaseOfAll) -> Answer:
    return Answer(Released(released=await commands.release_all(call.world, call.thing, call.act)))


@routes.post("/api/documents/{document}/recall", Permission.HAND_OUT_DOCUMENTS, answer=DocumentView)
async def recall_document(call: Call[World, Seen], body: RecallReason) -> Answer:
    """Links that are still living die before this answers."""
    return await _answer(call, await commands.recall_document(call.world, call.thing.document, body.reason, call.act))


async def _answer(call: Call[World, Seen], document: Document) -> Answer:
    seen = call.thing.of(document)
    return Answer(await document_view(call.world, call.caller.person_id, seen, call.language))
