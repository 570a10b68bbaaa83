"""Invitation and attendance list as official papers (Decree 30/2020/NĐ-CP, appendix III, form 1.7 for the former)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.meeting.printed_forms.model import Wording
from shared.directory import PersonRef
from shared.official import OfficialPaper, Signature, Table
from shared.official.paper import Annex, spoken
from shared.text import fold
from shared.words import Mode, ParticipantRole, Reply
from shared.zones import all_zones

MOST_IN_TEXT = 6  # more guests than these are named in a list of their own
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_INVITED = ("TT", "Họ và tên", "Chức vụ, đơn vị")
_GROUPS = {ParticipantRole.DELEGATE: "ĐẠI BIỂU", ParticipantRole.GUEST: "KHÁCH MỜI"}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who has a seat, in whose place he has it, and at which connecting site, if any."""

    person: PersonRef
    role: ParticipantRole
    reply: Reply
    in_place_of: str = ""
    site: str = ""
    is_chair: bool = False

    @property
    def position(self) -> str:
        """Post and body."""
        return ", ".join(filter(None, (self.person["post"], self.person["organisation_name"])))


@dataclass(frozen=True, slots=True)
class Sitting:
    """The meeting as its forms tell it; `seats` in the order of the list, `sites` by body and room."""

    issuer: str
    above: str
    title: str
    mode: Mode
    place: str
    video_link: str
    sites: tuple[str, ...]
    starts_at: datetime
    zone: str
    chair: PersonRef
    secretary: PersonRef
    seats: tuple[Seat, ...]


