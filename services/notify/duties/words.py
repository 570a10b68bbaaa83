"""The words of mails to people on duty at a connecting site: logistics, as offices write them."""

from services.notify.mails.words import Wording
from services.notify.notices.model import Template
from shared.problems import Said
from shared.words import RoomService

_REPORT = Said(
    "Đề nghị Ông/Bà kiểm tra phòng, đường truyền và báo điểm cầu sẵn sàng (hoặc vướng mắc) tại địa chỉ dưới đây.",
    "Please check room and line, and report at the address below that the site is ready, or what is wrong.",
)

WORDINGS = {
    Template.DUTY_GIVEN: Wording(
        Said("Trực điểm cầu: {title}", "On duty at a connecting site: {title}"),
        Said(
            "{organisation} đề nghị Ông/Bà trực điểm cầu của cuộc họp sau:",
            "{organisation} asks you to be on duty at a connecting site of the following meeting:",
        ),
        _REPORT,
    ),
    Template.DUTY_CHANGED: Wording(
        Said("Thay đổi thông tin điểm cầu: {title}", "Connecting site changed: {title}"),
        Said(
            "{organisation} thông báo thay đổi thông tin điểm cầu do Ông/Bà trực. Thông tin mới như sau:",
            "{organisation} informs you of changes that concern the site where you are on duty. It is now planned so:",
        ),
        _REPORT,
    ),
    Template.DUTY_DUE: Wording(
        Said("Nhắc báo điểm cầu sẵn sàng: {title}", "Is your site ready: {title}"),
        Said(
            "{organisation} chưa nhận được báo cáo sẵn sàng của điểm cầu do Ông/Bà trực cho cuộc họp sau:",
            "{organisation} has not heard yet that the site where you are on duty is ready for this meeting:",
        ),
        _REPORT,
    ),
    Template.DUTY_POSTPONED: Wording(
        Said("Hoãn họp, chưa cần trực điểm cầu: {title}", "Postponed, no duty for now: {title}"),
        Said(
            "{organisation} thông báo cuộc họp sau được hoãn. Thời gian họp lại sẽ được thông báo sau.",
            "{organisation} informs you that the following meeting is postponed. A new time will be announced.",
        ),
    ),
    Template.DUTY_CANCELLED: Wording(
        Said("Hủy họp, thôi trực điểm cầu: {title}", "Cancelled, no duty: {title}"),
        Said(
            "{organisation} thông báo cuộc họp sau đã hủy; Ông/Bà không phải trực điểm cầu.",
            "{organisation} informs you that the following meeting is cancelled; your duty at its site is over.",
        ),
    ),
    Template.DUTY_ENDED: Wording(
        Said("Thôi trực điểm cầu: {title}", "No longer on duty: {title}"),
        Said(
            "{organisation} thông báo: Ông/Bà không còn trực điểm cầu của cuộc họp sau.",
            "{organisation} informs you that you are no longer on duty at a connecting site of the following meeting.",
        ),
    ),
}

SEATS = Said("Số chỗ", "Seats")
EXPECTED = Said("Số đại biểu dự kiến", "Expected")
SERVICES = Said("Phục vụ", "Services")
NOTE = Said("Lưu ý", "Note")
CONTACTS = Said("Thư ký liên hệ", "Secretaries to contact")
OPEN_DUTIES = Said("Mở việc trực điểm cầu trong Hop", "Open your duties in Hop")
ON_DUTY = Said("Trực điểm cầu: {title}", "On duty: {title}")

SERVICE_NAMES = {
    RoomService.TEA: Said("nước uống", "tea"),
    RoomService.NAME_PLATES: Said("biển tên", "name plates"),
    RoomService.MICROPHONES: Said("micro", "microphones"),
}
