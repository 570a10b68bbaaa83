"""The words of mails about accounts."""

from collections.abc import Sequence

from services.notify.mails.model import Letter, Recipient
from services.notify.mails.words import CLOSING, GREETING, GREETING_WITH_POST, Wording
from shared.problems import Said

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
NAME = Said("Tên đăng nhập", "Sign-in name")
GOOD_UNTIL = Said("Dùng được đến (giờ Việt Nam)", "Good until (Vietnam time)")
CHOOSE_PASSWORD = Said("Chọn mật khẩu mới", "Choose a new password")


def letter(
    wording: Wording, recipient: Recipient, table: Sequence[tuple[str, str]], link: str, signature: str
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
        link=link,
        link_text=CHOOSE_PASSWORD.to(language),
        closing=CLOSING.to(language),
        signature=signature,
    )
