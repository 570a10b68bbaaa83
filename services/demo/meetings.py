"""Six meetings and a draft: what they are about, who comes, and what has happened so far."""

from dataclasses import dataclass, field
from datetime import time
from typing import Final

from services.demo.province import CHAIR, DELEGATES, GUEST, heads, of_units
from shared.words import ItemKind, Kind, Mode

VIDEO = "https://hop.phutho.example/phong-hop/"
EVERYBODY: Final = tuple(person.name for person in DELEGATES)
BOARD: Final = of_units("tinh", "noi-vu", "khoa-hoc")


@dataclass(frozen=True, slots=True)
class When:
    """`working_day` counts back from this week's Monday or on from its Sunday; 0 is the day the demo began."""

    working_day: int
    at: time
    minutes: int


@dataclass(frozen=True, slots=True)
class Item:
    """`only` limits it to these people, `guests` opens it to guests; `papers` are keys of the catalogue."""

    title: str
    kind: ItemKind
    minutes: int
    unit: str
    presenters: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    below: tuple["Item", ...] = ()
    only: tuple[str, ...] | None = None
    guests: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """Where the delegates of a unit join by video. `duty` reports it ready, or what is in the way, or nothing yet."""

    unit: str
    place: str
    duty: str | None
    seats: int
    ready: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting of the demo. `title` is a template, see timetable.dates.

    `declined` gives reasons; who stands in neither it nor `silent` accepts.
    `read` are those who open every paper they may read; `held_back` are papers that stay unreleased; for items whose
    titles are `asked` the owner unit was asked for papers.
    """

    key: str
    title: str
    kind: Kind
    mode: Mode
    place: str
    when: When
    delegates: tuple[str, ...]
    items: tuple[Item, ...]
    guests: tuple[str, ...] = ()
    video_link: str | None = None
    urgent_reason: str | None = None
    declined: dict[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    called: bool = True
    asked: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()

    @property
    def held(self) -> bool:
        return self.when.working_day < 0


REVIEW: Final = Gathering(
    key="review-of-plan",
    title="Hội nghị sơ kết thực hiện Kế hoạch 54/KH-UBND",
    kind=Kind.PROFESSIONAL,
    mode=Mode.HYBRID,
    place="Phòng họp số 1, trụ sở Ủy ban nhân dân tỉnh",
    video_link=f"{VIDEO}so-ket",
    when=When(-24, time(8, 30), 150),  # a month that is over has a meeting too, for reports
    delegates=(*of_units("tinh"), *heads()),
    declined={"daibieu26": "Công bố kết luận thanh tra tại cơ sở."},
    silent=("daibieu20",),
    read=("daibieu1", *heads()[:8]),
    items=(
        Item("Kết quả thực hiện Kế hoạch", ItemKind.DISCUSSION, 90, "khoa-hoc", ("daibieu14",), ("plan-pdf",)),
        Item("Nhiệm vụ từ nay đến cuối năm", ItemKind.INFORMATION, 60, "van-phong", ("daibieu4",)),
    ),
)

REGULAR: Final = Gathering(
    key="regular",
    title="Phiên họp thường kỳ tháng $month của Ủy ban nhân dân tỉnh",
    kind=Kind.WORK_RESOLVING,
    mode=Mode.IN_PERSON,
    place="Phòng họp số 1, trụ sở Ủy ban nhân dân tỉnh",
    when=When(-4, time(8), 210),
    delegates=(*of_units("tinh"), *heads()),
    guests=(GUEST.name,),
    declined={"daibieu22": "Dự hội nghị của Bộ Công Thương tại Hà Nội."},
    read=heads(),
    items=(
        Item(
            "Tình hình kinh tế - xã hội và nhiệm vụ trọng tâm",
            ItemKind.DISCUSSION,
            90,
            "tai-chinh",
            ("daibieu8",),
            ("economy",),
            guests=True,
        ),
        Item(
            "Dự toán ngân sách địa phương",
            ItemKind.DECISION,
            80,
            "tai-chinh",
            ("daibieu8",),
            below=(
                Item("Dự toán thu", ItemKind.DISCUSSION, 30, "tai-chinh", ("daibieu8",)),
                Item(
                    "Dự toán chi và phân bổ cho cấp xã", ItemKind.DECISION, 50, "tai-chinh", ("daibieu9",), ("budget",)
                ),
            ),
        ),
        Item("Kết luận của chủ trì", ItemKind.INFORMATION, 20, "van-phong", (CHAIR.name,)),
    ),
)

BRIEFING: Final = Gathering(
    key="briefing",
    title="Giao ban cải cách hành chính và chuyển đổi số",
    kind=Kind.BRIEFING,
    mode=Mode.ONLINE,
    place="",
    video_link=f"{VIDEO}giao-ban",
    when=When(-2, time(14), 90),
    delegates=(*BOARD, *of_units("van-phong", "viet-tri", "vinh-yen", "tam-dao")),
    declined={"daibieu36": "Đi kiểm tra hiện trường sạt lở, cử Phó Chủ tịch dự."},
    silent=("daibieu33",),
    read=(*BOARD, "daibieu28", "daibieu31", "daibieu34"),
    items=(
        Item("Kết quả cải cách hành chính", ItemKind.DISCUSSION, 40, "noi-vu", ("daibieu6",), ("reform",)),
        Item(
            "Nhìn lại Kế hoạch 54/KH-UBND: chỉ tiêu nào đã đạt",
            ItemKind.DISCUSSION,
            35,
            "khoa-hoc",
            ("daibieu14",),
            ("plan",),
        ),
        Item("Việc cần làm trong tháng", ItemKind.INFORMATION, 15, "van-phong", ("daibieu4",)),
    ),
)

PAPERLESS: Final = Gathering(
    key="paperless",
    title="Hội nghị triển khai phòng họp không giấy đến cấp xã",
    kind=Kind.PROFESSIONAL,
    mode=Mode.HYBRID,
    place="Hội trường lớn, trụ sở Ủy ban nhân dân tỉnh",
    video_link=f"{VIDEO}hop-khong-giay",
    when=When(0, time(14), 150),
    delegates=EVERYBODY,
    guests=(GUEST.name,),
    declined={
        "daibieu13": "Trực chỉ huy phòng, chống thiên tai.",
        "daibieu21": "Nghỉ phép theo kế hoạch đã duyệt.",
        "daibieu27": "Tham gia đoàn thanh tra tại xã.",
    },
    silent=("daibieu11", "daibieu19", "daibieu25", "daibieu30", "daibieu33"),
    read=("daibieu1", *heads()),
    sites=(
        Site("viet-tri", "Phòng họp trực tuyến, tầng 2", "daibieu30", 12, ready=True),
        Site("vinh-yen", "Hội trường tầng 1", "daibieu33", 20, ready=True),
        Site("tam-dao", "Phòng họp số 1", "daibieu36", 8),
    ),
    items=(
        Item("Khai mạc, giới thiệu đại biểu", ItemKind.INFORMATION, 10, "van-phong", ("daibieu4",), guests=True),
        Item(
            "Kết quả ba tháng thí điểm",
            ItemKind.DISCUSSION,
            50,
            "van-phong",
            ("daibieu4",),
            ("pilot", "slides"),
            below=(
                Item("Kinh nghiệm của phường Việt Trì", ItemKind.DISCUSSION, 10, "viet-tri", ("daibieu28",)),
                Item("Kinh nghiệm của xã Tam Đảo", ItemKind.DISCUSSION, 10, "tam-dao", ("daibieu34",)),
            ),
            guests=True,
        ),
        Item(
            "Mục tiêu và kinh phí mở rộng",
            ItemKind.DECISION,
            40,
            "tai-chinh",
            ("daibieu8",),
            ("plan-pdf", "budget"),
        ),
        Item(
            "Đọc tài liệu dài trên máy tính bảng: thực hành",
            ItemKind.INFORMATION,
            30,
            "chuyen-doi-so",
            ("daibieu15",),
            ("geometry", "survey"),
            guests=True,
        ),
        Item(
            "Kiện toàn Ban Chỉ đạo chuyển đổi số",
            ItemKind.DECISION,
            20,
            "noi-vu",
            ("daibieu6",),
            ("board",),
            only=BOARD,
        ),
    ),
)

APPRAISAL: Final = Gathering(
    key="appraisal",
    title="Họp thẩm định dự toán ngân sách năm $next_year",
    kind=Kind.REVIEW,
    mode=Mode.IN_PERSON,
    place="Phòng họp số 2, Sở Tài chính",
    when=When(3, time(8, 30), 180),
    delegates=(*of_units("tinh", "tai-chinh", "xay-dung", "giao-duc", "y-te"), "daibieu28", "daibieu31", "daibieu34"),
    declined={"daibieu17": "Trùng lịch làm việc với đoàn của Bộ Giáo dục và Đào tạo."},
    silent=("daibieu3", "daibieu10", "daibieu16", "daibieu18", "daibieu34"),
    read=("daibieu8", "daibieu9"),
    held_back=("budget",),
    items=(
        Item(
            "Tờ trình và số liệu dự toán",
            ItemKind.DISCUSSION,
            100,
            "tai-chinh",
            ("daibieu8",),
            ("estimate", "budget"),
        ),
        Item(
            "Nhu cầu của các xã, phường", ItemKind.DISCUSSION, 50, "tai-chinh", ("daibieu28", "daibieu31", "daibieu34")
        ),
        Item("Thống nhất trình Hội đồng nhân dân tỉnh", ItemKind.DECISION, 30, "van-phong", ("daibieu4",)),
    ),
)

STORM: Final = Gathering(
    key="storm",
    title="Hội ý phương án ứng phó mưa lớn, sạt lở đất",
    kind=Kind.ADVISORY,
    mode=Mode.ONLINE,
    place="",
    video_link=f"{VIDEO}ung-pho-mua-lon",
    urgent_reason="Bản tin cảnh báo mưa lớn phát ngày hôm nay; cần thống nhất phương án trước khi mưa đến.",
    when=When(1, time(15), 60),
    delegates=(*of_units("tinh", "nong-nghiep", "xay-dung", "viet-tri", "vinh-yen", "tam-dao"), "daibieu16"),
    silent=("daibieu2", "daibieu11", "daibieu29", "daibieu30", "daibieu32", "daibieu33"),
    read=("daibieu12", "daibieu34"),
    sites=(
        Site("viet-tri", "Phòng trực ban", "daibieu29", 6, ready=True),
        Site("tam-dao", "Phòng họp số 1", "daibieu35", 8, trouble="Mất điện lưới, đang chạy máy phát."),
    ),
    items=(
        Item("Diễn biến thời tiết và nhận định", ItemKind.INFORMATION, 15, "nong-nghiep", ("daibieu12",)),
        Item("Phương án sơ tán, trực ban", ItemKind.DECISION, 45, "nong-nghiep", ("daibieu12",), ("storm",)),
    ),
)

COUNCIL: Final = Gathering(
    key="council",
    title="Kỳ họp cuối năm của Hội đồng nhân dân tỉnh",
    kind=Kind.COUNCIL_SESSION,
    mode=Mode.HYBRID,
    place="Hội trường lớn, trụ sở Ủy ban nhân dân tỉnh",
    video_link=f"{VIDEO}ky-hop",
    when=When(8, time(8), 480),
    delegates=EVERYBODY,
    called=False,
    asked=("Báo cáo kinh tế - xã hội năm", "Thông qua nghị quyết về dự toán ngân sách"),
    sites=(
        Site("viet-tri", "Phòng họp trực tuyến, tầng 2", "daibieu30", 12),
        Site("vinh-yen", "Hội trường tầng 1", "daibieu33", 20),
        Site("tam-dao", "", None, 8),
    ),
    items=(
        Item("Báo cáo kinh tế - xã hội năm", ItemKind.DISCUSSION, 120, "tai-chinh", ("daibieu8",)),
        Item("Chất vấn và trả lời chất vấn", ItemKind.DISCUSSION, 180, "van-phong"),
        Item("Thông qua nghị quyết về dự toán ngân sách", ItemKind.DECISION, 60, "tai-chinh"),
    ),
)

GATHERINGS: Final = (REVIEW, REGULAR, BRIEFING, PAPERLESS, APPRAISAL, STORM, COUNCIL)
