"""Compound files (OLE2): Word documents of the old format, and the shell that a password puts around the new ones."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import olefile
from olefile.olefile import OleFileError

from shared.stamps import StampRule, is_stamped_text, stamp_in_name

from .kinds import Kind
from .links import is_active_field
from .refusal import RefusalReason, Refused, refuse_stamp

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_STORAGES = frozenset({"vba", "_vba_project", "_vba_project_cur"})
# [MS-DOC] 2.5.2: FibBase.flags stand at offset 10; bit 8 is fEncrypted.
_FLAGS = slice(10, 12)
_ENCRYPTED = 0x0100
# [MS-DOC] 2.8.25: a field's instruction stands between U+0013 and U+0014 or U+0015, in 8 or 16 bits per character.
_FIELD = re.compile(rb"\x13([^\x13\x14\x15\0]{2,400})|\x13\0((?:[^\x13\x14\x15]\0){2,400})")
# Ậ needs one of these in UTF-16: precomposed, or with its dot below apart.
_STAMP_LETTERS = (b"\xac\x1e", b"\x23\x03")


def is_compound(data: bytes) -> bool:
    return data.startswith(_MAGIC)


def refuse_unsafe_compound(source: Path, named: Kind) -> None:
    """Raise Refused unless this is an unencrypted Word document without macros, loading fields and stamps."""
    with _opened(source) as compound:
        if compound.exists("EncryptedPackage"):
            raise Refused(RefusalReason.ENCRYPTED)
        if named is not Kind.DOC or not compound.exists("WordDocument"):
            raise Refused(RefusalReason.NAME_MISMATCH)
        body = _read(compound, ["WordDocument"])
        if int.from_bytes(body[_FLAGS], "little") & _ENCRYPTED:
            raise Refused(RefusalReason.ENCRYPTED)
        if any(part.lower() in _MACRO_STORAGES for path in compound.listdir(storages=True) for part in path):
            raise Refused(RefusalReason.MACROS)
        if any(is_active_field(instruction) for instruction in _fields(body)):
            raise Refused(RefusalReason.ACTIVE_LINKS)
        _refuse_stamped(compound)


def texts_of_compound(data: bytes) -> Iterator[str]:
    with _opened(io.BytesIO(data)) as compound:
        yield from _texts(compound)


@contextmanager
def _opened(source: Path | io.BytesIO) -> Iterator[olefile.OleFileIO]:
    try:
        with olefile.OleFileIO(source) as compound:
            yield compound
    except (OleFileError, IndexError, ValueError):
        raise Refused(RefusalReason.DAMAGED) from None


def _read(compound: olefile.OleFileIO, path: list[str]) -> bytes:
    with compound.openstream(path) as stream:
        data: bytes = stream.read()
    return data


def _fields(body: bytes) -> Iterator[str]:
    for match in _FIELD.finditer(body):
        narrow, wide = match.groups()
        yield narrow.decode("latin-1") if narrow else wide.decode("utf-16-le")


def _refuse_stamped(compound: olefile.OleFileIO) -> None:
    if any(is_stamped_text(text) for text in _texts(compound)):
        refuse_stamp(StampRule.HIDDEN_TEXT)
    for stream in ("\x05SummaryInformation",):
        if compound.exists(stream) and any(stamp_in_name(text) for text in _summary(compound, stream)):
            refuse_stamp(StampRule.METADATA)


def _summary(compound: olefile.OleFileIO, stream: str) -> list[str]:
    codec = {65001: "utf-8", 1200: "utf-16-le"}
    properties = compound.getproperties(stream, convert_time=False)
    page = properties.get(1, 1258) & 0xFFFF
    encoding = codec.get(page, f"cp{page}")
    values = [value for value in properties.values() if isinstance(value, bytes)]
    return [value.decode(encoding, "ignore") if page else "" for value in values]


def _texts(compound: olefile.OleFileIO) -> Iterator[str]:
    for path in compound.listdir():
        data = _read(compound, path)
        if any(letters in data for letters in _STAMP_LETTERS):
            yield data.decode("utf-16-le", "ignore")
