"""Word documents of the old format, and the shell of encrypted new ones, are told apart and looked through."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.documents.ingest.compound import refuse_unsafe_compound
from services.documents.ingest.kinds import Kind
from services.documents.ingest.refusal import RefusalReason, Refused
from tests.factories.office_papers import compound, old_document

DATA = Path(__file__).parents[2] / "data"

BAD: dict[str, tuple[RefusalReason, Kind, Callable[[], bytes]]] = {
    "password": (RefusalReason.ENCRYPTED, Kind.DOC, lambda: old_document(flags=0x0100)),
    "password around a new document": (
        RefusalReason.ENCRYPTED,
        Kind.DOCX,
        lambda: compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}),
    ),
    "workbook named document": (RefusalReason.NAME_MISMATCH, Kind.DOC, lambda: compound({"Workbook": b"x"})),
    "old document named new": (RefusalReason.NAME_MISMATCH, Kind.DOCX, old_document),
    "macros": (RefusalReason.MACROS, Kind.DOC, lambda: old_document(streams={"Macros/VBA/dir": b"x"})),
    "dde field": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOC,
        lambda: old_document('a\x13 DDEAUTO c:\\cmd "/c calc" \x14b\x15'),
    ),
    "linked picture in 8 bits": (
        RefusalReason.ACTIVE_LINKS,
        Kind.DOC,
        lambda: compound({"WordDocument": bytes(512) + b'\x13 INCLUDEPICTURE "http://x" \x14'}),
    ),
    "stamp": (RefusalReason.SECRET_STAMP, Kind.DOC, lambda: old_document("UBND TỈNH\rTỐI MẬT\rTờ trình")),
    "stamp in a cell": (RefusalReason.SECRET_STAMP, Kind.DOC, lambda: old_document("a\x07MẬT\x07b")),
    "cut off": (RefusalReason.DAMAGED, Kind.DOC, lambda: old_document()[:700]),
}


def look_through(data: bytes, kind: Kind, folder: Path) -> None:
    source = folder / "paper"
    source.write_bytes(data)
    refuse_unsafe_compound(source, kind)


@pytest.mark.parametrize("case", BAD)
def test_bad_compound_file_is_refused_by_its_reason(case: str, tmp_path: Path) -> None:
    reason, kind, make = BAD[case]
    with pytest.raises(Refused) as refusal:
        look_through(make(), kind, tmp_path)
    assert refusal.value.reason is reason


@pytest.mark.parametrize("text", ["BẢO MẬT THÔNG TIN\rvăn bản mật", "\x13 PAGE \x141\x15", "\x13 HYPERLINK a \x14"])
def test_honest_old_document_passes(text: str, tmp_path: Path) -> None:
    look_through(old_document(text), Kind.DOC, tmp_path)


def test_document_that_word_would_open_passes() -> None:
    refuse_unsafe_compound(DATA / "papers" / "ke-hoach.doc", Kind.DOC)
