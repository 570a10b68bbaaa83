"""The objects port: bytes go between the tablet and the store by signed URL, never through a service's memory.

Keys begin with their area: `incoming/…` is what uploads reach, `papers/…` is what only services write.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from typing_extensions import TypedDict

PART_SIZE = 8 << 20  # bytes of a part of a large upload
ONE_PIECE = 20 << 20  # bytes up to which an upload is one POST
UPLOAD_LIFETIME = 3600  # seconds
INCOMING = "incoming/"  # what signed uploads may reach


class UploadPart(TypedDict):
    """POST: a form with `fields` and last the file, named `file`. PUT: the bytes; the answer's ETag is kept."""

    number: int
    method: Literal["POST", "PUT"]
    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Upload:
    """`token` is the store's own name of a multipart upload, empty for one piece."""

    key: str
    part_size: int
    parts: list[UploadPart]
    expires_at: datetime
    token: str = ""


class PartMissing(Exception):
    """The upload is not complete; the numbers of what is missing."""

    def __init__(self, missing: Sequence[int]) -> None:
        super().__init__(f"{len(missing)} parts missing")
        self.missing = list(missing)


class NoSuchObject(Exception):
    pass


class ObjectsAway(Exception):
    """The engine did not do it for a reason that may pass."""


class ObjectsUnprepared(Exception):
    """A bucket is missing: the migration did not run."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a link's object is served; fixed when the link is signed."""

    media_type: str
    download_name: str | None = None  # served as attachment under this name
    lifetime: int = 120  # seconds
    headers: dict[str, str] = field(default_factory=dict)


class Objects(Protocol):
    async def put(self, key: str, source: Path, media_type: str) -> None:
        """Whole or not at all. Raises ObjectsAway."""
        ...

    async def fetch(self, key: str, target: Path) -> None:
        """Whole or not at all. Raises NoSuchObject, ObjectsAway."""
        ...

    def keys(self, area: str) -> AsyncGenerator[str]:
        """Of all whole objects whose key begins with `area`, in no order. Raises ObjectsAway."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """What is gone already is no error."""
        ...

    async def sign_upload(self, key: str, size: int, token: str = "") -> Upload:
        """For `size` bytes exactly. With `token`, signs again what an unfinished upload still misses.

        Raises NoSuchObject outside `incoming/`, ObjectsAway.
        """
        ...

    async def finish_upload(self, upload_key: str, size: int, token: str, etags: dict[int, str]) -> None:
        """Raises PartMissing when less than `size` bytes have arrived."""
        ...

    async def abort_upload(self, key: str, token: str) -> None:
        """Removes what has arrived, parts included."""
        ...

    def link(self, key: str, serving: Serving) -> str:
        """Also for what is not there (yet). Raises NoSuchObject for what is no key."""
        ...


def part_lengths(size: int) -> dict[int, int]:
    """Bytes of each part by its number, which counts from 1."""
    count = -(-size // PART_SIZE)
    return {number: min(PART_SIZE, size - (number - 1) * PART_SIZE) for number in range(1, count + 1)}
