"""Pages that are pictures: read where tesseract is, declared by the secretary where it is not or cannot."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from services.documents.ingest import RefusalReason, Refused, ocr, sandbox
from services.documents.search.model import number_of, words_in
from tests.integration.ingest.conftest import Ingest, left_in

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
LETTER = [
    "ỦY BAN NHÂN DÂN TỈNH VĨNH PHÚC",
    "Số: 54/KH-UBND",
    "KẾ HOẠCH",
    "Thực hiện Nghị quyết về phát triển Chính phủ điện tử",
    "bảo đảm các cuộc họp không dùng tài liệu giấy",
]


def scan(*lines: str, blur: int = 1) -> bytes:
    """A4 at 150 dots an inch, as a copier would hand it over; `blur` makes it that much coarser."""
    page = Image.new("L", (1240, 1754), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 40)
    for number, line in enumerate(lines):
        draw.text((150, 150 + 90 * number), line, fill=20, font=font)
    coarse = page.resize((1240 // blur, 1754 // blur)).resize(page.size)
    picture = io.BytesIO()
    coarse.save(picture, "PNG")
    return picture.getvalue()


@pytest.mark.usefixtures("walls")
async def test_a_scan_is_read_and_needs_no_declaration(take: Ingest) -> None:
    paper = await take(scan(*LETTER), "scan.png")
    assert not paper.needs_declaration
    assert {"nghi quyet", "ke hoach", "khong dung"} <= words_in(paper.text[0])
    assert number_of(" ".join(paper.text[0].split())) == "54/KH-UBND"


@pytest.mark.usefixtures("walls")
async def test_a_stamp_on_a_scan_is_refused(take: Ingest, workspace: Path) -> None:
    with pytest.raises(Refused) as refused:
        await take(scan("TỐI MẬT", *LETTER), "scan.png")
    assert refused.value.reason is RefusalReason.SECRET_STAMP
    assert left_in(workspace) == []


async def test_the_same_words_within_a_sentence_are_no_stamp(take: Ingest) -> None:
    assert (await take(scan(*LETTER, "công tác BẢO MẬT THÔNG TIN"), "scan.png")).pages == 1


async def test_what_cannot_be_read_well_is_to_be_declared(take: Ingest) -> None:
    assert (await take(scan(*LETTER, blur=12), "scan.png")).needs_declaration


async def test_without_tesseract_the_secretary_declares(take: Ingest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "ocr_program", lambda: None)
    paper = await take(scan(*LETTER), "scan.png")
    assert (paper.text, paper.needs_declaration) == ([""], True)


def test_a_scan_too_thick_to_read_in_time_is_accepted_all_the_same(tmp_path: Path) -> None:
    reader = ocr.Reader(ocr.ocr_program() or "", tmp_path, seconds=-1)
    assert reader.read(None) is ocr.UNREAD


def test_tesseract_without_vietnamese_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert ocr.ocr_program.__wrapped__() is None
    program.write_text("#!/bin/sh\necho vie\n")
    assert ocr.ocr_program.__wrapped__() == str(program)
