"""Whatever a parser throws, the child answers: the paper's fault, or the machine's."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from services.documents.ingest import child
from services.documents.ingest.kinds import Kind
from services.documents.ingest.paper import Limits
from services.documents.ingest.refusal import IngestFailed, RefusalReason, Refused
from shared.stamps import StampRule

CASES: list[tuple[Exception, dict[str, object]]] = [
    (Refused(RefusalReason.SECRET_STAMP, StampRule.NAME), {"refused": ["secret_stamp", "name", ""]}),
    (MemoryError(), {"refused": ["out_of_memory", "", ""]}),
    (OSError(errno.ENOMEM, "m"), {"refused": ["out_of_memory", "", ""]}),
    (OSError(errno.EFBIG, "f"), {"refused": ["bomb", "", ""]}),
    (OSError(errno.ENOSPC, "s"), {"failed": "OSError"}),
    (ImportError("pikepdf"), {"failed": "ImportError"}),
    (IngestFailed("LibreOffice ended with status 1"), {"failed": "LibreOffice ended with status 1"}),
]


def verdict_of(error: Exception, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(child, "_read", fail)
    found: dict[str, Any] = json.loads(json.dumps(child._verdict(Path(), Kind.PDF, folder, Limits(), "", "")))
    return found


@pytest.mark.parametrize(("error", "verdict"), CASES)
def test_error_becomes_a_verdict(
    error: Exception, verdict: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert verdict_of(error, tmp_path, monkeypatch) == verdict


def test_unforeseen_error_tells_its_place_and_no_word_of_the_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = verdict_of(ValueError("quoted: TỐI MẬT"), tmp_path, monkeypatch)
    reason, rule, place = verdict["refused"]
    assert (reason, rule) == ("damaged", "")
    assert place.startswith("child.py:")
    assert place.endswith(" ValueError")
