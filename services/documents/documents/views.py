"""How papers are shown: readers see what is released, secretary and chair see all of it."""

from collections.abc import Mapping
from typing import NotRequired

from typing_extensions import TypedDict

from services.documents.access import Seen
from services.documents.documents.model import PaperState
from services.documents.documents.readers import item_in
from services.documents.readings.model import reading_id
from services.documents.versions.model import Version
from services.documents.versions.refusals import REASONS
from services.documents.world import World
from shared.audience import Audience
from shared.clock import to_text
from shared.directory import OrganisationRef
from shared.problems import Said
from shared.views import AudienceView
from shared.words import Classification, Language, ReviewStage, VersionState

REFUSED_PAPER = Said("(Tài liệu không được nhận)", "(Paper that was refused)")


class RefusalView(TypedDict):
    """`reason` and `rule` are codes; `title` and `advice` are in the caller's language."""

    reason: str
    rule: str
    title: str
    advice: str


class ReviewView(TypedDict):
    """`comment` is what the secretary wants changed, of the newest return."""

    stage: ReviewStage
    at: str
    comment: str


class VersionView(TypedDict):
    """`size` in bytes, of the file as uploaded.

    `review` is for those who lead, and for the unit that brought it; null for a secretary's own.
    """

    id: str
    number: int
    state: VersionState
    file_name: str
    media_type: str | None
    size: int
    pages: int | None
    sha256: str | None
    needs_declaration: bool
    refusal: RefusalView | None
    created_at: str
    released_at: str | None
    note: str
    review: NotRequired[ReviewView | None]


class BookmarkView(TypedDict):
    page: int
    version_id: str


class DocumentView(TypedDict):
    """`version` is the newest the caller may see. `audience` and `unit` are for secretary and chair.

    `versions` are all, for them; for people of the unit that brings the paper, the unit's.
    """

    id: str
    meeting_id: str
    item_id: str | None
    title: str
    position: int
    classification: Classification
    restricted: bool
    state: PaperState
    version: VersionView | None
    opened: bool
    bookmark: BookmarkView | None
    audience: NotRequired[AudienceView | None]
    versions: NotRequired[list[VersionView]]
    unit: NotRequired[OrganisationRef | None]


async def document_views(world: World, person_id: str, seen: list[Seen], language: Language) -> list[DocumentView]:
    """With what the person himself has read of them."""
    bookmarks = await world.bookmarks.of(person_id, [one.document.id for one in seen])
    shown = {one.document.id: one.read_now for one in seen}
    ids = {key: reading_id(person_id, version.id) for key, version in shown.items() if version}
    readings = await world.readings.get_many(list(ids.values()))
    opened = {key for key, reading in ids.items() if reading in readings and readings[reading].opened_at}
    units = await world.directory.organisation_refs(one.document.unit_id for one in seen if one.document.unit_id)
    views = [_document_view(world, one, language, units) for one in seen]
    for view in views:
        view["opened"] = view["id"] in opened
        if found := bookmarks.get(view["id"]):
            view["bookmark"] = BookmarkView(page=found["page"], version_id=found["version_id"])
    return views


async def document_view(world: World, person_id: str, seen: Seen, language: Language) -> DocumentView:
    return (await document_views(world, person_id, [seen], language))[0]


def version_view(world: World, version: Version, language: Language, *, reviewed: bool = False) -> VersionView:
    """`reviewed`: with its review, which readers are not told of."""
    view = _version_view(world, version, language)
    if reviewed:
        review = version.review
        view["review"] = (
            ReviewView(stage=review.stage, at=to_text(review.at), comment=review.comment) if review else None
        )
    return view


def _version_view(world: World, version: Version, language: Language) -> VersionView:
    refusal = version.refusal if version.state is VersionState.REFUSED else None
    reason = REASONS[refusal.reason] if refusal else None
    return VersionView(
        id=version.id,
        number=version.number,
        state=version.state,
        file_name=world.names.read(version.file_name, version.sealed_name),
        media_type=version.media_type,
        size=version.size,
        pages=version.pages,
        sha256=version.sha256,
        needs_declaration=version.needs_declaration,
        refusal=RefusalView(
            reason=refusal.reason,
            rule=refusal.rule,
            title=reason.title.to(language),
            advice=reason.advice.to(language),
        )
        if refusal and reason
        else None,
        created_at=to_text(version.created_at),
        released_at=to_text(version.released_at) if version.released_at else None,
        note=version.note,
    )


def _document_view(world: World, seen: Seen, language: Language, units: Mapping[str, OrganisationRef]) -> DocumentView:
    document, version = seen.document, seen.version
    knows_review = seen.member.leads or seen.prepares
    kept = seen.kept
    title = kept.title if kept else world.names.read(document.title, document.sealed_title)
    view = DocumentView(
        id=document.id,
        meeting_id=document.meeting_id,
        item_id=kept.item_id if kept else document.item_id,
        title=title or REFUSED_PAPER.to(language),
        position=document.position,
        classification=document.classification,
        restricted=_is_restricted(seen),
        state=document.state if knows_review else "released",
        version=version_view(world, version, language, reviewed=knows_review) if version else None,
        opened=False,
        bookmark=None,
    )
    if kept and view["version"]:
        view["version"]["state"] = VersionState.RELEASED  # as he knows it
    if seen.member.leads:
        view["audience"] = _audience_view(document.audience)
        view["unit"] = units[document.unit_id] if document.unit_id else None
    if knows_review:
        shown = [one for one in document.versions if seen.member.leads or one.review]
        view["versions"] = [version_view(world, one, language, reviewed=True) for one in shown]
    return view


def _audience_view(audience: Audience | None) -> AudienceView | None:
    if audience is None:
        return None
    return AudienceView(guests=audience.guests, people=None if audience.people is None else list(audience.people))


def _is_restricted(seen: Seen) -> bool:
    document = seen.document
    item = item_in(seen.member.meeting, document.item_id) if document.item_id else None
    own = document.audience is not None and document.audience.restricted
    return own or (item is not None and item["audience"]["people"] is not None)
