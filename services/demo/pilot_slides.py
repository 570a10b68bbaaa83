"""Slides on the pilot of meetings without paper, with a chart of its own. All figures are invented."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Length, Mm, Pt

WIDTH, HEIGHT = Mm(338.7), Mm(190.5)  # 16:9
MARGIN, TEXT_WIDTH = Mm(18), Mm(302.7)
FONT = "Arial"
NAVY, RED, INK, WHITE = map(RGBColor.from_string, ("1F3A5F", "B42318", "222222", "FFFFFF"))
BLANK = 6  # of the template's layouts

TITLE = "Triển khai phòng họp không giấy đến cấp xã"
POINTS: Final[Sequence[tuple[str, Sequence[str]]]] = (
    (
        "Vì sao",
        (
            "Tài liệu giấy đến muộn, in nhiều, khó tra cứu lại",
            "Đại biểu đi họp xa sau hợp nhất tỉnh: đường xa nhất 118 km",
            "Chính quyền hai cấp cần chỉ đạo trực tiếp đến 148 xã, phường",
        ),
    ),
    (
        "Cách làm",
        (
            "Một hệ thống: giấy mời, tài liệu, trả lời, nhắc việc",
            "Máy tính bảng dùng chung, tải sẵn tài liệu từ chiều hôm trước",
            "Họp trực tiếp kết hợp trực tuyến tại ba xã, phường thí điểm",
            "Nội dung bí mật nhà nước: xử lý riêng, không đưa lên hệ thống",
        ),
    ),
    (
        "Đề nghị",
        (
            "Mở rộng theo ba đợt, hoàn thành trong sáu tháng",
            "Thư ký các xã, phường được tập huấn trước khi triển khai",
            "Công khai tỷ lệ gửi tài liệu đúng hạn hằng tháng",
        ),
    ),
)
UNITS: Final = ("Việt Trì", "Vĩnh Yên", "Tam Đảo")
MINUTES: Final[dict[str, tuple[int, ...]]] = {"Trước thí điểm": (151, 138, 137), "Sau ba tháng": (104, 99, 100)}


def write_slides(path: Path) -> None:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _cover(_slide(deck))
    for title, points in POINTS[:2]:
        _bullets(_slide(deck), title, points)
    _minutes(_slide(deck))
    _bullets(_slide(deck), *POINTS[2])
    deck.core_properties.title, deck.core_properties.author = TITLE, "Văn phòng Ủy ban nhân dân tỉnh Phú Thọ"
    deck.save(str(path))


def _slide(deck: Deck) -> Slide:
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    return slide


def _cover(slide: Slide) -> None:
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Mm(0), Mm(58), WIDTH, Mm(62))
    band.fill.solid()
    band.fill.fore_color.rgb = NAVY
    band.line.fill.background()
    _text(slide, ["VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ"], Mm(32), Mm(16), 20, NAVY)
    _text(slide, [TITLE], Mm(70), Mm(38), 40, WHITE, bold=True)
    _text(slide, ["Kết quả ba tháng thí điểm và đề xuất (số liệu minh họa)"], Mm(134), Mm(16), 22, INK)


def _bullets(slide: Slide, title: str, points: Sequence[str]) -> None:
    _head(slide, title)
    _text(slide, [f"•  {point}" for point in points], Mm(48), Mm(120), 28, INK)


def _minutes(slide: Slide) -> None:
    _head(slide, "Thời lượng bình quân một cuộc họp (phút)")
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = UNITS
    for label, values in MINUTES.items():
        data.add_series(label, values)
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, MARGIN, Mm(44), TEXT_WIDTH, Mm(134), data)
    _dress(frame.chart)


def _dress(chart: Chart) -> None:
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.name, chart.font.size = FONT, Pt(18)
    plot = chart.plots[0]
    plot.has_data_labels, plot.gap_width = True, 80
    for series, color in zip(plot.series, (NAVY, RED), strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = color


def _head(slide: Slide, title: str) -> None:
    _text(slide, [title], Mm(14), Mm(20), 34, NAVY, bold=True)
    rule = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, MARGIN, Mm(36), Mm(40), Mm(1.2))
    rule.fill.solid()
    rule.fill.fore_color.rgb = RED
    rule.line.fill.background()


def _text(
    slide: Slide,
    paragraphs: Sequence[str],
    top: Length,
    height: Length,
    size: float,
    color: RGBColor,
    *,
    bold: bool = False,
) -> None:
    frame = slide.shapes.add_textbox(MARGIN, top, TEXT_WIDTH, height).text_frame
    frame.word_wrap = True
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(12)
        run = paragraph.add_run()
        run.text = text
        run.font.name, run.font.size, run.font.bold, run.font.color.rgb = FONT, Pt(size), bold, color
