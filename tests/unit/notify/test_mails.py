import email
import email.policy
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.mails.model import (
    AddressInvalid,
    CalendarPart,
    Recipient,
    checked_address,
    to_html,
    to_text,
    write_letter,
    write_mail,
)
from services.notify.notices.model import Template
from shared.words import Language
from tests.factories.facts import meeting_facts

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2030, 11, 20, 2, 0, tzinfo=UTC)
LINK = "https://hop.example/meetings/m1"
NAMES = {"organisation": "UBND tỉnh", "chair": "Trần Thị Bình, Chủ tịch"}
MAILED = [
    Template.MEETING_CALLED,
    Template.MEETING_CHANGED,
    Template.MEETING_POSTPONED,
    Template.MEETING_CANCELLED,
    Template.PARTICIPANT_REMOVED,
]


def recipient(language: Language = Language.VIETNAMESE, **fields: Any) -> Recipient:
    usual = {"address": "an@tinh.example", "name": "Nguyễn Văn An", "post": "Chuyên viên", "role": "delegate"}
    return Recipient(**(usual | {"language": language} | fields))


def meeting(**fields: Any) -> dict[str, Any]:
    return meeting_facts(**fields).model_dump(mode="json")


def mail(template: Template, to: Recipient, about: dict[str, Any]) -> EmailMessage:
    letter = write_letter(template, to, about, ZONE, NAMES, LINK)
    part = CalendarPart("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    sender = Address("Hop", addr_spec="hop@tinh.example")
    written = write_mail("y1", letter, to, sender, "hop.example", part, NOW)
    return email.message_from_bytes(written.message, policy=email.policy.default)


@pytest.mark.parametrize("template", MAILED)
@pytest.mark.parametrize("language", list(Language))
def test_every_mail_is_whole_in_both_languages(template: Template, language: Language) -> None:
    message = mail(template, recipient(language), meeting(place="Phòng số 1", state_reason="Bão số 9"))
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    text = message.get_body(("plain",))
    assert text is not None
    assert "{" not in text.get_content()
    assert "Phiên họp thường kỳ" in str(message["Subject"])
    assert message["Content-Language"] == language


def test_vietnamese_mail_reads_as_an_office_writes() -> None:
    letter = write_letter(Template.MEETING_CALLED, recipient(), meeting(place="Phòng số 1"), ZONE, NAMES, LINK)
    assert to_text(letter) == (
        "Kính gửi: Ông/Bà Nguyễn Văn An, Chuyên viên\n\n"
        "UBND tỉnh trân trọng kính mời Ông/Bà dự cuộc họp sau:\n\n"
        "- Nội dung: Phiên họp thường kỳ\n"
        "- Thời gian: Thứ Ba, 10/12/2030, 08:30 – 11:00 (giờ Việt Nam)\n"
        "- Hình thức: Trực tiếp kết hợp trực tuyến\n"
        "- Địa điểm: Phòng số 1\n"
        "- Chủ trì: Trần Thị Bình, Chủ tịch\n\n"
        "Đề nghị Ông/Bà trả lời dự họp hoặc báo vắng (kèm lý do) tại địa chỉ dưới đây. "
        "Thư trả lời vào hộp thư này không được ghi nhận.\n\n"
        "Mở cuộc họp trong Hop: https://hop.example/meetings/m1\n\n"
        "Trân trọng./.\nUBND tỉnh\n"
    )


def test_time_is_told_in_the_meetings_zone_with_both_days_when_it_ends_on_another() -> None:
    overnight = meeting(zone="Europe/Berlin", starts_at="2030-12-10T21:00:00Z", ends_at="2030-12-11T00:30:00Z")
    letter = write_letter(
        Template.MEETING_CALLED, recipient(Language.ENGLISH), overnight, ZoneInfo("Europe/Berlin"), NAMES, LINK
    )
    assert dict(letter.table)["Time"] == (
        "Tuesday, 10 December 2030, 22:00 – Wednesday, 11 December 2030, 01:30 (time of Berlin, UTC+0100)"
    )


def test_what_people_typed_is_never_a_pattern_nor_markup() -> None:
    typed = '{organisation} <script>alert(1)</script> & "Họp"'
    letter = write_letter(Template.MEETING_CALLED, recipient(name="<b>An</b>"), meeting(title=typed), ZONE, NAMES, LINK)
    assert typed in to_text(letter)
    html = to_html(letter)
    assert "<script>" not in html
    assert "<b>An" not in html
    assert "{organisation} &lt;script&gt;" in html


@given(st.text(min_size=1, max_size=200))
def test_no_title_or_name_adds_a_header_or_a_recipient(typed: str) -> None:
    message = mail(Template.MEETING_CALLED, recipient(name=typed), meeting(title=typed))
    assert [address.addr_spec for address in message["To"].addresses] == ["an@tinh.example"]
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Language",
            "Content-Type",
            "MIME-Version",
        ]
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "an",
        "an@",
        "@tinh.example",
        "an@tinh.example\nBcc: all@tinh.example",
        "an@tinh.example, binh@tinh.example",
        "an@tinh.example\r\n\r\nText",
        "<an@tinh.example>",
        "an @tinh.example",
        "ấn@tinh.example",
    ],
)
def test_address_that_is_none_or_more_than_one_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        checked_address(address)


def test_address_in_a_vietnamese_domain_is_written_as_servers_take_it() -> None:
    assert checked_address("an@tỉnh.example") == "an@xn--tnh-dlz.example"


def test_message_id_follows_from_the_delivery() -> None:
    assert mail(Template.MEETING_CALLED, recipient(), meeting())["Message-ID"] == "<y1@hop.example>"
