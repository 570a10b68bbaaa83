"""The demo's papers: most are made when the demo is loaded, three are kept as files (papers/README.md)."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Final

from services.demo.budget_workbook import write_workbook
from services.demo.pilot_slides import write_slides
from services.demo.timetable import dates
from shared.official import OfficialPaper, Signature, docx_of

PAPERS: Final = Path(__file__).with_name("papers")
BOARD, PROVINCE = "ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ"
RECIPIENTS = ("Chủ tịch, các Phó Chủ tịch UBND tỉnh;", "Thành viên UBND tỉnh;", "Lưu: VT.")

Make = Callable[[Path, date], None]
"""Writes the paper to a path, as if on that day."""


@dataclass(frozen=True, slots=True)
class DemoPaper:
    title: str
    file_name: str
    make: Make

    @property
    def needs_office(self) -> bool:
        """Whether LibreOffice has to make it readable."""
        return not self.file_name.endswith(".pdf")


def plan_54() -> OfficialPaper:
    """The text as published, in today's form; the source names no recipients, and the form wants some."""
    return OfficialPaper(
        issuer=f"{BOARD}\nTỈNH VĨNH PHÚC",
        number="54/KH-UBND",
        place="Vĩnh Phúc",
        day=date(2019, 3, 29),
        kind="KẾ HOẠCH",
        abstract="Thực hiện Nghị quyết số 17/NQ-CP ngày 07/3/2019 của Chính phủ về một số nhiệm vụ, giải pháp "
        "trọng tâm phát triển Chính phủ điện tử giai đoạn 2019\u00a0-\u00a02020, định hướng đến 2025",
        body=_text("plan-54.txt"),
        recipients=("Các sở, ban, ngành;", "Lưu: VT."),
        signature=Signature(("TM. ỦY BAN NHÂN DÂN",), "Vũ Việt Văn"),
    )


def survey() -> OfficialPaper:
    return OfficialPaper(
        above=f"UBND {PROVINCE}",
        issuer="VĂN PHÒNG",
        number="      /PGY-VP",
        place="Phú Thọ",
        day=date(2026, 11, 2),
        kind="PHIẾU GÓP Ý",
        abstract="Về việc triển khai phòng họp không giấy",
        body=_text("gop-y.txt"),
        recipients=("Đại biểu dự họp;", "Lưu: VT, TH."),
        signature=Signature(("ĐẠI BIỂU GÓP Ý",), "(Ký, ghi rõ họ tên)"),
    )


def _report(
    issuer: str, number: str, kind: str, abstract: str, text: str, signer: str, title: str = "GIÁM ĐỐC"
) -> Make:
    def make(path: Path, day: date) -> None:
        paper = OfficialPaper(
            above=f"UBND {PROVINCE}",
            issuer=issuer,
            number=number,
            place="Phú Thọ",
            day=day,
            kind=kind,
            abstract=Template(abstract).substitute(dates(day)),
            body=Template(_text(text)).substitute(dates(day)),
            recipients=RECIPIENTS,
            signature=Signature((title,), signer),
        )
        _write(paper, path)

    return make


def _write(paper: OfficialPaper, path: Path) -> None:
    path.write_bytes(docx_of([paper]))


def _kept(name: str) -> Make:
    def make(path: Path, day: date) -> None:
        shutil.copyfile(PAPERS / name, path)

    return make


def _text(name: str) -> str:
    return (PAPERS / name).read_text("utf-8")


CATALOGUE: Final[dict[str, DemoPaper]] = {
    "economy": DemoPaper(
        "Báo cáo tình hình kinh tế - xã hội",
        "bao-cao-kinh-te-xa-hoi.docx",
        _report(
            "SỞ TÀI CHÍNH",
            "412/BC-STC",
            "BÁO CÁO",
            "Tình hình kinh tế - xã hội tháng $month năm $year",
            "kinh-te-xa-hoi.txt",
            "Phạm Quốc Đạt",
        ),
    ),
    "budget": DemoPaper(
        "Phụ lục: dự toán thu, chi ngân sách",
        "phu-luc-du-toan.xlsx",
        lambda path, day: write_workbook(path, day.year),
    ),
    "reform": DemoPaper(
        "Báo cáo cải cách hành chính",
        "bao-cao-cai-cach-hanh-chinh.docx",
        _report(
            "SỞ NỘI VỤ",
            "387/BC-SNV",
            "BÁO CÁO",
            "Công tác cải cách hành chính đến tháng $month năm $year",
            "cai-cach-hanh-chinh.txt",
            "Nguyễn Hữu Tâm",
        ),
    ),
    "plan": DemoPaper(
        "Kế hoạch 54/KH-UBND về phát triển Chính phủ điện tử",
        "ke-hoach-54-kh-ubnd.docx",
        lambda path, day: _write(plan_54(), path),
    ),
    "plan-pdf": DemoPaper("Kế hoạch 54/KH-UBND (bản PDF)", "ke-hoach-54-kh-ubnd.pdf", _kept("plan-54.pdf")),
    "pilot": DemoPaper(
        "Báo cáo kết quả thí điểm phòng họp không giấy",
        "bao-cao-thi-diem.docx",
        _report(
            "VĂN PHÒNG",
            "265/BC-VP",
            "BÁO CÁO",
            "Kết quả ba tháng thí điểm phòng họp không giấy",
            "hop-khong-giay.txt",
            "Hoàng Minh Tuệ",
            "CHÁNH VĂN PHÒNG",
        ),
    ),
    "slides": DemoPaper(
        "Trình chiếu: phòng họp không giấy đến cấp xã", "trinh-chieu.pptx", lambda path, day: write_slides(path)
    ),
    "geometry": DemoPaper("GeoTopo (117 trang, tiếng Đức)", "GeoTopo.pdf", _kept("GeoTopo-komprimiert.pdf")),
    "survey": DemoPaper("Phiếu góp ý", "phieu-gop-y.odt", _kept("phieu-gop-y.odt")),
    "board": DemoPaper(
        "Tờ trình kiện toàn Ban Chỉ đạo chuyển đổi số",
        "to-trinh-kien-toan.docx",
        _report(
            "SỞ NỘI VỤ",
            "391/TTr-SNV",
            "TỜ TRÌNH",
            "Về việc kiện toàn Ban Chỉ đạo chuyển đổi số tỉnh",
            "kien-toan.txt",
            "Nguyễn Hữu Tâm",
        ),
    ),
    "estimate": DemoPaper(
        "Tờ trình dự toán ngân sách địa phương",
        "to-trinh-du-toan.docx",
        _report(
            "SỞ TÀI CHÍNH",
            "420/TTr-STC",
            "TỜ TRÌNH",
            "Về dự toán thu, chi ngân sách địa phương năm $next_year",
            "du-toan.txt",
            "Phạm Quốc Đạt",
        ),
    ),
    "storm": DemoPaper(
        "Phương án ứng phó mưa lớn, sạt lở đất",
        "phuong-an-ung-pho.docx",
        _report(
            "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
            "298/BC-SNNMT",
            "BÁO CÁO",
            "Phương án ứng phó mưa lớn, lũ quét, sạt lở đất",
            "thien-tai.txt",
            "Hà Thị Thanh Mai",
        ),
    ),
}
