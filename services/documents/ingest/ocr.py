"""Text of pages that are pictures, by tesseract in the same closed room; the secret gate and search read the same text.

Without tesseract's Vietnamese, or when a page cannot be read with confidence, the secretary declares page 1 as before.
"""

from __future__ import annotations

import csv
import functools
import os
import resource
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pypdfium2

_LANGUAGE = "vie"
_DOTS_PER_INCH = 200
_LONGEST_SIDE = 4000  # pixels; a poster is read small rather than not at all
_SECONDS_A_PAGE = 30  # of processor time
_PROBE_SECONDS = 10
_COLUMN_GAP = 2.0  # letter heights; a wider gap on one line parts a stamp from what stands beside it
_SURE = 70.0  # mean confidence of a page's letters, of 100, from which a stamp on it would have been read
_LETTERS = 40


@functools.cache
def ocr_program() -> str | None:
    """Tesseract where it knows Vietnamese; asked once for each process."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        asked = subprocess.run([program, "--list-langs"], capture_output=True, timeout=_PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return program if _LANGUAGE in asked.stdout.decode("utf-8", "replace").split() else None


def ocr_available() -> bool:
    return ocr_program() is not None


@dataclass(frozen=True)
class Reading:
    """`runs` are words that stand together on a line, in reading order; `sure` when the page was read well."""

    runs: list[str]
    sure: bool

    @property
    def text(self) -> str:
        return "\n".join(self.runs)


UNREAD = Reading([], sure=False)


class Reader:
    """Reads pages until `seconds` are used up, so that a thick scan is accepted all the same; the rest have no text."""

    def __init__(self, program: str, scratch: Path, seconds: float) -> None:
        self._program = program
        self._scratch = scratch
        self._until = time.monotonic() + seconds

    def read(self, page: pypdfium2.PdfPage) -> Reading:
        if not self._program or time.monotonic() > self._until:
            return UNREAD
        picture, result = self._scratch / "page.png", self._scratch / "page.tsv"
        scale = min(_DOTS_PER_INCH / 72, _LONGEST_SIDE / max(page.get_size()))
        page.render(scale=scale, grayscale=True).to_pil().save(picture)
        # Our own standard output stays with it: whoever waits for all of us to be gone listens there (sandbox.py).
        ended = subprocess.run(
            [self._program, str(picture), str(result.with_suffix("")), "-l", _LANGUAGE, "tsv"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_bound_time,
            check=False,
        )
        read = _reading(result) if ended.returncode == 0 and result.exists() else UNREAD
        picture.unlink()
        result.unlink(missing_ok=True)
        return read


def _bound_time() -> None:
    """A bound that stands already cannot be raised, and it is a paper's own when little time is given."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = _SECONDS_A_PAGE if hard == resource.RLIM_INFINITY else min(_SECONDS_A_PAGE, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


@dataclass(frozen=True)
class _Word:
    line: tuple[str, str, str]
    left: int
    right: int
    height: int
    confidence: float
    text: str


def _reading(path: Path) -> Reading:
    words = list(_words(path))
    letters = sum(len(word.text) for word in words)
    confidence = sum(word.confidence * len(word.text) for word in words) / max(letters, 1)
    runs = [run for _, line in groupby(words, key=lambda word: word.line) for run in _runs(list(line))]
    return Reading(runs, sure=letters >= _LETTERS and confidence >= _SURE)


def _words(path: Path) -> Iterator[_Word]:
    """Tesseract's table: level 5 is a word."""
    with path.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = unicodedata.normalize("NFC", row["text"] or "").strip()
            if row["level"] == "5" and text:
                left, width, height = int(row["left"]), int(row["width"]), int(row["height"])
                line = row["block_num"], row["par_num"], row["line_num"]
                yield _Word(line, left, left + width, height, float(row["conf"]), text)


def _runs(line: list[_Word]) -> Iterator[str]:
    run: list[_Word] = []
    for word in line:
        if run and word.left - run[-1].right > _COLUMN_GAP * run[-1].height:
            yield " ".join(one.text for one in run)
            run = []
        run.append(word)
    yield " ".join(one.text for one in run)
