"""The kinds of paper that are taken, told by content and compared with what the name says."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath

from .refusal import RefusalReason, Refused


class Kind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    DOC = "doc"
    PNG = "png"
    JPEG = "jpeg"
    TXT = "txt"


_OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OOXML}.wordprocessingml.document",
    Kind.XLSX: f"{_OOXML}.spreadsheetml.sheet",
    Kind.PPTX: f"{_OOXML}.presentationml.presentation",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.DOC: "application/msword",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.TXT: "text/plain",
}
BY_OFFICE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.DOC, Kind.TXT})

_EXTENSIONS = {**{f".{kind}": kind for kind in Kind}, ".jpg": Kind.JPEG, ".jpe": Kind.JPEG}
_ZIPPED = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT})
# A password turns the zip formats of Office into a compound file, so its name may be any of these.
_COMPOUND = _ZIPPED | {Kind.DOC}
_HEAD = 1024  # readers of PDF look for the header in this many bytes


def kind_of_name(name: str) -> Kind:
    """The kind a file name claims; raises Refused(unsupported_type) for any other extension."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.rstrip().lower()
    if suffix not in _EXTENSIONS:
        raise Refused(RefusalReason.UNSUPPORTED_TYPE)
    return _EXTENSIONS[suffix]


def check_signature(source: Path, named: Kind) -> None:
    """Compare the file's first bytes with the kind its name claims; raises Refused(name_mismatch).

    Containers (zip, compound file) are told apart by what they hold, where they are opened.
    """
    with source.open("rb") as file:
        head = file.read(_HEAD)
    if not _matches(head, named):
        raise Refused(RefusalReason.NAME_MISMATCH)


def is_compound(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _matches(head: bytes, named: Kind) -> bool:
    if b"%PDF-" in head:
        return named is Kind.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return named is Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return named is Kind.JPEG
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return named in _ZIPPED
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return named in _COMPOUND
    return named is Kind.TXT and not head.startswith(b"{\\rtf")
