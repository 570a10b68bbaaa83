"""A report's numbers as rows of a table, and as a paper in the official form (Decree 30/2020/NĐ-CP, appendix I).

What of its heading nobody has set is left open on the paper, for the registry and the office to write.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from services.gateway.organisations.levels import levels
from services.gateway.reports.model import UsageReport
from services.gateway.usage.figures import COLUMNS, Column, Unit
from shared.official import OfficialPaper, Signature, Table
from shared.words import Measure, ReportPeriod
from shared.zones import home_day

Cell = str | int | float | None

SYMBOL, OPEN = "BC-……", "……"
RECIPIENTS: Final = ("Lãnh đạo cơ quan;", "Lưu: VT.")
NOT_RECORDED: Final = "chưa ghi nhận"
UNITS: Final = {
    Unit.MEETINGS: "cuộc họp",
    Unit.PEOPLE: "lượt người",
    Unit.PAPERS: "tài liệu",
    Unit.PAGES: "trang",
    Unit.MINUTES: "phút",
    Unit.DELIVERIES: "lượt",
    Unit.SECONDS: "giây",
}
MEASURES: Final = {
    Measure.MEETINGS_SHORTER: "Rút ngắn thời gian họp",
    Measure.MEETINGS_ELECTRONIC: "Họp chỉ dùng tài liệu điện tử",
    Measure.MEETINGS_WITH_VIDEO: "Họp có truyền hình trực tuyến",
    Measure.PAPERS_OPENED: "Đọc tài liệu trước giờ họp",
    Measure.ANSWERS_IN_TIME: "Trả lời giấy mời trước giờ họp",
}
_LABELS: Final = {
    "mail": "thư điện tử",
    "inbox": "trong ứng dụng",
    "push": "trên thiết bị",
    "tablet": "máy tính bảng",
    "phone": "điện thoại",
    "desktop": "máy tính để bàn, xách tay",
    "succeeded": "đã đến",
    "failed": "không đến",
}
_WITHHELD: Final = (
    "Nội dung hạn chế người xem chỉ có trong tổng số của các tháng đã khép, khi có từ 5 cuộc họp và 5 người trở lên."
)


def period_name(period: ReportPeriod, since: date) -> str:
    match period:
        case ReportPeriod.MONTH:
            return f"tháng {since.month:02}/{since.year}"
        case ReportPeriod.QUARTER:
            return f"quý {['I', 'II', 'III', 'IV'][since.month // 3]} năm {since.year}"
        case ReportPeriod.YEAR:
            return f"năm {since.year}"


def file_name(report: UsageReport, form: str) -> str:
    return f"bao-cao-hop-khong-giay-{report.since.isoformat()}-{report.until.isoformat()}.{form}"


def rows(report: UsageReport) -> list[list[Cell]]:
    """The heading first; then all figures, and those of each unit. What is not recorded is said, never 0."""
    figures, before = report.content["figures"], report.content["previous"]
    heading: list[Cell] = ["Đơn vị", "Chỉ tiêu", "Mã", "Đơn vị tính", "Kỳ báo cáo", "Kỳ trước"]
    table = [heading]
    for column in COLUMNS:
        values = (_value(figures.get(column.name)), _value(before.get(column.name)))
        table.append([report.content["name"], named(column), column.name, UNITS[column.figure.unit], *values])
    for unit in report.content["units"]:
        for column in COLUMNS:
            value = _value(unit["figures"].get(column.name))
            table.append([unit["name"], named(column), column.name, UNITS[column.figure.unit], value, None])
    return table


def official_paper(report: UsageReport, above: str) -> OfficialPaper:
    """`above` is the name of the body above; empty at the top."""
    heading = report.heading
    return OfficialPaper(
        issuer=report.content["name"].upper(),
        above=above.upper(),
        kind="BÁO CÁO",
        abstract=f"Tình hình sử dụng hệ thống họp không giấy {period_name(report.period, report.since)}",
        day=heading.day or home_day(report.made_at),
        number=heading.number or f"{OPEN}/{heading.symbol or SYMBOL}",
        place=heading.place or OPEN,
        body="\n".join(_body(report)),
        recipients=heading.recipients or RECIPIENTS,
        signature=Signature(heading.authority, heading.signer) if heading.signer else None,
        table=_table(report),
    )


def _body(report: UsageReport) -> Iterator[str]:
    content, compared = report.content, report.content["comparison"]
    since, until = (day.strftime("%d/%m/%Y") for day in (report.since, report.until))
    yield (
        f"Số liệu của {content['name']} và các đơn vị trực thuộc, từ {since} đến {until}, do hệ thống tự ghi nhận; "
        f"nội dung chưa có dữ liệu được ghi là “{NOT_RECORDED}”."
    )
    yield "I. KẾT QUẢ SO VỚI MỐC VÀ MỤC TIÊU"
    yield _minutes(compared)
    yield from (_target(target) for target in compared["targets"])
    yield from _paper(content["figures"], compared["paper"])
    yield "II. SỐ LIỆU"
    yield _WITHHELD


def _minutes(compared: dict[str, Any]) -> str:
    before = compared["before"]
    if before is None:
        return f"Thời lượng họp so với trước: {NOT_RECORDED} (chưa có mốc để so sánh)."
    source = before["source"] or f"trung bình các tháng {', '.join(before['months'])}"
    return (
        f"Thời lượng họp rút ngắn: {_percent(compared['shorter'])}, so với mốc {before['minutes']:.0f} phút ({source})."
    )


def _target(target: dict[str, Any]) -> str:
    level = next((one.names.vi for one in levels() if one.code == target["level"]), target["level"])
    name = MEASURES[Measure(target["measure"])]
    reached = _percent(target["reached"])
    return f"{name} ({level.lower()}): {reached}, mục tiêu {target['percent']}% theo {target['source']}."


def _paper(figures: dict[str, int | None], paper: dict[str, Any] | None) -> Iterator[str]:
    entitled, printed, saved = (figures[name] for name in ("pages_entitled", "pages_printed", "pages_saved"))
    yield (
        f"Số trang lẽ ra phải in: {_written(entitled)}; đã in: {_written(printed)}; "
        f"không phải in (các cuộc họp đã xác nhận sổ in): {_written(saved)}."
    )
    if paper and paper["saved"]:
        newest = paper["rates"][-1]
        yield (
            f"Quy đổi số trang không phải in: {_written(paper['saved']['dong'])} đồng, "
            f"{_kilograms(paper['saved']['grams'])} kg giấy, theo đơn giá của {paper['set_by']} "
            f"({newest['source']})."
        )


def _table(report: UsageReport) -> Table:
    figures, before = report.content["figures"], report.content["previous"]
    return Table(
        headings=("TT", "Chỉ tiêu", "Đơn vị tính", "Kỳ báo cáo", "Kỳ trước"),
        widths=(12, 68, 27, 29, 29),
        rows=tuple(
            (
                str(number),
                named(column),
                UNITS[column.figure.unit],
                _written(figures.get(column.name)),
                _written(before.get(column.name)),
            )
            for number, column in enumerate(COLUMNS, 1)
        ),
        centered=frozenset({0, 2, 3, 4}),
    )


def named(column: Column) -> str:
    labels = ", ".join(_LABELS.get(label, label) for label in column.labels)
    return f"{column.figure.said.vi} ({labels})" if labels else column.figure.said.vi


def _value(amount: int | None) -> Cell:
    return NOT_RECORDED if amount is None else amount


def _written(amount: int | None) -> str:
    """As Vietnamese offices write numbers: 1.234.567."""
    return NOT_RECORDED if amount is None else f"{amount:,}".replace(",", ".")


def _kilograms(grams: float) -> str:
    """To the kilogram; few of them to a hundredth, else the paper of small offices would weigh nothing."""
    kilograms = grams / 1000
    return _written(round(kilograms)) if abs(kilograms) >= 100 else f"{kilograms:.2f}".replace(".", ",")


def _percent(share: float | None) -> str:
    return NOT_RECORDED if share is None else f"{share * 100:.1f}%".replace(".", ",")