def in_order(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """The chair, delegates, guests; each by given name, as Vietnamese lists are."""

    def key(seat: Seat) -> tuple[bool, bool, str, str]:
        name = fold(seat.person["full_name"])
        return not seat.is_chair, seat.role is ParticipantRole.GUEST, name.rpartition(" ")[2], name

    return tuple(sorted(seats, key=key))


def invitations(sitting: Sitting, wording: Wording, today: date) -> list[OfficialPaper]:
    """One for all, or one for each who is invited; the chair invites, and gets none."""
    invited = [seat for seat in sitting.seats if not seat.is_chair]
    if wording.each and invited:
        return [_invitation(sitting, wording, today, [seat]) for seat in invited]
    return [_invitation(sitting, wording, today, invited)]


def attendance_lists(sitting: Sitting, today: date) -> list[OfficialPaper]:
    """One for the main room and one for each site, as people sign where they are; none of a place without anybody."""
    at = {place: [seat for seat in sitting.seats if seat.site == place] for place in ("", *sitting.sites)}
    return [_attendance_list(sitting, today, place, seats) for place, seats in at.items() if seats]


def _attendance_list(sitting: Sitting, today: date, site: str, seats: Sequence[Seat]) -> OfficialPaper:
    where = _where(sitting, [f"Địa điểm: điểm cầu {site}."] if site else _main_room(sitting))
    return OfficialPaper(
        above=sitting.above.upper(),
        issuer=sitting.issuer.upper(),
        kind="DANH SÁCH ĐẠI BIỂU DỰ HỌP",
        abstract=sitting.title,
        day=today,
        body="\n".join([f"Thời gian: {_when(sitting)}.", *where, f"Chủ trì: {_named(sitting.chair)}."]),
        table=Table(
            ("TT", "Họ và tên", "Chức vụ, đơn vị", "Ký tên", "Ghi chú"),
            (12, 44, 51, 32, 26),
            _attendance_rows(seats),
            least=11,
            centered=frozenset({0}),
        ),
        signature=Signature(("THƯ KÝ",), sitting.secretary["full_name"]),
    )


def _invitation(sitting: Sitting, wording: Wording, today: date, seats: list[Seat]) -> OfficialPaper:
    day, listed = wording.day or today, len(seats) > MOST_IN_TEXT
    greeting = f"{sitting.issuer} trân trọng kính mời:"
    if listed:
        who = [f"{greeting} Các đại biểu có tên trong danh sách kèm theo."]
    elif len(seats) == 1:
        who = [f"{greeting} {_addressed(seats[0])}."]
    else:
        who = [greeting, *(f"- {_addressed(seat)};" for seat in seats)]
    what = [f"Tới dự: {sitting.title}.", f"Chủ trì: {_named(sitting.chair)}.", f"Thời gian: {_when(sitting)}."]
    text = [*who, *what, *_where(sitting, _places(sitting, seats, listed)), *wording.notes.splitlines()]
    number = wording.number or "……/GM-……"
    return OfficialPaper(
        above=sitting.above.upper(),
        issuer=sitting.issuer.upper(),
        number=number,
        place=wording.place or "……",
        day=day,
        kind="GIẤY MỜI",
        abstract=sitting.title,
        body="\n".join([*text[:-1], text[-1].rstrip(" .;") + "./."]),
        recipients=wording.recipients or ("Như trên;", "Lưu: VT."),
        signature=Signature(
            wording.authority or ((sitting.chair["post"] or "CHỦ TRÌ").upper(),),
            wording.signer or sitting.chair["full_name"],
        ),
        annex=_annex(seats, f"(Kèm theo Giấy mời số {number} {spoken(day)})") if listed else None,
    )


def _annex(seats: list[Seat], belongs_to: str) -> Annex:
    rows = tuple(
        (str(place), seat.person["full_name"], seat.position, seat.site) for place, seat in enumerate(seats, 1)
    )
    table = Table(_INVITED, (15, 60, 90), tuple(row[:3] for row in rows), centered=frozenset({0}))
    if any(seat.site for seat in seats):
        table = Table((*_INVITED, "Điểm cầu"), (12, 43, 60, 50), rows, centered=frozenset({0}))
    return Annex("DANH SÁCH ĐẠI BIỂU ĐƯỢC MỜI", belongs_to, table)


def _attendance_rows(seats: Sequence[Seat]) -> tuple[tuple[str, ...] | str, ...]:
    rows: list[tuple[str, ...] | str] = []
    for role, heading in _GROUPS.items():
        group = [seat for seat in seats if seat.role is role]
        rows += [f"{heading} ({len(group)})"] if group else []
        rows += [
            (str(place), seat.person["full_name"], seat.position, "", _remark(seat))
            for place, seat in enumerate(group, 1)
        ]
    return tuple(rows)


def _remark(seat: Seat) -> str:
    if seat.is_chair:
        return "Chủ trì"
    replaced = f"Dự thay {seat.in_place_of}" if seat.in_place_of else ""
    return "; ".join(filter(None, (replaced, "Báo vắng" if seat.reply is Reply.DECLINED else "")))


def _addressed(seat: Seat) -> str:
    return ", ".join(filter(None, (f"Ông (bà) {seat.person['full_name']}", seat.position)))


def _named(person: PersonRef) -> str:
    return ", ".join(filter(None, (person["full_name"], person["post"])))


def _when(sitting: Sitting) -> str:
    local = sitting.starts_at.astimezone(all_zones()[sitting.zone])
    return f"{local:%H} giờ {local:%M} phút, {_WEEKDAYS[local.weekday()]}, {spoken(local.date())}"


def _places(sitting: Sitting, seats: Sequence[Seat], listed: bool) -> list[str]:
    """Who is invited alone reads where he goes; all read of all sites, of many of them in the list of people."""
    if len(seats) == 1 and seats[0].site:
        return [f"Địa điểm: điểm cầu {seats[0].site}."]
    room = _main_room(sitting)
    if len(seats) == 1 or not sitting.sites:
        return room
    if listed and len(sitting.sites) > MOST_IN_TEXT:
        return [*room, f"Điểm cầu: {len(sitting.sites)} điểm cầu, theo danh sách kèm theo."]
    *others, last = sitting.sites
    return [*room, "Các điểm cầu:", *(f"- {site};" for site in others), f"- {last}."]


def _main_room(sitting: Sitting) -> list[str]:
    return [f"Địa điểm: {sitting.place}."] if sitting.place else []


def _where(sitting: Sitting, places: Sequence[str]) -> list[str]:
    """The address of the video room is not the last line: what ends a paper would be read as a part of it."""
    lines = [*places, *([f"Đường dẫn dự họp trực tuyến: {sitting.video_link}"] if sitting.video_link else [])]
    if sitting.mode is Mode.HYBRID:
        lines.append("Hình thức: trực tiếp kết hợp trực tuyến.")
    elif sitting.mode is Mode.ONLINE:
        lines.append("Hình thức: trực tuyến.")
    return lines
