"""Bad papers get a clear reason through the whole way, and leave nothing behind."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from services.documents.ingest import IngestFailed, Limits, RefusalReason, Refused, ingest, worker
from tests.factories import foreign_papers as papers
from tests.factories import office_papers
from tests.integration.ingest.conftest import Ingest, left_in

DATA = Path(__file__).parents[2] / "data" / "papers"
MIB = 1 << 20

BAD: dict[str, tuple[RefusalReason, str, Callable[[], bytes]]] = {
    "empty": (RefusalReason.EMPTY, "a.pdf", bytes),
    "unknown extension": (RefusalReason.UNSUPPORTED_TYPE, "a.exe", lambda: b"MZ"),
    "no extension": (RefusalReason.UNSUPPORTED_TYPE, "to-trinh", papers.pdf),
    "macro document": (RefusalReason.UNSUPPORTED_TYPE, "a.docm", office_papers.document),
    "program named paper": (RefusalReason.NAME_MISMATCH, "a.pdf", lambda: b"MZ\x90\0"),
    "picture named paper": (RefusalReason.NAME_MISMATCH, "a.pdf", lambda: papers.picture("PNG")),
    "paper named picture": (RefusalReason.NAME_MISMATCH, "a.png", lambda: papers.pdf(["a"])),
    "paper named text": (RefusalReason.NAME_MISMATCH, "a.txt", lambda: papers.pdf(["a"])),
    "program named text": (RefusalReason.NAME_MISMATCH, "a.txt", lambda: b"\x7fELF\0\1\2"),
    "web page named document": (RefusalReason.NAME_MISMATCH, "a.doc", lambda: b"<html></html>"),
    "spreadsheet named document": (RefusalReason.NAME_MISMATCH, "a.docx", lambda: office_papers.spreadsheet([1])),
    "password": (
        RefusalReason.ENCRYPTED,
        "a.pdf",
        lambda: (DATA / "libreoffice-writer-password.pdf").read_bytes(),
    ),
    "document with a password": (
        RefusalReason.ENCRYPTED,
        "a.docx",
        lambda: office_papers.compound({"EncryptedPackage": b"x"}),
    ),
    "cut off at 60 %": (RefusalReason.DAMAGED, "a.pdf", lambda: first((DATA / "multicolumn.pdf").read_bytes(), 0.6)),
    "document cut off": (RefusalReason.DAMAGED, "a.docx", lambda: first(office_papers.document(), 0.6)),
    "old document cut off": (RefusalReason.DAMAGED, "a.doc", lambda: first((DATA / "ke-hoach.doc").read_bytes(), 0.6)),
    "picture cut off": (RefusalReason.DAMAGED, "a.jpg", lambda: first(papers.picture("JPEG", (900, 900)), 0.6)),
    "png cut off": (RefusalReason.DAMAGED, "a.png", lambda: first(papers.picture("PNG", (900, 900)), 0.6)),
    "picture without end": (RefusalReason.BOMB, "a.png", lambda: papers.png_of_size(60_000)),
    "zip bomb": (RefusalReason.BOMB, "a.docx", lambda: office_papers.zip_bomb(office_papers.document(), 64 * MIB)),
    "macros": (
        RefusalReason.MACROS,
        "a.docx",
        lambda: office_papers.with_parts(office_papers.document(), office_papers.VBA),
    ),
    "linked picture": (
        RefusalReason.ACTIVE_LINKS,
        "a.docx",
        lambda: office_papers.document_with_linked_picture("http://x.example/a.png"),
    ),
    "5,000 pages": (RefusalReason.TOO_MANY_PAGES, "a.pdf", lambda: papers.many_pages(5000)),
    "no pages": (RefusalReason.NO_PAGES, "a.pdf", papers.pdf),
    "dynamic form": (RefusalReason.DYNAMIC_FORM, "a.pdf", papers.dynamic_form),
}
STAMPED: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "name": ("name", "1. MẬT - Bao cao.pdf", lambda: papers.pdf(["a"])),
    "line": ("page_text", "a.pdf", lambda: papers.pdf(["UBND TỈNH", "MẬT", "Tờ trình"])),
    "letters apart": ("page_text", "a.pdf", lambda: papers.pdf(["T Ố I  M Ậ T"])),
    "marks apart": ("page_text", "a.pdf", lambda: papers.pdf(["TUYE\u0323\u0302T MA\u0323\u0302T"])),
    "column beside place and date": (
        "page_text",
        "a.pdf",
        lambda: papers.pdf([(72, 700, "MẬT"), (300, 700, "Vĩnh Phúc, ngày 29 tháng 3"), (72, 600, "Tờ trình")]),
    ),
    "last page": ("page_text", "a.pdf", lambda: papers.pdf(["a"], ["b"], ["TỐI MẬT"])),
    "picture's text layer": ("page_text", "a.txt", lambda: "UBND\nTỐI MẬT\n".encode()),
    "hidden sheet": ("hidden_text", "a.xlsx", lambda: office_papers.spreadsheet(["a"], hidden=[["MẬT"]])),
    "attachment": ("attachment_text", "a.pdf", lambda: papers.pdf_with_attachment("a.txt", "MẬT".encode())),
    "title": ("metadata", "a.pdf", lambda: papers.pdf_titled("[TỐI MẬT]")),
}


def first(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


@pytest.mark.parametrize("case", BAD)
async def test_bad_paper_is_refused_by_its_reason(case: str, take: Ingest, workspace: Path) -> None:
    reason, name, make = BAD[case]
    with pytest.raises(Refused) as refusal:
        await take(make(), name)
    assert refusal.value.reason is reason
    assert left_in(workspace) == []


@pytest.mark.parametrize("case", STAMPED)
async def test_stamped_paper_is_refused_by_where_the_stamp_is(case: str, take: Ingest, workspace: Path) -> None:
    rule, name, make = STAMPED[case]
    with pytest.raises(Refused) as refusal:
        await take(make(), name)
    assert (refusal.value.reason, refusal.value.rule) == (RefusalReason.SECRET_STAMP, rule)
    assert left_in(workspace) == []


@pytest.mark.parametrize("case", STAMPED)
async def test_stamped_paper_passes_where_secrets_may_be_kept(case: str, take: Ingest) -> None:
    _, name, make = STAMPED[case]
    paper = await take(make(), name, Limits(secrets_allowed=True))
    assert (paper.pages >= 1, paper.needs_declaration) == (True, False)


async def test_words_about_secrecy_are_no_stamp(take: Ingest) -> None:
    paper = await take(
        papers.pdf(["QUY CHẾ BẢO MẬT THÔNG TIN", "Mật độ dân số", "gửi văn bản MẬT qua bưu điện"]), "BẢO MẬT.pdf"
    )
    assert "MẬT" in paper.text[0]


async def test_huge_file_is_refused_unread(tmp_path: Path, workspace: Path) -> None:
    source = tmp_path / "huge"
    source.touch()
    os.truncate(source, 500 * MIB)
    with pytest.raises(Refused) as refusal:
        await ingest(source, "a.pdf", workspace)
    assert refusal.value.reason is RefusalReason.TOO_LARGE


@pytest.mark.usefixtures("walls")
async def test_paper_that_takes_for_ever_is_stopped(take: Ingest, workspace: Path) -> None:
    with pytest.raises(Refused) as refusal:
        await take(papers.endless_pdf(), "a.pdf", Limits(seconds=2))
    assert refusal.value.reason is RefusalReason.TIMEOUT
    assert left_in(workspace) == []


@pytest.mark.usefixtures("walls")
async def test_paper_that_takes_all_memory_is_stopped(take: Ingest, workspace: Path) -> None:
    with pytest.raises(Refused) as refusal:
        await take(papers.content_bomb(200 * MIB), "a.pdf", Limits(memory=300 * MIB))
    assert refusal.value.reason is RefusalReason.OUT_OF_MEMORY
    assert left_in(workspace) == []


async def test_paper_that_writes_without_end_is_stopped(take: Ingest, workspace: Path) -> None:
    with pytest.raises(Refused) as refusal:
        await take((DATA / "multicolumn.pdf").read_bytes(), "a.pdf", Limits(output=1000))
    assert refusal.value.reason is RefusalReason.BOMB
    assert left_in(workspace) == []


async def test_name_with_path_and_odd_characters_is_only_a_name(take: Ingest, workspace: Path) -> None:
    paper = await take(papers.pdf(["a"]), "../../../etc/\x07Tờ tri\u0300nh\n.PDF ")
    assert paper.kind == "pdf"
    assert all(path.parent == workspace for path in paper.files.values())


async def test_office_paper_is_refused_by_name_where_libreoffice_is_missing(
    take: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "office_available", lambda: False)
    with pytest.raises(Refused) as refusal:
        await take(office_papers.document(), "a.docx")
    assert refusal.value.reason is RefusalReason.OFFICE_UNAVAILABLE
    assert (await take(papers.pdf(["a"]), "a.pdf")).pages == 1


async def test_machine_that_cannot_start_a_sandbox_is_not_the_papers_fault(
    take: Ingest, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with pytest.raises(IngestFailed):
        await take(papers.pdf(["a"]), "a.pdf")
    assert left_in(workspace) == []
