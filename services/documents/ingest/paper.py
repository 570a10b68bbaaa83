"""What comes out of an ingested paper, and the limits it is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

MIB = 1024 * 1024
PAGES_PER_STRIP = 20


class OutlineEntry(TypedDict):
    """One heading of the paper's own table of contents. `page` counts from 1, `level` from 0."""

    title: str
    page: int
    level: int


@dataclass(frozen=True)
class Limits:
    """Bounds of one paper. `memory` holds for each process of the sandbox, `output` for each file it writes.

    `secrets_allowed`: stamped papers pass, and nobody has to declare a page that no machine can read.
    """

    bytes: int = 300 * MIB
    pages: int = 3000
    memory: int = 2048 * MIB
    seconds: int = 300
    output: int = 600 * MIB
    secrets_allowed: bool = False


@dataclass(frozen=True)
class Ingested:
    """A paper that passed. `sha256` and `size` are the original's, which stays as it came.

    `page_sizes` are (width, height) in points as shown, after rotation. `text` is NFC, one string per page.
    Pages that are pictures have the text that OCR read on them, if it is there.
    `needs_declaration`: page 1 gives no readable text, so that a stamp on it cannot be seen by the machine.
    `files`: "reading" (PDF), "preview" (WebP of page 1) and "thumbnails-0", "thumbnails-1", … (WebP, see pictures.py).
    """

    media_type: str
    kind: str
    sha256: str
    size: int
    pages: int
    page_sizes: list[tuple[float, float]]
    outline: list[OutlineEntry]
    text: list[str]
    needs_declaration: bool
    files: Mapping[str, Path]
