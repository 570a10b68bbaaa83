"""Papers over HTTP."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.access import Bringing, Seen, bringing_to, document_of, meeting_of, see_all
from services.documents.documents import commands
from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS, page_for_reader
from services.documents.documents.views import DocumentView, VersionView, document_view, document_views, version_view
from services.documents.reviews.problems import AudienceNotTheirs, Submitted
from services.documents.versions.commands import File, begin_version, sign_upload
from services.documents.versions.http import FileName, Size, UploadView, upload_view
from services.documents.world import World
from shared.audience import Audience
from shared.http import Answer, Body, Call, Change, Paging, Routes
from shared.ids import derived_id
from shared.membership import Member
from shared.permissions import Permission, Standing
from shared.problems import FieldError, KeyReused
from shared.store.port import Page
from shared.text import Line
from shared.words import Classification

routes = Routes(document_of)

Title = Annotated[Line, Field(min_length=1, max_length=500)]


class NewDocument(Body):
    """A paper with its first file. `audience` null: whoever its item admits. `size` in bytes."""

    item_id: str | None = None
    title: Title
    file_name: FileName
    size: Size
    classification: Classification = Classification.NONE
    audience: Audience | None = None


class DocumentChange(Change):
    """`after_id` places it behind that paper; null, before all."""

    title: Title = ""
    item_id: str | None = None
    after_id: str | None = None
    audience: Audience | None = None
    classification: Classification = Classification.NONE


class DocumentList(TypedDict):
    items: list[DocumentView]
    next: str | None


class BegunDocument(TypedDict):
    document: DocumentView
    version: VersionView
    upload: UploadView


@routes.get("/api/meetings/{meeting}/documents", Permission.READ_DOCUMENTS, answer=DocumentList, resolve=meeting_of)
async def list_documents(call: Call[World, Member], query: Paging) -> Answer:
    """Secretary and chair: all, in order. Others: the released papers meant for them, unordered."""
    page = await _page(call, query)
    member = call.thing
    documents = [Document.load(stored) for stored in page.items]
    seen = await see_all(call.world, documents, member)
    return call.listing(await document_views(call.world, member.person_id, seen, call.language), page)


@routes.post(
    "/api/meetings/{meeting}/documents",
    Permission.BRING_DOCUMENTS,
    answer=BegunDocument,
    status=201,
    resolve=bringing_to,
)
async def add_document(call: Call[World, Bringing], body: NewDocument) -> Answer:
    """The file follows to the addresses in `upload`. The same Idempotency-Key again goes on with the same upload.

    Somebody of an item's owner unit brings papers of that item only, and the secretary says who reads them.
    """
    world, member = call.world, call.thing.member
    unit_id = call.thing.unit_for(body.item_id)
    if unit_id and body.audience:
        raise AudienceNotTheirs(errors=(FieldError("/audience", "not_theirs"),))
    paper = commands.Paper(
        id=call.creation_id(),
        fingerprint=call.fingerprint(),
        item_id=body.item_id,
        title=body.title,
        classification=body.classification,
        audience=body.audience,
        unit_id=unit_id,
    )
    document = await world.documents.look_up(paper.id)
    if document is None:
        document = await commands.begin_document(world, member, paper)
        version_id = derived_id(paper.id, "first version")
        file = File(version_id, paper.fingerprint, body.file_name, body.size, of_unit=unit_id is not None)
        document.add_version(await begin_version(world, document.id, file, member.person_id))
        document = await commands.add_document(world, document, call.act)
    if document.fingerprint != paper.fingerprint:
        raise KeyReused
    return await _begun(call, document)


@routes.get("/api/documents/{document}", Permission.READ_DOCUMENTS, answer=DocumentView)
async def read_document(call: Call[World, Seen]) -> Answer:
    return await _answer(call, call.thing.document)


@routes.patch("/api/documents/{document}", Permission.HAND_OUT_DOCUMENTS, answer=DocumentView)
async def change_document(call: Call[World, Seen], body: DocumentChange) -> Answer:
    """If-Match is honoured when it is sent."""
    seen = call.thing
    if "If-Match" in call.request.headers:
        call.match(await document_view(call.world, call.caller.person_id, seen, call.language))
    fields = body.given()
    if "audience" in fields:
        fields["audience"] = body.audience
    saved = await commands.change_document(call.world, seen.document, seen.member, fields, call.act)
    return await _answer(call, saved)


@routes.delete("/api/documents/{document}", Permission.BRING_DOCUMENTS)
async def remove_document(call: Call[World, Seen]) -> Answer:
    """A paper that is not released, with all its versions; by the unit, while none of it is with the secretary."""
    seen = call.thing
    if not (seen.is_secretary or seen.document.is_with_unit):
        raise Submitted
    await commands.remove_document(call.world, call.thing.document, call.act)
    return Answer()


async def _page(call: Call[World, Member], query: Paging) -> Page:
    member, after = call.thing, call.position(query.after)
    store, meeting_id = call.world.store, member.meeting["id"]
    if member.leads:
        return await store.find(DOCUMENTS, "by_meeting", meeting_id, after=after, limit=query.limit)
    if Standing.REPLACED in member.standings:
        kept = await call.world.keepsakes.of(meeting_id, member.person_id)
        found = await store.get_many(DOCUMENTS, list(kept))
        return Page([found[key] for key in sorted(found)])
    assert member.part is not None  # who neither leads nor takes part is no member
    return await page_for_reader(store, meeting_id, member.part, member.person_id, after, query.limit)


async def _begun(call: Call[World, Bringing], document: Document) -> Answer:
    version = document.versions[0]
    seen = Seen(document, call.thing.member, prepares=document.unit_id is not None)
    view = BegunDocument(
        document=await document_view(call.world, call.caller.person_id, seen, call.language),
        version=version_view(call.world, version, call.language, reviewed=True),
        upload=upload_view(await sign_upload(call.world, document.id, version)),
    )
    return Answer(view, 201, {"Location": f"/api/documents/{document.id}"})


async def _answer(call: Call[World, Seen], document: Document) -> Answer:
    seen = call.thing.of(document)
    return Answer(await document_view(call.world, call.caller.person_id, seen, call.language))
