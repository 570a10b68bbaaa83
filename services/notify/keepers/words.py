"""The words of mails to whoever is in charge of a room: when, for whom and with what, never what it is about."""

from services.notify.mails.words import Wording
from services.notify.notices.model import Template
from shared.problems import Said

WORDINGS = {
    Template.ROOM_ASKED: Wording(
        Said("Đề nghị đặt phòng chờ duyệt: {title}", "A booking waits for you: {title}"),
        Said(
            "{organisation} đề nghị đặt phòng do Ông/Bà phụ trách:",
            "{organisation} asks for a room that you are in charge of:",
        ),
        Said(
            "Đề nghị Ông/Bà xác nhận hoặc từ chối tại địa chỉ dưới đây.",
            "Please confirm or refuse it at the address below.",
        ),
    ),
    Template.ROOM_BOOKED: Wording(
        Said("Lịch đặt phòng: {title}", "Room booked: {title}"),
        Said(
            "Phòng do Ông/Bà phụ trách có lịch đặt mới hoặc thay đổi của {organisation}:",
            "{organisation} has booked a room that you are in charge of, or changed a booking:",
        ),
    ),
    Template.ROOM_FREED: Wording(
        Said("Bỏ lịch đặt phòng: {title}", "Booking given up: {title}"),
        Said(
            "{organisation} không còn dùng phòng do Ông/Bà phụ trách trong thời gian sau:",
            "{organisation} no longer needs the room that you are in charge of at this time:",
        ),
    ),
}
ROOM = Said("Phòng", "Room")
PEOPLE = Said("Số người", "People")
OPEN_ROOMS = Said("Mở lịch phòng họp trong Hop", "Open the rooms in Hop")
SOMEBODY = Said("Cơ quan đặt phòng", "The booking organisation")
