"""A province, its units and its people: bodies that exist, people who do not.

Phú Thọ took in Vĩnh Phúc and Hòa Bình on 1 July 2025, when districts ended and communes were formed anew.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.words import RoleName

PROVINCE_SINCE = date(1997, 1, 1)
DEPARTMENTS_SINCE = date(2025, 3, 1)  # merged departments began to work
COMMUNES_SINCE = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """`key` is the demo's own name for it. `merged_into` on COMMUNES_SINCE; what was said of it before is kept."""

    key: str
    name: str
    short_name: str
    parent: str
    level: str
    since: date
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """`unit` is his home; a role holds for the unit named with it."""

    name: str
    full_name: str
    unit: str
    title: str
    roles: tuple[tuple[RoleName, str], ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name}@phutho.example"


def _department(key: str, name: str, short_name: str) -> Unit:
    return Unit(key, name, short_name, "tinh", "province", DEPARTMENTS_SINCE)


def _commune(key: str, name: str) -> Unit:
    return Unit(key, f"Ủy ban nhân dân {name}", f"UBND {name}", "tinh", "commune", COMMUNES_SINCE)


ROOT: Final = Unit("tinh", "Ủy ban nhân dân tỉnh Phú Thọ", "UBND tỉnh", "", "province", PROVINCE_SINCE)

