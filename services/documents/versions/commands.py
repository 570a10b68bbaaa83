"""What is done to one version: its upload, and what a person declares of it."""

from dataclasses import dataclass
from datetime import timedelta

from services.documents.claims.commands import claim, discard
from services.documents.claims.store import Claim
from services.documents.documents.commands import check_open
from services.documents.documents.model import Document, Names
from services.documents.names import clean_file_name
from services.documents.reviews.model import Review
from services.documents.versions.model import Declaration, Version
from services.documents.versions.problems import UploadIncomplete, UploadTooLarge
from services.documents.world import World
from shared import tracing
from shared.aggregates import Act
from shared.ids import new_id
from shared.membership import Member
from shared.metrics import Counter, counted
from shared.objects.port import PartMissing, Upload
from shared.secrecy import check_secrecy
from shared.words import Classification, VersionState

# outcome: begun, complete, cancelled
UPLOADS = counted(
    Counter("hop_documents_uploads", "Uploads of papers, by outcome.", ["outcome"]), "begun", "complete", "cancelled"
)

AFTER_EXPIRY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class File:
    """What is about to be uploaded; `size` in bytes."""

    version_id: str
    fingerprint: str
    name: str
    size: int
    of_unit: bool = False  # brought by the owner unit, for the secretary to look at


async def begin_version(world: World, document_id: str, file: File, uploader_id: str) -> Version:
    """Not saved yet, but its upload may be signed. Raises UploadTooLarge, NameUnusable, SecretRefused, ObjectsAway."""
    if file.size > world.settings.largest_paper:
        raise UploadTooLarge(largest=world.settings.largest_paper)
    name = clean_file_name(file.name)
    check_secrecy(Classification.NONE, name, about=file.version_id, allowed=world.secrets_allowed)
    version = Version(
        id=file.version_id,
        number=1,
        uploader_id=uploader_id,
        fingerprint=file.fingerprint,
        sealed_name=world.names.seal(name),
        size=file.size,
        created_at=world.clock.now(),
        incoming=f"incoming/{new_id()}",
        review=Review(by=uploader_id, at=world.clock.now()) if file.of_unit else None,
    )
    version.upload_token = (await sign_upload(world, document_id, version)).token
    UPLOADS.labels("begun").inc()
    return version


async def sign_upload(world: World, document_id: str, version: Version) -> Upload:
    """Addresses for what has not arrived yet; none once the upload is over. Raises ObjectsAway."""
    if version.state is not VersionState.UPLOADING:
        return Upload("", 0, [], world.clock.now())
    upload = await world.objects.sign_upload(version.incoming, version.size, version.upload_token)
    note = Claim(
        document_id=document_id,
        version_id=version.id,
        keys=[version.incoming],
        upload_token=upload.token,
        due_at=upload.expires_at + AFTER_EXPIRY,
    )
    await world.claims.make(version.incoming, note)
    return upload


async def add_version(world: World, document: Document, member: Member, file: File, act: Act) -> Document:
    """Two at once both become versions, one after the other. Raises PapersClosed and what begin_version raises."""
    check_open(member.meeting)
    if (there := document.look_for(file.version_id)) and there.fingerprint == file.fingerprint:
        return document
    version = await begin_version(world, document.id, file, member.person_id)
    return await world.documents.change(document.id, lambda one: one.add_version(version), act)


async def finish_upload(
    world: World, document: Document, version: Version, etags: dict[int, str], act: Act
) -> Document:
    """Said again, it changes nothing. Raises UploadIncomplete, ObjectsAway."""
    now = world.clock.now()
    if version.state is VersionState.UPLOADING:
        try:
            await world.objects.finish_upload(version.incoming, version.size, version.upload_token, etags)
        except PartMissing as error:
            raise UploadIncomplete(missing=error.missing) from None
        UPLOADS.labels("complete").inc()
    carried = tracing.carried()
    saved = await world.documents.change(
        document.id, lambda one: one.version_of(version.id).arrive(now, act.request_id, carried), act
    )
    world.arrived.set()
    return saved


async def cancel_upload(world: World, document: Document, version: Version, act: Act) -> None:
    """Nothing of it stays. Raises UploadOver."""
    doomed = await claim(world, document, version, version.keys, version.folder)
    await world.documents.change(document.id, lambda one: one.cancel_upload(version.id), act)
    await discard(world, doomed)
    UPLOADS.labels("cancelled").inc()


async def declare(world: World, document: Document, version: Version, secret: bool, act: Act) -> Document:
    """On record: who says of page 1, which no machine could read, whether it carries a secret stamp."""
    names = Names(
        title=world.names.read(document.title, document.sealed_title),
        file_name=world.names.read(version.file_name, version.sealed_name),
    )
    declaration = Declaration(secret=secret, by=act.actor_id or "", at=act.at)
    doomed = await claim(world, document, version, version.keys, version.folder) if secret else None
    saved = await world.documents.change(document.id, lambda one: one.declare(version.id, declaration, names), act)
    if doomed:
        await discard(world, doomed)
    else:
        await world.pages.unseal(version.folder)
    return saved
