"""The worker process: confines itself, opens one foreign file, leaves a verdict. Run by sandbox.py only."""

from __future__ import annotations

import errno
import json
import shutil
import sys
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .confinement import confine, hide_files
from .kinds import BY_OFFICE, Kind, check_signature, is_compound
from .paper import Limits
from .refusal import IngestFailed, RefusalReason, Refused, stamps_pass

VERDICT = "verdict.json"

_MACHINE_TROUBLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE})
_OVER_LIMITS = {errno.EFBIG: RefusalReason.BOMB, errno.ENOMEM: RefusalReason.OUT_OF_MEMORY}
_LEAST_FREE = 1 << 20
_SHARE_FOR_PICTURES = 0.5  # of the time a paper may take
_PACKAGE = Path(__file__).parent


def main() -> None:
    job = json.loads(sys.argv[1])
    limits, folder, kind = Limits(**job["limits"]), Path(job["folder"]), Kind(job["kind"])
    source = Path(job["source"])
    stamps_pass.set(limits.secrets_allowed)
    confine(limits.memory, limits.seconds, limits.output, local_sockets=kind in BY_OFFICE)
    if not job["hidden"]:
        readable = [*map(Path, job["readable"]), source, Path("/dev/urandom")]
        hide_files(readable, [folder, Path("/dev/null")])
    verdict = _verdict(source, kind, folder, limits, job["office"], job["ocr"])
    (folder / VERDICT).write_text(json.dumps(verdict), encoding="utf-8")


def _verdict(source: Path, kind: Kind, folder: Path, limits: Limits, office: str, ocr: str) -> dict[str, Any]:
    try:
        return {"paper": _read(source, kind, folder, limits, office, ocr)}
    except Refused as refusal:
        return {"refused": [refusal.reason, refusal.rule, refusal.place]}
    except IngestFailed as failure:
        return {"failed": str(failure)}
    except MemoryError:
        return {"refused": [RefusalReason.OUT_OF_MEMORY, "", ""]}
    except Exception as error:  # whatever a parser throws at foreign bytes, the paper gets an answer
        if isinstance(error, OSError) and error.errno in _OVER_LIMITS:
            return {"refused": [_OVER_LIMITS[error.errno], "", ""]}
        if _is_machine_trouble(error, folder):
            return {"failed": type(error).__name__}
        return {"refused": [RefusalReason.DAMAGED, "", _place(error)]}


def _read(source: Path, kind: Kind, folder: Path, limits: Limits, office: str, ocr: str) -> dict[str, Any]:
    check_signature(source, kind)
    paper = source if kind is Kind.PDF else _as_pdf(source, kind, folder / "scratch", office)
    from .reading_copy import write_reading_copy

    write_reading_copy(paper, folder / "reading.pdf", limits)
    from .ocr import Reader
    from .pages import walk_pages

    reader = Reader(ocr, folder / "scratch", limits.seconds * _SHARE_FOR_PICTURES)
    return asdict(walk_pages(folder / "reading.pdf", folder, reader))


def _as_pdf(source: Path, kind: Kind, scratch: Path, office: str) -> Path:
    if kind in (Kind.PNG, Kind.JPEG):
        from .scans import write_scan

        write_scan(source, kind, scratch / "scan.pdf")
        return scratch / "scan.pdf"
    from .office import convert

    return convert(_checked_office_file(source, kind, scratch), kind, Path(office), scratch)


def _checked_office_file(source: Path, kind: Kind, scratch: Path) -> Path:
    if kind is Kind.TXT:
        from .plain_text import as_document, decode

        document = scratch / "text.fodt"
        document.write_text(as_document(decode(source.read_bytes())), encoding="utf-8")
        return document
    if is_compound(source):
        from .compound import refuse_unsafe_compound

        refuse_unsafe_compound(source, kind)
    else:
        from .packages import refuse_unsafe_package

        refuse_unsafe_package(source, kind)
    # LibreOffice believes the extension; the caller's file may have none.
    copy = scratch / f"paper.{kind}"
    shutil.copyfile(source, copy)
    return copy


def _is_machine_trouble(error: Exception, folder: Path) -> bool:
    """C++ libraries lose the error number on the way, hence the look at the disk."""
    if isinstance(error, ImportError) or (isinstance(error, OSError) and error.errno in _MACHINE_TROUBLE):
        return True
    return shutil.disk_usage(folder).free < _LEAST_FREE


def _place(error: Exception) -> str:
    """Where in our own code: a parser's message could quote the paper."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == _PACKAGE]
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {type(error).__name__}"


if __name__ == "__main__":
    main()