UNITS: Final[tuple[Unit, ...]] = (
    Unit("van-phong", "Văn phòng Ủy ban nhân dân tỉnh", "VP UBND tỉnh", "tinh", "province", PROVINCE_SINCE),
    Unit("tong-hop", "Phòng Tổng hợp", "P. Tổng hợp", "van-phong", "province", PROVINCE_SINCE),
    _department("noi-vu", "Sở Nội vụ", "SNV"),
    _department("tai-chinh", "Sở Tài chính", "STC"),
    _department("xay-dung", "Sở Xây dựng", "SXD"),
    _department("nong-nghiep", "Sở Nông nghiệp và Môi trường", "SNNMT"),
    _department("khoa-hoc", "Sở Khoa học và Công nghệ", "SKHCN"),
    Unit("chuyen-doi-so", "Trung tâm Chuyển đổi số", "TT CĐS", "khoa-hoc", "province", DEPARTMENTS_SINCE),
    _department("giao-duc", "Sở Giáo dục và Đào tạo", "SGDĐT"),
    _department("y-te", "Sở Y tế", "SYT"),
    _department("van-hoa", "Sở Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    _department("cong-thuong", "Sở Công Thương", "SCT"),
    _department("tu-phap", "Sở Tư pháp", "STP"),
    _department("thanh-tra", "Thanh tra tỉnh", "TTT"),
    _department("bao-dai", "Báo và Phát thanh, Truyền hình Phú Thọ", "Báo và PTTH"),
    _commune("viet-tri", "phường Việt Trì"),
    _commune("vinh-yen", "phường Vĩnh Yên"),
    _commune("tam-dao", "xã Tam Đảo"),
    Unit(
        "thanh-pho-vinh-yen",
        "Ủy ban nhân dân thành phố Vĩnh Yên",
        "UBND TP Vĩnh Yên",
        "tinh",
        "district",
        date(2006, 12, 1),
        merged_into="vinh-yen",
    ),
)

ADMINISTRATOR: Final = Somebody(
    "quantri", "Đỗ Quang Minh", "tinh", "Quản trị hệ thống", ((RoleName.ADMINISTRATOR, "tinh"),)
)
SECRETARY: Final = Somebody(
    "thuky",
    "Nguyễn Thị Thu Hà",
    "tong-hop",
    "Chuyên viên tổng hợp",
    ((RoleName.SECRETARY, "tinh"), (RoleName.PRINT_DESK, "tinh")),
)
CHAIR: Final = Somebody("chutri", "Trần Văn Khải", "tinh", "Chủ tịch", ((RoleName.LEADER, "tinh"),))
GUEST: Final = Somebody("khach", "Bùi Ngọc Lan", "bao-dai", "Phóng viên")

_DELEGATES: Final[tuple[tuple[str, str, str], ...]] = (
    ("Lê Thị Hồng Vân", "tinh", "Phó Chủ tịch"),
    ("Phùng Đức Thịnh", "tinh", "Phó Chủ tịch"),
    ("Quách Văn Bảo", "tinh", "Phó Chủ tịch"),
    ("Hoàng Minh Tuệ", "van-phong", "Chánh Văn phòng"),
    ("Đinh Thị Kim Oanh", "van-phong", "Phó Chánh Văn phòng"),
    ("Nguyễn Hữu Tâm", "noi-vu", "Giám đốc"),
    ("Vũ Thị Bích Ngọc", "noi-vu", "Phó Giám đốc"),
    ("Phạm Quốc Đạt", "tai-chinh", "Giám đốc"),
    ("Tạ Thị Minh Châu", "tai-chinh", "Phó Giám đốc"),
    ("Lương Xuân Trường", "xay-dung", "Giám đốc"),
    ("Bạch Công Định", "xay-dung", "Phó Giám đốc"),
    ("Hà Thị Thanh Mai", "nong-nghiep", "Giám đốc"),
    ("Xa Văn Thuận", "nong-nghiep", "Phó Giám đốc"),
    ("Nguyễn Đăng Khoa", "khoa-hoc", "Giám đốc"),
    ("Trương Thị Ánh Tuyết", "khoa-hoc", "Phó Giám đốc"),
    ("Cao Thị Phương Thảo", "giao-duc", "Giám đốc"),
    ("Kiều Mạnh Hùng", "giao-duc", "Phó Giám đốc"),
    ("Đặng Hoài Nam", "y-te", "Giám đốc"),
    ("Ngô Thị Diệu Linh", "y-te", "Phó Giám đốc"),
    ("Khổng Thị Lệ Quyên", "van-hoa", "Giám đốc"),
    ("Triệu Tiến Dũng", "van-hoa", "Phó Giám đốc"),
    ("Lưu Bá Cường", "cong-thuong", "Giám đốc"),
    ("Phan Thị Tố Uyên", "cong-thuong", "Phó Giám đốc"),
    ("Chử Văn Phúc", "tu-phap", "Giám đốc"),
    ("Mai Thị Xuân Quỳnh", "tu-phap", "Phó Giám đốc"),
    ("Đào Trọng Nghĩa", "thanh-tra", "Chánh Thanh tra"),
    ("Lại Thị Hoài Thương", "thanh-tra", "Phó Chánh Thanh tra"),
    ("Nguyễn Tuấn Kiệt", "viet-tri", "Chủ tịch"),
    ("Trịnh Thị Thúy Hằng", "viet-tri", "Phó Chủ tịch"),
    ("Vi Văn Lâm", "viet-tri", "Trưởng phòng Văn hóa - Xã hội"),
    ("Dương Thị Mỹ Hạnh", "vinh-yen", "Chủ tịch"),
    ("Nguyễn Chí Thanh Bình", "vinh-yen", "Phó Chủ tịch"),
    ("Phó Đức Vinh", "vinh-yen", "Trưởng phòng Kinh tế, Hạ tầng và Đô thị"),
    ("Lăng Văn Sơn", "tam-dao", "Chủ tịch"),
    ("Trần Thị Như Ý", "tam-dao", "Phó Chủ tịch"),
    ("Ân Thị Hậu", "tam-dao", "Trưởng phòng Kinh tế"),
)

_PREPARERS: Final = {"daibieu9": "tai-chinh", "daibieu13": "nong-nghiep", "daibieu15": "khoa-hoc"}
"""Who brings the papers of a department's items."""


def _delegate(number: int, full_name: str, unit: str, title: str) -> Somebody:
    name = f"daibieu{number}"
    body = _PREPARERS.get(name)
    return Somebody(name, full_name, unit, title, ((RoleName.PREPARER, body),) if body else ())


DELEGATES: Final = tuple(_delegate(number, *columns) for number, columns in enumerate(_DELEGATES, 1))
PEOPLE: Final = (ADMINISTRATOR, SECRETARY, CHAIR, *DELEGATES, GUEST)


def of_units(*units: str) -> tuple[str, ...]:
    """Sign-in names of the delegates at home there."""
    return tuple(person.name for person in DELEGATES if person.unit in units)


def heads() -> tuple[str, ...]:
    """Of each department and commune: whoever is named first."""
    first: dict[str, str] = {}
    for person in DELEGATES:
        first.setdefault(person.unit, person.name)
    return tuple(name for unit, name in first.items() if unit != "tinh")
