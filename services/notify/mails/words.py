"""The words of mails, as offices write them. What people typed is only ever put in as a value, never as a pattern."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.notify.notices.model import Template
from shared.problems import Said
from shared.words import Language, Mode


class Wording(NamedTuple):
    """`subject` takes {title}; `opening` takes {organisation}; `advice` says what is to be done, if anything."""

    subject: Said
    opening: Said
    advice: Said | None = None


_ANSWER = Said(
    "Đề nghị Ông/Bà trả lời dự họp hoặc báo vắng (kèm lý do) tại địa chỉ dưới đây. "
    "Thư trả lời vào hộp thư này không được ghi nhận.",
    "Please accept or decline (with a reason) at the address below. Replies to this mailbox are not read.",
)

INVITATION_TO_CHAIR = Said(
    "{organisation} trân trọng kính mời Ông/Bà chủ trì cuộc họp sau:",
    "{organisation} has the honour to invite you to chair the following meeting:",
)
INVITATION_TO_GUEST = Said(
    "{organisation} trân trọng kính mời Ông/Bà dự cuộc họp sau với tư cách khách mời:",
    "{organisation} has the honour to invite you as a guest to the following meeting:",
)

WORDINGS = {
    Template.MEETING_CALLED: Wording(
        Said("Giấy mời họp: {title}", "Invitation: {title}"),
        Said(
            "{organisation} trân trọng kính mời Ông/Bà dự cuộc họp sau:",
            "{organisation} has the honour to invite you to the following meeting:",
        ),
        _ANSWER,
    ),
    Template.MEETING_CHANGED: Wording(
        Said("Thay đổi lịch họp: {title}", "Meeting changed: {title}"),
        Said(
            "{organisation} trân trọng thông báo thay đổi thông tin cuộc họp. Thông tin mới như sau:",
            "{organisation} informs you that the meeting has changed. It is now planned as follows:",
        ),
        _ANSWER,
    ),
    Template.AGENDA_CHANGED: Wording(
        Said("Thay đổi chương trình họp: {title}", "Agenda changed: {title}"),
        Said(
            "{organisation} trân trọng thông báo chương trình của cuộc họp sau đã thay đổi:",
            "{organisation} informs you that the agenda of the following meeting has changed:",
        ),
        Said(
            "Chương trình trước và sau khi thay đổi có trong Hop.",
            "The agenda before and after the change stands in Hop.",
        ),
    ),
    **dict.fromkeys(
        (Template.PAPER_RELEASED, Template.PAPER_RECALLED),
        Wording(
            Said("Tài liệu họp: {title}", "Papers: {title}"),
            Said(
                "{organisation} trân trọng thông báo cập nhật tài liệu của cuộc họp sau:",
                "{organisation} informs you of news about the papers of the following meeting:",
            ),
            Said(
                "Đề nghị Ông/Bà mở xem tài liệu trong Hop.",
                "Please open the papers in Hop.",
            ),
        ),
    ),
    Template.MEETING_POSTPONED: Wording(
        Said("Hoãn họp: {title}", "Meeting postponed: {title}"),
        Said(
            "{organisation} trân trọng thông báo hoãn cuộc họp sau. Thời gian họp lại sẽ được thông báo sau.",
            "{organisation} informs you that the following meeting is postponed. A new time will be announced.",
        ),
    ),
    Template.MEETING_CANCELLED: Wording(
        Said("Hủy họp: {title}", "Meeting cancelled: {title}"),
        Said(
            "{organisation} trân trọng thông báo hủy cuộc họp sau:",
            "{organisation} informs you that the following meeting is cancelled:",
        ),
    ),
    Template.PARTICIPANT_REMOVED: Wording(
        Said("Thay đổi thành phần dự họp: {title}", "Change of participants: {title}"),
        Said(
            "{organisation} trân trọng thông báo: Ông/Bà không còn trong thành phần dự cuộc họp sau.",
            "{organisation} informs you that you no longer take part in the following meeting.",
        ),
    ),
    Template.ANSWER_AWAITED: Wording(
        Said("Nhắc trả lời giấy mời: {title}", "Please answer: {title}"),
        Said(
            "{organisation} chưa nhận được trả lời của Ông/Bà về việc dự cuộc họp sau:",
            "{organisation} has not heard yet whether you take part in the following meeting:",
        ),
        _ANSWER,
    ),
    Template.MEETING_NEARS: Wording(
        Said("Nhắc lịch họp: {title}", "Reminder: {title}"),
        Said(
            "{organisation} trân trọng nhắc Ông/Bà về cuộc họp sắp diễn ra:",
            "{organisation} reminds you of the following meeting:",
        ),
        Said(
            "Tài liệu đã phát hành có trong Hop; đề nghị Ông/Bà mở xem trước cuộc họp.",
            "Papers are in Hop; please open them before the meeting.",
        ),
    ),
    Template.MEETING_HANDED_OVER: Wording(
        Said("Bàn giao chuẩn bị cuộc họp: {title}", "Meeting handed over: {title}"),
        Said(
            "Ông/Bà được giao làm thư ký, chuẩn bị cuộc họp sau của {organisation}:",
            "You are now a secretary of the following meeting of {organisation}:",
        ),
        Said(
            "Việc còn phải làm có trên bảng việc trong Hop.",
            "What is still to be done stands on your board in Hop.",
        ),
    ),
    Template.PAPERS_ASKED: Wording(
        Said("Đề nghị chuẩn bị tài liệu họp: {title}", "Papers wanted: {title}"),
        Said(
            "{organisation} đề nghị đơn vị gửi tài liệu cho nội dung sau:",
            "{organisation} asks your unit for the papers of the following item:",
        ),
        Said(
            "Đề nghị tải tài liệu lên và trình tại địa chỉ dưới đây.",
            "Please upload and submit them at the address below.",
        ),
    ),
    Template.PAPER_RETURNED: Wording(
        Said("Trả lại tài liệu để hoàn thiện: {title}", "Paper returned: {title}"),
        Said(
            "Thư ký trả lại tài liệu của đơn vị để hoàn thiện, thuộc nội dung sau:",
            "The secretary has returned a paper of your unit, of the following item:",
        ),
        Said(
            "Đề nghị xem ý kiến của thư ký, tải bản mới lên và trình lại tại địa chỉ dưới đây.",
            "Please read the secretary's comment, upload a new version and submit it at the address below.",
        ),
    ),
    Template.PREPARATION_DUE: Wording(
        Said("Việc cần làm trước cuộc họp: {title}", "Before the meeting: {title}"),
        Said(
            "{organisation} trân trọng nhắc Ông/Bà việc chưa làm cho cuộc họp sắp diễn ra:",
            "{organisation} reminds you of what you have still to do for the following meeting:",
        ),
    ),
    Template.SUBSTITUTE_PROPOSED: Wording(
        Said("Đề nghị cử người dự thay: {title}", "Substitute proposed: {title}"),
        Said(
            "Có đại biểu đề nghị cử người dự thay tại cuộc họp do Ông/Bà chủ trì:",
            "A delegate proposes a substitute for the meeting that you chair:",
        ),
        Said(
            "Kính đề nghị Ông/Bà xem và quyết định tại địa chỉ dưới đây.",
            "Please look at the proposal and decide at the address below.",
        ),
    ),
    Template.SUBSTITUTE_REFUSED: Wording(
        Said("Người dự thay chưa được đồng ý: {title}", "Substitute refused: {title}"),
        Said(
            "Chủ trì không đồng ý đề nghị cử người dự thay của Ông/Bà tại cuộc họp sau:",
            "The chair has refused the substitute that you proposed for the following meeting:",
        ),
        _ANSWER,
    ),
    Template.SEAT_HANDED_OVER: Wording(
        Said("Đã đồng ý người dự thay: {title}", "Substitute agreed to: {title}"),
        Said(
            "Chủ trì đã đồng ý người dự thay Ông/Bà tại cuộc họp sau. Tài liệu đã phát hành trước lúc này "
            "Ông/Bà vẫn xem được trong Hop.",
            "The chair has agreed to your substitute for the following meeting. Papers handed out before this "
            "moment stay readable for you in Hop.",
        ),
    ),
}

WORDINGS |= {
    Template.SITE_ASSIGNED: Wording(
        Said("Nơi dự họp: {title}", "Where you take part: {title}"),
        Said(
            "{organisation} trân trọng thông báo nơi Ông/Bà dự cuộc họp sau:",
            "{organisation} informs you where you take part in the following meeting:",
        ),
    ),
    Template.SITE_TROUBLE: Wording(
        Said("Điểm cầu có vướng mắc: {title}", "Trouble at a connecting site: {title}"),
        Said(
            "Một điểm cầu của cuộc họp sau báo có vướng mắc:",
            "A connecting site of the following meeting reports trouble:",
        ),
        Said(
            "Đề nghị Ông/Bà liên hệ người trực điểm cầu; xem chi tiết tại địa chỉ dưới đây.",
            "Please contact the person on duty there; more at the address below.",
        ),
    ),
    Template.ROOM_CONFIRMED: Wording(
        Said("Phòng họp đã được xác nhận: {title}", "Room confirmed: {title}"),
        Said("Phòng họp của cuộc họp sau đã được xác nhận:", "The room of the following meeting is confirmed:"),
    ),
    Template.ROOM_REFUSED: Wording(
        Said("Không đặt được phòng họp: {title}", "No room: {title}"),
        Said("Không đặt được phòng cho cuộc họp sau:", "The room for the following meeting was not given:"),
    ),
}

UPDATES = Wording(
    Said("Cập nhật cuộc họp: {title}", "Meeting updated: {title}"),
    Said(
        "{organisation} trân trọng thông báo các cập nhật của cuộc họp. Thông tin hiện nay như sau:",
        "{organisation} informs you of several changes of the meeting. It is now planned as follows:",
    ),
    _ANSWER,
)

GREETING = Said("Kính gửi: Ông/Bà {name}", "Dear {name},")
GREETING_WITH_POST = Said("Kính gửi: Ông/Bà {name}, {post}", "Dear {name}, {post},")
CLOSING = Said("Trân trọng./.", "Yours sincerely,")
OPEN_IN_HOP = Said("Mở cuộc họp trong Hop", "Open the meeting in Hop")

OPEN_PREPARATIONS = Said("Mở phần chuẩn bị tài liệu trong Hop", "Open your papers in Hop")

ITEM = Said("Nội dung trình", "Item")
MEETING = Said("Cuộc họp", "Meeting")
MATTER = Said("Nội dung", "Subject")
NEWS = Said("Cập nhật", "News")
NOTE = Said("Ghi chú của thư ký", "The secretary's note")
DUE = Said("Việc Ông/Bà chưa làm", "Still to do")
TIME = Said("Thời gian", "Time")
FORM = Said("Hình thức", "Form")
PLACE = Said("Địa điểm", "Place")
SITE = Said("Điểm cầu", "Site")
TROUBLE = Said("Vướng mắc", "Trouble")
VIDEO = Said("Họp trực tuyến", "Online")
CHAIR = Said("Chủ trì", "Chair")
IN_PLACE_OF = Said("Dự thay", "In place of")
REASON = Said("Lý do", "Reason")

MODES = {
    Mode.IN_PERSON: Said("Trực tiếp", "In person"),
    Mode.ONLINE: Said("Trực tuyến", "Online"),
    Mode.HYBRID: Said("Trực tiếp kết hợp trực tuyến", "In person and online"),
}

_TIMES = Said("thời gian", "time")
_FIELDS = {
    "title": Said("nội dung", "subject"),
    "starts_at": _TIMES,
    "ends_at": _TIMES,
    "zone": _TIMES,
    "mode": Said("hình thức", "form"),
    "place": Said("địa điểm", "place"),
    "video_link": Said("đường dẫn họp trực tuyến", "link to join online"),
    "chair_id": Said("chủ trì", "chair"),
    "agenda": Said("chương trình họp", "agenda"),
}

_DAYS = {
    Language.VIETNAMESE: ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def news(changed: Sequence[str], released: int, recalled: int, language: Language) -> str:
    """`thay đổi thời gian, địa điểm; 3 tài liệu mới hoặc bản mới`; empty for nothing."""
    fields = dict.fromkeys(_FIELDS[name].to(language) for name in changed if name in _FIELDS)
    parts = [f"{Said('thay đổi', 'changed:').to(language)} {', '.join(fields)}"] if fields else []
    if released:
        parts.append(_papers(released, Said("mới hoặc bản mới", "new or revised"), language))
    if recalled:
        parts.append(_papers(recalled, Said("đã thu hồi", "recalled"), language))
    return "; ".join(parts)


def due(answer: bool, papers: int, language: Language) -> str:
    """`trả lời giấy mời; mở 3 tài liệu`; empty for nothing."""
    parts = [Said("trả lời giấy mời", "answer the invitation").to(language)] if answer else []
    if papers:
        english = f"open {papers} {'paper' if papers == 1 else 'papers'}"
        parts.append(Said(f"mở {papers} tài liệu", english).to(language))
    return "; ".join(parts)


def period(begin: datetime, end: datetime, zone: str, language: Language) -> str:
    """Both in the meeting's zone: `Thứ Hai, 23/11/2026, 08:30 – 11:00 (giờ Việt Nam)`."""
    until = f"{end:%H:%M}" if begin.date() == end.date() else f"{_day(end, language)}, {end:%H:%M}"
    return f"{_day(begin, language)}, {begin:%H:%M} – {until} ({_zone(begin, zone, language)})"


def _papers(count: int, which: Said, language: Language) -> str:
    if language is Language.VIETNAMESE:
        return f"{count} tài liệu {which.to(language)}"
    return f"{count} {which.to(language)} {'paper' if count == 1 else 'papers'}"


def _day(moment: datetime, language: Language) -> str:
    name = _DAYS[language][moment.weekday()]
    if language is Language.VIETNAMESE:
        return f"{name}, {moment:%d/%m/%Y}"
    return f"{name}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _zone(moment: datetime, zone: str, language: Language) -> str:
    if zone in {"Asia/Ho_Chi_Minh", "Asia/Saigon"}:
        return Said("giờ Việt Nam", "Vietnam time").to(language)
    place = zone.rpartition("/")[2].replace("_", " ")
    return f"{Said('giờ', 'time of').to(language)} {place}, UTC{moment:%z}"
