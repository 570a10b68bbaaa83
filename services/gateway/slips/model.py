"""A slip of paper by which somebody without e-mail comes in: a code and its QR picture, good once and for a week."""

import hmac
from datetime import datetime, timedelta
from typing import ClassVar, Self

from services.gateway.passwords.one_time import one_time_password
from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.events.gateway import SlipIssued, SlipUsed
from shared.ids import derived_id
from shared.problems import Invalid, Problem, Said

GOOD_FOR = timedelta(days=7)


class SlipUnknown(Invalid):
    """Also for a slip that a newer one has replaced, and of somebody who was deactivated."""

    code = "slip-unknown"
    title = Said("Mã trên phiếu không đúng", "No slip has this code")
    advice = Said(
        "Hãy nhập lại đúng như trên phiếu. Nếu đã có phiếu mới hơn, hãy dùng phiếu mới.",
        "Enter it as it is printed. If you were given a newer slip, use that one.",
    )


class SlipSpent(Problem):
    status = 409
    code = "slip-spent"
    title = Said("Phiếu này đã được dùng", "This slip was used already")
    advice = Said(
        "Nếu không phải Ông/Bà đã dùng, hãy báo ngay cho quản trị viên để khoá và cấp phiếu mới.",
        "If it was not you, tell your administrator at once: he ends the session and gives you a new slip.",
    )


class SlipExpired(Problem):
    status = 410
    code = "slip-expired"
    title = Said("Phiếu này đã quá hạn", "This slip has expired")
    advice = Said("Phiếu có giá trị 7 ngày. Hãy xin phiếu mới.", "A slip is good for seven days. Ask for a new one.")


class Slip(Aggregate):
    """A person's newest; its id is the person's. The code follows from `seed`: the store knows its `code_id` only."""

    person_id: str
    seed: str
    code_id: str
    expires_at: Moment
    used_for: str = ""  # names the redemption, so that one whose answer was lost can be repeated
    used_at: Moment | None = None

    good_for: ClassVar[timedelta] = GOOD_FOR
    unknown: ClassVar[type[SlipUnknown]] = SlipUnknown
    spent: ClassVar[type[SlipSpent]] = SlipSpent
    expired: ClassVar[type[SlipExpired]] = SlipExpired

    @classmethod
    def issue(cls, person_id: str, key: bytes, seed: str, now: datetime) -> Self:
        slip = cls(id=person_id, fingerprint=person_id, person_id=person_id, seed="", code_id="", expires_at=now)
        slip.replace(key, seed, now)
        return slip

    def replace(self, key: bytes, seed: str, now: datetime) -> None:
        """The one before is void. The same again changes nothing."""
        if self.seed == seed:
            return
        code = code_of(key, seed)
        self.seed, self.code_id = seed, code_id(key, code)
        self.expires_at, self.used_for, self.used_at = now + self.good_for, "", None
        self.tell_issued(code)

    def use(self, code_id: str, redemption: str, now: datetime) -> None:
        """Used again by the same redemption changes nothing. Raises SlipUnknown, SlipSpent, SlipExpired."""
        self.check(code_id, redemption, now)
        if not self.used_for:
            self.used_for, self.used_at = redemption, now
            self.tell_used()

    def tell_issued(self, code: str) -> None:
        """On paper: the code itself is no fact."""
        self.record(SlipIssued(person_id=self.person_id, expires_at=self.expires_at))

    def tell_used(self) -> None:
        self.record(SlipUsed(person_id=self.person_id))

    def check(self, code_id: str, redemption: str, now: datetime) -> None:
        """Raises SlipUnknown, SlipSpent, SlipExpired."""
        if code_id != self.code_id:
            raise self.unknown
        if self.used_for and self.used_for != redemption:
            raise self.spent
        if not self.used_for and now >= self.expires_at:
            raise self.expired


def code_of(key: bytes, seed: str) -> str:
    return one_time_password(key, f"slip {seed}")


def code_id(key: bytes, typed: str) -> str:
    """Blanks, hyphens and case do not matter."""
    plain = "".join(letter for letter in typed.lower() if letter.isalnum())
    return derived_id("slip", hmac.digest(key, b"slip " + plain.encode(), "sha256").hex())
