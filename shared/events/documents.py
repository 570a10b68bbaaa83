"""Facts of papers, their versions and who read them. No text, and no name of what the secret gate refused."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from shared.audience import Audience
from shared.clock import Moment
from shared.events.envelope import Fact
from shared.words import Classification, DeviceKind, VersionState

SOURCE = "hop.documents"


class VersionFacts(BaseModel):
    """One stored version; `pages` and `sha256` are known once it was checked. `size` in bytes.

    `note` is what the secretary says to readers of a released one.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    state: VersionState
    file_name: str
    media_type: str | None
    size: int
    pages: int | None
    sha256: str | None
    created_at: Moment
    released_at: Moment | None
    note: str = ""


class DocumentFacts(BaseModel):
    """`audience` None inherits the item's; `readers` are the index keys of all who may read (shared.audience).

    `version` is the newest one that readers see: released and not recalled.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    item_id: str | None
    title: str
    position: int
    classification: Classification
    audience: Audience | None
    readers: tuple[str, ...]
    version: VersionFacts | None


_VERSION: dict[str, Any] = {
    "id": "v1",
    "number": 1,
    "state": "released",
    "file_name": "bao-cao.pdf",
    "media_type": "application/pdf",
    "size": 120000,
    "pages": 12,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "created_at": "2026-11-18T02:00:00.000000Z",
    "released_at": "2026-11-19T02:00:00.000000Z",
    "note": "Cập nhật số liệu tháng 11",
}
_DOCUMENT: dict[str, Any] = {
    "id": "d1",
    "meeting_id": "m1",
    "item_id": "i1",
    "title": "Báo cáo kinh tế - xã hội 11 tháng",
    "position": 1048576,
    "classification": "none",
    "audience": None,
    "readers": ["delegate"],
    "version": _VERSION,
}


class DocumentAdded(Fact):
    type = "vn.hop.document.DocumentAdded.v1"
    example: ClassVar[dict[str, Any]] = {"document": _DOCUMENT | {"version": None}}
    document: DocumentFacts


class DocumentChanged(Fact):
    """Title, place, item, audience or readers differ from the fact before."""

    type = "vn.hop.document.DocumentChanged.v1"
    example: ClassVar[dict[str, Any]] = {"document": _DOCUMENT}
    document: DocumentFacts


class DocumentRemoved(Fact):
    """A paper that never was released, or was recalled, is gone from the meeting."""

    type = "vn.hop.document.DocumentRemoved.v1"
    example: ClassVar[dict[str, Any]] = {"document": _DOCUMENT | {"version": None}}
    document: DocumentFacts


class VersionChecked(Fact):
    """`needs_declaration`: page 1 could not be read, so the file's name is not told before a person declared it.

    Said again, with the name, after the declaration.
    """

    type = "vn.hop.document.VersionChecked.v1"
    example: ClassVar[dict[str, Any]] = {
        "document_id": "d1",
        "meeting_id": "m1",
        "version": _VERSION | {"state": "ready", "released_at": None},
        "needs_declaration": False,
    }
    document_id: str
    meeting_id: str
    version: VersionFacts
    needs_declaration: bool = False


class VersionRefused(Fact):
    """`rule` names the stamp rule when the secret gate refused; neither text nor file name is told."""

    type = "vn.hop.document.VersionRefused.v1"
    example: ClassVar[dict[str, Any]] = {
        "document_id": "d1",
        "meeting_id": "m1",
        "version_id": "v1",
        "uploader_id": "p2",
        "reason": "encrypted",
        "rule": "",
    }
    document_id: str
    meeting_id: str
    version_id: str
    uploader_id: str
    reason: str
    rule: str


class Reviewed(BaseModel):
    """A step between an owner unit and the secretary, about one version that the unit brought."""

    document: DocumentFacts
    version_id: str
    unit_id: str
    uploader_id: str


_REVIEWED: dict[str, Any] = {
    "document": _DOCUMENT | {"version": None},
    "version_id": "v1",
    "unit_id": "o2",
    "uploader_id": "p3",
}


class PaperSubmitted(Reviewed, Fact):
    """The owner unit thinks this version ready, and hands it to the secretary."""

    type = "vn.hop.document.PaperSubmitted.v1"
    example: ClassVar[dict[str, Any]] = _REVIEWED


class PaperAccepted(Reviewed, Fact):
    """From now on it may be released."""

    type = "vn.hop.document.PaperAccepted.v1"
    example: ClassVar[dict[str, Any]] = _REVIEWED


class PaperReturned(Reviewed, Fact):
    """With what the secretary wants changed; the unit answers with a new version."""

    type = "vn.hop.document.PaperReturned.v1"
    example: ClassVar[dict[str, Any]] = _REVIEWED | {"comment": "Bổ sung biểu số liệu tháng 11"}
    comment: str


class DocumentReleased(Fact):
    type = "vn.hop.document.DocumentReleased.v1"
    example: ClassVar[dict[str, Any]] = {"document": _DOCUMENT}
    document: DocumentFacts


class DocumentRecalled(Fact):
    """`document.readers` are those who could read it until now."""

    type = "vn.hop.document.DocumentRecalled.v1"
    example: ClassVar[dict[str, Any]] = {"document": _DOCUMENT | {"version": None}, "reason": "Sai số liệu"}
    document: DocumentFacts
    reason: str


class VersionOpened(Fact):
    """The person's first link to this version: the access record of Decree 30/2020."""

    type = "vn.hop.reading.VersionOpened.v1"
    example: ClassVar[dict[str, Any]] = {
        "meeting_id": "m1",
        "document_id": "d1",
        "version_id": "v1",
        "person_id": "p4",
    }
    meeting_id: str
    document_id: str
    version_id: str
    person_id: str


class SittingEnded(Fact):
    """One sitting of one person over one version: pages seen (numbers from 1) and seconds spent.

    `device` is None where nobody said on what.
    """

    type = "vn.hop.reading.SittingEnded.v1"
    example: ClassVar[dict[str, Any]] = {
        "meeting_id": "m1",
        "document_id": "d1",
        "version_id": "v1",
        "person_id": "p4",
        "sitting_id": "t1",
        "pages": [1, 2, 3],
        "seconds": 240,
        "device": "tablet",
    }
    meeting_id: str
    document_id: str
    version_id: str
    person_id: str
    sitting_id: str
    pages: tuple[int, ...]
    seconds: int
    device: DeviceKind | None = None


class PrintedPaper(BaseModel):
    model_config = ConfigDict(frozen=True)

    document_id: str
    version_id: str
    pages: int


class BookPrinted(Fact):
    """The papers of a meeting left the product as one PDF, for `person_id` to read; the event's actor took it.

    `pages` are those of the whole file: the papers' and those of its table of contents.
    """

    type = "vn.hop.book.BookPrinted.v1"
    example: ClassVar[dict[str, Any]] = {
        "book_id": "b1",
        "meeting_id": "m1",
        "person_id": "p4",
        "pages": 13,
        "papers": [{"document_id": "d1", "version_id": "v1", "pages": 12}],
    }
    book_id: str
    meeting_id: str
    person_id: str
    pages: int
    papers: tuple[PrintedPaper, ...]
