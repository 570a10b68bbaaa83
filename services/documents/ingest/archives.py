"""Zip archives from strangers: measured against their own directory before any part is believed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from .paper import MIB
from .refusal import RefusalReason, Refused

ENTRY_LIMIT = 10_000
TOTAL_LIMIT = 1024 * MIB
RATIO_LIMIT = 200  # plain XML of Office packs to a fiftieth at best
RATIO_FREE = 32 * MIB  # an entry this small may pack as well as it likes

_ENCRYPTED = 0x1


def is_zip(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """The parts of a zip archive that passed `opened_archive`."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zipped = zipped
        self.names = [entry.filename for entry in zipped.infolist() if not entry.is_dir()]

    def read(self, name: str) -> bytes:
        """The part's bytes, its checksum verified; raises Refused(damaged)."""
        entry = self._zipped.getinfo(name)
        try:
            with self._zipped.open(entry) as part:
                data = part.read(entry.file_size)
                surplus = part.read(1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            raise Refused(RefusalReason.DAMAGED) from None
        if surplus or len(data) != entry.file_size:
            raise Refused(RefusalReason.DAMAGED)
        return data


@contextmanager
def opened_archive(source: Path | IO[bytes]) -> Iterator[Archive]:
    """Open a zip archive; raises Refused for encrypted, damaged and exploding ones."""
    try:
        zipped = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OverflowError):
        raise Refused(RefusalReason.DAMAGED) from None
    with zipped:
        _refuse_bomb(zipped.infolist())
        _refuse_disorder(zipped.infolist())
        yield Archive(zipped)


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    dense = any(entry.file_size > max(RATIO_FREE, RATIO_LIMIT * entry.compress_size) for entry in entries)
    if len(entries) > ENTRY_LIMIT or total > TOTAL_LIMIT or dense or _overlap(entries):
        raise Refused(RefusalReason.BOMB)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Entries that share their packed bytes: the trick by which 40 kB become petabytes."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + entry.compress_size
    return False


def _refuse_disorder(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused(RefusalReason.ENCRYPTED)
    if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        raise Refused(RefusalReason.DAMAGED)


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts
