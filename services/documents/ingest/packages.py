"""Office packages (OOXML, OpenDocument) looked through before LibreOffice opens them."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree.ElementTree import ParseError

from shared.stamps import StampRule, is_stamped_text, stamp_in_name

from .archives import Archive, is_zip, opened_archive
from .contents import DEEPEST, refuse_stamped_file
from .kinds import MEDIA_TYPES, Kind
from .parts import is_xml, read_part
from .refusal import RefusalReason, Refused, refuse_stamp

_CONTENT_TYPES = "[Content_Types].xml"
_MANIFEST = "META-INF/manifest.xml"
_MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"macrosheet", b"dialogsheet")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "xl/dialogsheets/")
_BASIC_LISTS = ("script-lc.xml", "script-lb.xml")
_FETCHING_PARTS = ("xl/connections.xml",)
_MAIN_TYPES = {
    Kind.DOCX: (b"wordprocessingml.document.main+xml",),
    Kind.XLSX: (b"spreadsheetml.sheet.main+xml",),
    Kind.PPTX: (b"presentationml.presentation.main+xml", b"presentationml.slideshow.main+xml"),
}
_XML_NAMES = (".xml", ".rels", ".vml", ".rdf")


def refuse_unsafe_package(source: Path, named: Kind) -> None:
    """Raise Refused unless this is a package of the named kind that is whole, acts on nothing and carries no stamp."""
    with opened_archive(source) as archive:
        if _kind_of(archive) is not named:
            raise Refused(RefusalReason.NAME_MISMATCH)
        _refuse_unsafe_parts(archive)


def _refuse_unsafe_parts(archive: Archive, depth: int = 0) -> None:
    for name in archive.names:
        _refuse_unsafe_name(name.lower())
        data = archive.read(name)
        if is_xml(data):
            _refuse_unsafe_part(name, data)
        elif is_zip(data) and depth < DEEPEST:
            with opened_archive(io.BytesIO(data)) as embedded:
                _refuse_unsafe_parts(embedded, depth + 1)
        else:
            refuse_stamped_file(data, StampRule.HIDDEN_TEXT, depth + 1)


def _refuse_unsafe_name(name: str) -> None:
    basic = name.startswith(_MACRO_FOLDERS) and not name.endswith(_BASIC_LISTS)
    if basic or name.rpartition("/")[2] in _MACRO_PARTS:
        raise Refused(RefusalReason.MACROS)
    if name in _FETCHING_PARTS:
        raise Refused(RefusalReason.ACTIVE_LINKS)


def _refuse_unsafe_part(name: str, data: bytes) -> None:
    try:
        part = read_part(data, allow_doctype=name == _MANIFEST)
    except ParseError:
        if name.lower().endswith(_XML_NAMES):
            raise Refused(RefusalReason.DAMAGED) from None
        return  # a picture or a web page that merely begins like XML; LibreOffice reads no part of that kind as XML
    for reason in part.active:
        raise Refused(reason)
    if any(is_stamped_text(text) for text in part.texts):
        refuse_stamp(StampRule.HIDDEN_TEXT)
    if any(stamp_in_name(name) for name in part.names):
        refuse_stamp(StampRule.METADATA)


def _kind_of(archive: Archive) -> Kind | None:
    if _CONTENT_TYPES in archive.names:
        types = archive.read(_CONTENT_TYPES)
        if any(marker in types for marker in _MACRO_TYPES):
            raise Refused(RefusalReason.MACROS)
        return next((kind for kind, markers in _MAIN_TYPES.items() if any(m in types for m in markers)), None)
    if "mimetype" in archive.names:
        _refuse_encrypted_manifest(archive)
        return Kind.ODT if archive.read("mimetype").strip().decode("latin-1") == MEDIA_TYPES[Kind.ODT] else None
    return None


def _refuse_encrypted_manifest(archive: Archive) -> None:
    if _MANIFEST in archive.names and b"encryption-data" in archive.read(_MANIFEST):
        raise Refused(RefusalReason.ENCRYPTED)
