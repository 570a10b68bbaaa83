"""Secret stamps are seen in every form papers give them, and everyday words are left alone."""

import unicodedata
from pathlib import Path

import pytest

from shared.stamps import is_stamped_text, stamp_in_name

DATA = Path(__file__).parents[2] / "data"

STAMPED_NAMES = [
    "MẬT",
    "1. MẬT - Bao cao.docx",
    "[TỐI MẬT]",
    "(MẬT) Tờ trình",
    "Báo cáo MẬT quý 3",
    "TUYỆT MẬT.pdf",
    "TUYỆT-MẬT.pdf",
    "TỐI_MẬT_to_trinh.pdf",
    "MẬT_BAO_CAO.docx",
    "TÀI_LIỆU_MẬT.docx",
    "M Ậ T",
    "TUYET MAT",
    "TOI_MAT_x.pdf",
    "ＭẬＴ",
    "MẬ\u200bT",
    "Liên_Bảo_MẬT.pdf",
    "Uông Bí MẬT.pdf",
]
ORDINARY_NAMES = [
    "BẢO MẬT THÔNG TIN",
    "BẢO_MẬT_THÔNG_TIN.docx",
    "KẾ HOẠCH BẢO-MẬT.docx",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC",
    "Quy chế BẢO MẬT",
    "MẬT ĐỘ DÂN SỐ",
    "MẬT_ĐỘ.xlsx",
    "Mật độ dân số",
    "văn bản mật",
    "Mật.pdf",
    "MAT TRAN TO QUOC",
    "MAT.pdf",
    "format.pdf",
    "",
]
STAMPED_TEXTS = [
    "UBND TỈNH\nMẬT\nTờ trình",
    "Số: 12\r\nTUYỆT MẬT\r\nngày 1",
    "T Ố I   M Ậ T",
    "│ MẬT │",
    "[TỐI MẬT]",
    "Độ mật: MẬT",
    "ô một\tMẬT\tô ba",
    "x\x07TỐI MẬT\x07y",
    "PHƯỜNG LIÊN BẢO\nMẬT",
    "THÀNH PHỐ UÔNG BÍ\n\nMẬT",
    "VĂN PHÒNG CƠ\n______\nMẬT",
]
ORDINARY_TEXTS = [
    "BẢO MẬT THÔNG TIN",
    "Mật độ dân số",
    "các văn bản mật theo quy định",
    "gửi văn bản MẬT qua bưu điện",
    "QUY CHẾ CÔNG TÁC BẢO\nMẬT",
    "QUY CHẾ CÔNG TÁC BẢO\n \nMẬT",
    "Mật",
    "ĐỘ MẬT:",
    "",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", STAMPED_NAMES)
def test_name_with_a_delimited_stamp_is_seen(name: str, form: str) -> None:
    assert stamp_in_name(unicodedata.normalize(form, name)) == "name"  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ORDINARY_NAMES)
def test_name_with_an_everyday_word_passes(name: str) -> None:
    assert stamp_in_name(name) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", STAMPED_TEXTS)
def test_stamp_alone_on_a_line_is_seen(text: str, form: str) -> None:
    assert is_stamped_text(unicodedata.normalize(form, text))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ORDINARY_TEXTS)
def test_everyday_words_in_a_text_pass(text: str) -> None:
    assert not is_stamped_text(text)


def test_published_plan_that_speaks_of_secret_papers_passes() -> None:
    plan = (DATA / "plan-54-kh-ubnd.txt").read_text(encoding="utf-8")
    assert "văn bản mật" in plan
    assert not is_stamped_text(plan)
