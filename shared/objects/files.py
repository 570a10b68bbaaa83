"""Objects as files in a folder. A file appears under its key whole or not at all."""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from shared.objects.port import (
    INCOMING,
    ONE_PIECE,
    PART_SIZE,
    UPLOAD_LIFETIME,
    NoSuchObject,
    ObjectsAway,
    PartMissing,
    Serving,
    Upload,
    UploadPart,
    part_lengths,
)
from shared.objects.signatures import Signatures, check_key, is_key

PIECE = 1 << 18  # bytes copied at once
_PARTS = "parts"  # the token of an upload in several parts

T = TypeVar("T")


class FileObjects:
    def __init__(self, folder: Path, signatures: Signatures) -> None:
        self._folder = folder
        self._signatures = signatures
        self._finishing = asyncio.Lock()  # two of one upload would join its parts, and remove them, side by side

    async def put(self, key: str, source: Path, media_type: str) -> None:
        await in_thread(_put_whole, source, self.path(key))

    async def fetch(self, key: str, target: Path) -> None:
        await in_thread(_fetch_whole, self.path(key), target)

    async def keys(self, area: str) -> AsyncGenerator[str]:
        for key in await in_thread(_keys, self._folder, area):
            yield key

    async def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            await in_thread(self.path(key).unlink, True)

    async def sign_upload(self, key: str, size: int, token: str = "") -> Upload:
        if not key.startswith(INCOMING):
            raise NoSuchObject(key)
        expires_at = datetime.now(UTC) + timedelta(seconds=UPLOAD_LIFETIME)
        if size <= ONE_PIECE:
            url = self._signatures.url("POST", key, UPLOAD_LIFETIME, size=str(size))
            part = UploadPart(number=1, method="POST", url=url, fields={"key": key})
            return Upload(key, size, [part], expires_at)
        if not token:
            await in_thread(make_folder, self.part(key, 0).parent)
        there = await in_thread(self._parts_there, key, size)
        lengths = part_lengths(size)
        parts = [self._signed_part(key, number, lengths[number]) for number in lengths if number not in there]
        return Upload(key, PART_SIZE, parts, expires_at, _PARTS)

    async def finish_upload(self, upload_key: str, size: int, token: str, etags: dict[int, str]) -> None:
        if token:
            async with self._finishing:
                await in_thread(self._join, upload_key, size)
        elif await in_thread(_size_of, self.path(upload_key)) != size:
            raise PartMissing([1])

    async def abort_upload(self, key: str, token: str) -> None:
        """A part that is still on its way finds no folder any more."""
        await in_thread(shutil.rmtree, self.part(key, 0).parent, True)
        await in_thread(_remove_with_drafts, self.path(key))

    def link(self, key: str, serving: Serving) -> str:
        name = serving.download_name or ""
        return self._signatures.url("GET", key, serving.lifetime, type=serving.media_type, name=name)

    def path(self, key: str) -> Path:
        """Raises NoSuchObject for what is no key of ours."""
        return self._folder / check_key(key)

    def part(self, key: str, number: int) -> Path:
        path = self.path(key)
        return path.with_name(f"{path.name}.parts") / str(number)

    def _signed_part(self, key: str, number: int, length: int) -> UploadPart:
        url = self._signatures.url("PUT", key, UPLOAD_LIFETIME, size=str(length), part=str(number))
        return UploadPart(number=number, method="PUT", url=url, fields={})

    def _parts_there(self, key: str, size: int) -> set[int]:
        lengths = part_lengths(size)
        return {number for number in lengths if _size_of(self.part(key, number)) == lengths[number]}

    def _join(self, key: str, size: int) -> None:
        """Repeated after a crash, or when it was done already, it changes nothing. Raises PartMissing."""
        if _size_of(self.path(key)) != size:
            missing = sorted(set(part_lengths(size)) - self._parts_there(key, size))
            if missing:
                raise PartMissing(missing)
            with whole(self.path(key)) as file:
                for number in part_lengths(size):
                    with self.part(key, number).open("rb") as part:
                        shutil.copyfileobj(part, file, PIECE)
        shutil.rmtree(self.part(key, 0).parent, ignore_errors=True)


class Draft:
    """A file being written, in a folder that is there; it takes its path when it is kept, else nothing of it stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        self.file = os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def keep(self) -> None:
        """On disk, the name too: the state that speaks of it will be."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self._fresh.replace(self._path)
        _sync(self._path.parent)

    def drop(self) -> None:
        """After `keep` it only closes the file."""
        with suppress(OSError):  # a full disk refuses the rest of the buffer once more
            self.file.close()
        self._fresh.unlink(missing_ok=True)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file for writing, which takes `path` once it is on disk, and leaves nothing when the body raises."""
    make_folder(path.parent)
    draft = Draft(path)
    try:
        yield draft.file
        draft.keep()
    finally:
        draft.drop()


def make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size_of(path: Path) -> int:
    """-1 when there is no such file."""
    return path.stat().st_size if path.is_file() else -1


def _keys(folder: Path, area: str) -> list[str]:
    """Drafts and parts of uploads are no objects."""
    found = (path.relative_to(folder).as_posix() for path in (folder / area).rglob("*") if path.is_file())
    return [key for key in found if is_key(key)]


def _put_whole(source: Path, target: Path) -> None:
    with source.open("rb") as reading, whole(target) as file:
        shutil.copyfileobj(reading, file, PIECE)


def _fetch_whole(source: Path, target: Path) -> None:
    """Not synced: what is fetched is worked on, and fetched again after a crash."""
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        shutil.copyfile(source, fresh)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _remove_with_drafts(path: Path) -> None:
    """Drafts are what a kill left, or what is just arriving; the latter then has nothing to keep."""
    path.unlink(missing_ok=True)
    for draft in path.parent.glob(f".{path.name}.*"):
        draft.unlink(missing_ok=True)


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """Raises NoSuchObject, ObjectsAway."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except FileNotFoundError as error:
        raise NoSuchObject(str(error)) from error
    except OSError as error:
        raise ObjectsAway(str(error)) from error
