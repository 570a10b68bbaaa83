"""A province's budget as a workbook of four sheets; the totals are formulas. All figures are invented."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

FONT, BODY = "Times New Roman", 13  # points
NUMBER = "[$-42A]#,##0"  # Vietnamese digits: a point between thousands
PERCENT = "[$-42A]0.0%"
THIN = Side(style="thin", color="808080")
HEAD = PatternFill("solid", fgColor="DCE6F1")
ROW_HEIGHT = 21  # points
FIRST_ROW = 5  # below title, unit, an empty row and the column heads

Row = tuple[str, int, int]  # what for; estimate of this year and plan of the next, billion dong

REVENUE: Final[Sequence[Row]] = (
    ("Thu từ doanh nghiệp nhà nước", 3_240, 3_410),
    ("Thu từ doanh nghiệp có vốn đầu tư nước ngoài", 21_870, 23_950),
    ("Thu từ khu vực ngoài quốc doanh", 9_460, 10_280),
    ("Thuế thu nhập cá nhân", 3_120, 3_390),
    ("Lệ phí trước bạ", 1_150, 1_240),
    ("Thu tiền sử dụng đất", 9_800, 10_100),
    ("Thu khác", 3_180, 3_530),
    ("Thu từ hoạt động xuất, nhập khẩu", 5_980, 6_580),
)
EXPENDITURE: Final[Sequence[Row]] = (
    ("Chi đầu tư phát triển", 20_640, 22_290),
    ("Chi giáo dục, đào tạo và dạy nghề", 12_380, 13_270),
    ("Chi y tế, dân số và gia đình", 4_110, 4_420),
    ("Chi khoa học, công nghệ, chuyển đổi số", 640, 905),
    ("Chi bảo đảm xã hội", 3_870, 4_160),
    ("Chi quản lý hành chính", 5_240, 5_050),
    ("Chi sự nghiệp kinh tế, môi trường", 4_980, 5_310),
    ("Dự phòng ngân sách", 1_290, 1_400),
    ("Nhiệm vụ khác", 1_480, 1_545),
)
COMMUNES: Final[Sequence[Row]] = (
    ("Phường Việt Trì", 412, 438),
    ("Phường Vĩnh Yên", 386, 415),
    ("Xã Tam Đảo", 97, 121),
)


def write_workbook(path: Path, year: int) -> None:
    """Estimate of `year`, plan of the year after."""
    workbook = Workbook()
    summary = workbook.active
    _details(workbook.create_sheet("Thu"), "DỰ TOÁN THU NGÂN SÁCH NHÀ NƯỚC", REVENUE, year)
    _details(workbook.create_sheet("Chi"), "DỰ TOÁN CHI NGÂN SÁCH ĐỊA PHƯƠNG", EXPENDITURE, year)
    _details(workbook.create_sheet("Xã, phường"), "BỔ SUNG CÂN ĐỐI CHO CẤP XÃ", COMMUNES, year)
    _summary(summary, year)
    workbook.properties.title = f"Dự toán ngân sách địa phương năm {year + 1}"
    workbook.properties.creator = "Sở Tài chính tỉnh Phú Thọ"
    workbook.save(path)


def _summary(sheet: Worksheet, year: int) -> None:
    sheet.title = "Tổng hợp"
    _head(sheet, f"TỔNG HỢP DỰ TOÁN NGÂN SÁCH NĂM {year + 1}", year)
    for row, (label, other, rows) in enumerate(
        [
            ("Tổng thu ngân sách nhà nước trên địa bàn", "Thu", REVENUE),
            ("Tổng chi ngân sách địa phương", "Chi", EXPENDITURE),
            ("Trong đó: bổ sung cân đối cho ba xã, phường thí điểm", "Xã, phường", COMMUNES),
        ],
        FIRST_ROW,
    ):
        total = FIRST_ROW + len(rows)
        _row(sheet, row, [row - FIRST_ROW + 1, label, f"='{other}'!C{total}", f"='{other}'!D{total}"])


def _details(sheet: Worksheet, title: str, rows: Sequence[Row], year: int) -> None:
    _head(sheet, f"{title} NĂM {year + 1}", year)
    for number, (label, before, after) in enumerate(rows, 1):
        _row(sheet, FIRST_ROW + number - 1, [number, label, before, after])
    last = FIRST_ROW + len(rows) - 1
    sums = [f"=SUM({column}{FIRST_ROW}:{column}{last})" for column in "CD"]
    _row(sheet, last + 1, ["", "Tổng cộng", *sums], bold=True)


def _head(sheet: Worksheet, title: str, year: int) -> None:
    sheet["A1"], sheet["A2"] = title, "Đơn vị: tỷ đồng (số liệu minh họa)"
    for row, font in ((1, Font(FONT, 15, bold=True)), (2, Font(FONT, BODY, italic=True))):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=5)
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = font, Alignment(horizontal="center")
    heads = ["STT", "Nội dung", f"Ước thực hiện năm {year}", f"Dự toán năm {year + 1}", "So sánh"]
    for column, (head, width) in enumerate(zip(heads, (7, 66, 20, 20, 13), strict=True), 1):
        cell = sheet.cell(FIRST_ROW - 1, column, head)
        cell.font, cell.fill = Font(FONT, BODY, bold=True), HEAD
        cell.border, cell.alignment = _box(), Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[FIRST_ROW - 1].height = 2 * ROW_HEIGHT
    _lay_out(sheet)


def _lay_out(sheet: Worksheet) -> None:
    """On paper: A4 across, as wide as the page, column heads on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    sheet.print_options.horizontalCentered = True
    sheet.freeze_panes = f"C{FIRST_ROW}"


def _row(sheet: Worksheet, row: int, values: Sequence[object], *, bold: bool = False) -> None:
    """The last column compares the plan with the estimate."""
    sheet.row_dimensions[row].height = ROW_HEIGHT
    for column, value in enumerate([*values, f"=D{row}/C{row}"], 1):
        cell = sheet.cell(row, column, value)
        cell.font, cell.border = Font(FONT, BODY, bold=bold), _box()
        cell.number_format = {3: NUMBER, 4: NUMBER, 5: PERCENT}.get(column, "General")
        cell.alignment = Alignment(
            horizontal="center" if column == 1 else None, vertical="center", wrap_text=column == 2
        )


def _box() -> Border:
    return Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
