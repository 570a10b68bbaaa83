"""Review before release over HTTP: the owner unit submits, the secretary accepts or returns."""

from typing import Annotated

from pydantic import Field

from services.documents.access import Seen, document_of
from services.documents.documents.model import Document
from services.documents.documents.views import DocumentView, document_view
from services.documents.reviews import commands
from services.documents.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission
from shared.text import Prose

routes = Routes(document_of)


class Submission(Body):
    version_id: str


class Acceptance(Body):
    version_id: str


class ReturnOfPaper(Body):
    """`comment` says what is to be changed."""

    version_id: str
    comment: Annotated[Prose, Field(min_length=1, max_length=1000)]


@routes.post("/api/documents/{document}/submission", Permission.SUBMIT_DOCUMENTS, answer=DocumentView)
async def submit_document(call: Call[World, Seen], body: Submission) -> Answer:
    """The unit's version, once it was checked. Submitted twice is submitted once."""
    seen = call.thing
    return await _answer(
        call, await commands.submit_version(call.world, seen.document, seen.member, body.version_id, call.act)
    )


@routes.post("/api/documents/{document}/acceptance", Permission.HAND_OUT_DOCUMENTS, answer=DocumentView)
async def accept_document(call: Call[World, Seen], body: Acceptance) -> Answer:
    """From then on it may be released."""
    seen = call.thing
    return await _answer(
        call, await commands.accept_version(call.world, seen.document, seen.member, body.version_id, call.act)
    )


@routes.post("/api/documents/{document}/return", Permission.HAND_OUT_DOCUMENTS, answer=DocumentView)
async def return_document(call: Call[World, Seen], body: ReturnOfPaper) -> Answer:
    """Back to the unit, which answers with a new version. Not once it is released."""
    seen = call.thing
    saved = await commands.return_version(
        call.world, seen.document, seen.member, body.version_id, body.comment, call.act
    )
    return await _answer(call, saved)


async def _answer(call: Call[World, Seen], document: Document) -> Answer:
    seen = call.thing.of(document)
    return Answer(await document_view(call.world, call.caller.person_id, seen, call.language))
