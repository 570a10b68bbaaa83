"""Versions over HTTP: their upload, what was found in them, what a person declares of them."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from services.documents.access import Seen, SeenVersion, document_of, version_of
from services.documents.documents.views import DocumentView, VersionView, document_view, version_view
from services.documents.pages.store import Heading
from services.documents.versions import commands
from services.documents.versions.model import Version
from services.documents.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Routes
from shared.objects.port import Upload, UploadPart
from shared.permissions import Permission

routes = Routes(version_of)

FileName = Annotated[str, Field(min_length=1, max_length=1000)]
Size = Annotated[int, Field(ge=0, le=1 << 40)]


class NewVersion(Body):
    """`size` in bytes."""

    file_name: FileName
    size: Size


class ArrivedPart(Body):
    number: Annotated[int, Field(ge=1, le=10_000)]
    etag: Annotated[str, Field(max_length=200)]


class ArrivedUpload(Body):
    """What the store answered to each PUT; empty for an upload in one piece."""

    parts: Annotated[list[ArrivedPart], Field(max_length=10_000)] = Field(default_factory=list)


class SecretDeclaration(Body):
    """Whether page 1 carries a secret stamp, as a person saw it."""

    secret: bool


class UploadView(TypedDict):
    """POST parts are forms with `fields` and last the `file`; PUT parts are bytes, whose answers' ETags are kept."""

    part_size: int
    parts: list[UploadPart]
    expires_at: str


class BegunVersion(TypedDict):
    document: DocumentView
    version: VersionView
    upload: UploadView


class VersionDetails(VersionView):
    """`page_sizes` in points, width and height."""

    outline: list[Heading]
    page_sizes: list[tuple[float, float]]


@routes.post(
    "/api/documents/{document}/versions",
    Permission.BRING_DOCUMENTS,
    answer=BegunVersion,
    status=201,
    resolve=document_of,
)
async def add_version(call: Call[World, Seen], body: NewVersion) -> Answer:
    """Readers keep what is released until this one is released too."""
    seen, version_id = call.thing, call.creation_id()
    file = commands.File(version_id, call.fingerprint(), body.file_name, body.size, of_unit=not seen.is_secretary)
    document = await commands.add_version(call.world, seen.document, seen.member, file, call.act)
    version = document.version_of(version_id)
    view = BegunVersion(
        document=await document_view(call.world, call.caller.person_id, seen.of(document), call.language),
        version=version_view(call.world, version, call.language, reviewed=True),
        upload=upload_view(await commands.sign_upload(call.world, document.id, version)),
    )
    return Answer(view, 201, {"Location": f"/api/documents/{document.id}/versions/{version_id}"})


@routes.get("/api/documents/{document}/versions/{version}", Permission.READ_DOCUMENTS, answer=VersionDetails)
async def read_version(call: Call[World, SeenVersion]) -> Answer:
    version = call.thing.opened
    layout = await call.world.pages.layout(version.folder)
    return Answer({**version_view(call.world, version, call.language), **layout})


@routes.post(
    "/api/documents/{document}/versions/{version}/upload-parts",
    Permission.BRING_DOCUMENTS,
    answer=UploadView,
    status=201,
)
async def sign_upload_parts(call: Call[World, SeenVersion]) -> Answer:
    """Fresh addresses for what has not arrived yet: to go on with an upload that was broken off."""
    upload = await commands.sign_upload(call.world, call.thing.document.id, call.thing.opened)
    return Answer(upload_view(upload), 201)


@routes.put("/api/documents/{document}/versions/{version}/upload", Permission.BRING_DOCUMENTS, answer=VersionView)
async def finish_upload(call: Call[World, SeenVersion], body: ArrivedUpload) -> Answer:
    """All bytes were sent: the version is checked now."""
    etags = {part.number: part.etag for part in body.parts}
    seen = call.thing
    document = await commands.finish_upload(call.world, seen.document, seen.opened, etags, call.act)
    return _answer(call, document.version_of(seen.opened.id))


@routes.delete("/api/documents/{document}/versions/{version}/upload", Permission.BRING_DOCUMENTS)
async def cancel_upload(call: Call[World, SeenVersion]) -> Answer:
    """As if it had never begun; what has arrived is removed."""
    await commands.cancel_upload(call.world, call.thing.document, call.thing.opened, call.act)
    return Answer()


@routes.put("/api/documents/{document}/versions/{version}/declaration", Permission.BRING_DOCUMENTS, answer=VersionView)
async def declare_version(call: Call[World, SeenVersion], body: SecretDeclaration) -> Answer:
    """For a version whose page 1 no machine could read. Declared secret, it is refused and its bytes are removed."""
    seen = call.thing
    document = await commands.declare(call.world, seen.document, seen.opened, body.secret, call.act)
    return _answer(call, document.version_of(seen.opened.id))


def upload_view(upload: Upload) -> UploadView:
    return UploadView(part_size=upload.part_size, parts=upload.parts, expires_at=to_text(upload.expires_at))


def _answer(call: Call[World, Any], version: Version) -> Answer:
    return Answer(version_view(call.world, version, call.language))
