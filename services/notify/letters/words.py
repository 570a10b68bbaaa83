"""The words of mails that are about no meeting."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.notify.mails.model import Letter, Recipient
from services.notify.mails.words import CLOSING, GREETING, GREETING_WITH_POST, Wording
from shared.problems import Said
from shared.words import Language, ReportPeriod

ZONE = "Asia/Ho_Chi_Minh"  # accounts have none of their own

RESET = Wording(
    Said("Đặt lại mật khẩu Hop", "Choose a new password for Hop"),
    Said(
        "Hop nhận được yêu cầu đặt lại mật khẩu cho tài khoản của Ông/Bà. Liên kết dưới đây dùng được một lần.",
        "Somebody asked for a new password for your account in Hop. The link below can be used once.",
    ),
    Said(
        "Nếu Ông/Bà không yêu cầu, xin bỏ qua thư này: mật khẩu hiện tại vẫn dùng được.",
        "If it was not you, ignore this mail: your password stays as it is.",
    ),
)
CONFIRMATION = Wording(
    Said("Xác nhận địa chỉ thư điện tử trong Hop", "Confirm your e-mail address in Hop"),
    Said(
        "Hop nhận được yêu cầu dùng địa chỉ này để gửi thư cho Ông/Bà. "
        "Liên kết dưới đây xác nhận yêu cầu đó; trước khi xác nhận, thư vẫn gửi đến địa chỉ cũ.",
        "Somebody asked for this address to be used for your mails from Hop. The link below confirms it; "
        "until then mails go to the address before.",
    ),
    Said(
        "Nếu Ông/Bà không yêu cầu, xin bỏ qua thư này: không có gì thay đổi.",
        "If it was not you, ignore this mail: nothing changes.",
    ),
)
FAREWELL = Wording(
    Said("Địa chỉ thư điện tử trong Hop đã thay đổi", "Your e-mail address in Hop has changed"),
    Said(
        "Tài khoản của Ông/Bà trong Hop không còn dùng địa chỉ thư điện tử này; thư từ nay gửi đến địa chỉ khác.",
        "Your account in Hop does not use this e-mail address any more; mails go to another from now on.",
    ),
    Said(
        "Nếu Ông/Bà không biết về thay đổi này, hãy báo ngay cho quản trị viên.",
        "If you do not know of this change, tell your administrator at once.",
    ),
)
REPORT = Wording(
    Said("Báo cáo sử dụng hệ thống họp không giấy", "Report on the use of paperless meetings"),
    Said(
        "Báo cáo dưới đây đã được lập và gửi đến Ông/Bà. Xin đăng nhập Hop để xem và tải về.",
        "The report below was made and is sent to you. Sign in to Hop to read it and to take it away.",
    ),
    None,
)
BODY = Said("Cơ quan", "Body")
PERIOD = Said("Kỳ báo cáo", "Period")
OPEN_REPORT = Said("Mở báo cáo", "Open the report")
NAME = Said("Tên đăng nhập", "Sign-in name")
GOOD_UNTIL = Said("Dùng được đến (giờ Việt Nam)", "Good until (Vietnam time)")
CHOOSE_PASSWORD = Said("Chọn mật khẩu mới", "Choose a new password")


CONFIRM_ADDRESS = Said("Xác nhận địa chỉ này", "Confirm this address")


class Link(NamedTuple):
    address: str
    text: Said


def letter(
    wording: Wording, recipient: Recipient, table: Sequence[tuple[str, str]], link: Link | None, signature: str
) -> Letter:
    language = recipient.language
    greeting = GREETING_WITH_POST if recipient.post else GREETING
    return Letter(
        language=language,
        subject=wording.subject.to(language),
        greeting=greeting.to(language).format(name=recipient.name, post=recipient.post),
        opening=wording.opening.to(language),
        table=table,
        advice=wording.advice.to(language) if wording.advice else "",
        link=link.address if link else "",
        link_text=link.text.to(language) if link else "",
        closing=CLOSING.to(language),
        signature=signature,
    )


def period(kind: ReportPeriod, since: date, language: Language) -> str:
    """`tháng 10/2026`, `quý IV năm 2026`, `năm 2026`."""
    quarter = ("I", "II", "III", "IV")[(since.month - 1) // 3]
    match kind:
        case ReportPeriod.MONTH:
            said = Said(f"tháng {since.month:02}/{since.year}", f"{since.month:02}/{since.year}")
        case ReportPeriod.QUARTER:
            said = Said(f"quý {quarter} năm {since.year}", f"quarter {quarter} of {since.year}")
        case ReportPeriod.YEAR:
            said = Said(f"năm {since.year}", f"{since.year}")
    return said.to(language)
