"""Somebody's wish to be written to elsewhere, until he has shown that he reads mail there."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from services.gateway.attempts.model import Lane
from services.gateway.slips.model import Slip, SlipExpired, SlipSpent, SlipUnknown
from shared.events.gateway import AddressConfirmationAsked
from shared.ids import derived_id
from shared.problems import Said

_ASK_AGAIN = Said(
    "Hãy mở thư mới nhất, hoặc đăng nhập và yêu cầu đổi địa chỉ lại ở trang Tài khoản.",
    "Use the newest mail, or sign in and ask for the change again on your account page.",
)


class AddressLinkUnknown(SlipUnknown):
    """Also for a link that a newer one has replaced, and where the address was changed otherwise meanwhile."""

    code = "address-link-unknown"
    title = Said("Liên kết xác nhận địa chỉ không đúng", "This link to confirm an address is not right")
    advice = _ASK_AGAIN


class AddressLinkSpent(SlipSpent):
    code = "address-link-spent"
    title = Said("Địa chỉ này đã được xác nhận", "This address was confirmed already")
    advice = Said("Không cần làm gì thêm.", "There is nothing more to do.")


class AddressLinkExpired(SlipExpired):
    code = "address-link-expired"
    title = Said("Liên kết xác nhận địa chỉ đã quá hạn", "This link to confirm an address has expired")
    advice = _ASK_AGAIN


class AddressChange(Slip):
    """A person's newest. `email` is the address to be, `before` the one it is to replace.

    Its fact travels with the addresses, in the topic that notify alone reads.
    """

    email: str = ""
    before: str | None = None

    good_for: ClassVar[timedelta] = timedelta(days=1)
    unknown: ClassVar[type[SlipUnknown]] = AddressLinkUnknown
    spent: ClassVar[type[SlipSpent]] = AddressLinkSpent
    expired: ClassVar[type[SlipExpired]] = AddressLinkExpired

    @classmethod
    def none(cls, person_id: str, now: datetime) -> Self:
        key = address_change_id(person_id)
        return cls(id=key, fingerprint=key, person_id=person_id, seed="", code_id="", expires_at=now)

    def ask(self, email: str, before: str | None, key: bytes, seed: str, now: datetime) -> None:
        """The one before is void. The same again changes nothing."""
        self.email, self.before = email, before
        self.replace(key, seed, now)

    def is_open(self, now: datetime) -> bool:
        return bool(self.code_id) and not self.used_for and now < self.expires_at

    def tell_issued(self, code: str) -> None:
        fact = AddressConfirmationAsked(
            person_id=self.person_id, email=self.email, code=code, expires_at=self.expires_at
        )
        self.record(fact)

    def tell_used(self) -> None:
        """Its topic is for notify; that the address changed is told by contact and person."""


def address_change_id(person_id: str) -> str:
    return derived_id("address change", person_id)


def lanes(person_id: str) -> tuple[Lane, ...]:
    """How often mails may be asked for: nobody floods a stranger's mailbox with them."""
    return (Lane("address-change", person_id, 5, timedelta(minutes=10)),)
