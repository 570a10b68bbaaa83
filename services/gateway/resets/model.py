"""A link by mail with which somebody who forgot his password chooses another: good once, and for half an hour."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from services.gateway.attempts.model import Lane
from services.gateway.slips.model import Slip, SlipExpired, SlipSpent, SlipUnknown
from shared.events.gateway import ResetAsked
from shared.ids import derived_id
from shared.problems import Said

_ASK_AGAIN = Said(
    "Hãy mở thư mới nhất, hoặc yêu cầu một liên kết mới ở trang đăng nhập.",
    "Use the newest mail, or ask for a new link at the sign-in page.",
)


class ResetUnknown(SlipUnknown):
    """Also for a link that a newer one has replaced, and of somebody who was deactivated."""

    code = "reset-unknown"
    title = Said("Liên kết đặt lại mật khẩu không đúng", "This link to choose a password is not right")
    advice = _ASK_AGAIN


class ResetSpent(SlipSpent):
    code = "reset-spent"
    title = Said("Liên kết này đã được dùng", "This link was used already")
    advice = Said(
        "Nếu không phải Ông/Bà đã dùng, hãy báo ngay cho quản trị viên.",
        "If it was not you, tell your administrator at once.",
    )


class ResetExpired(SlipExpired):
    code = "reset-expired"
    title = Said("Liên kết này đã quá hạn", "This link has expired")
    advice = _ASK_AGAIN


class Reset(Slip):
    """A person's newest. Its fact travels with the addresses, in the topic that notify alone reads."""

    name: str = ""

    good_for: ClassVar[timedelta] = timedelta(minutes=30)
    unknown: ClassVar[type[SlipUnknown]] = ResetUnknown
    spent: ClassVar[type[SlipSpent]] = ResetSpent
    expired: ClassVar[type[SlipExpired]] = ResetExpired

    @classmethod
    def none(cls, reset_id: str, person_id: str, name: str, now: datetime) -> Self:
        return cls(
            id=reset_id, fingerprint=reset_id, person_id=person_id, name=name, seed="", code_id="", expires_at=now
        )

    def tell_issued(self, code: str) -> None:
        fact = ResetAsked(person_id=self.person_id, name=self.name, code=code, expires_at=self.expires_at)
        self.record(fact)

    def tell_used(self) -> None:
        """Its topic is for notify; that somebody came in is told by his session."""


def reset_id(person_id: str) -> str:
    return derived_id("reset", person_id)


def lanes(asked_for: str, address: str) -> tuple[Lane, ...]:
    """How often mails may be asked for: for one person, and from one address."""
    return (
        Lane("reset", asked_for, 3, timedelta(minutes=10)),
        Lane("reset-address", address, 60, timedelta(seconds=30)),
    )
