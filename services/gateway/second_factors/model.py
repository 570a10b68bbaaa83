"""A second factor beside the password: one-time codes of an authenticator app (TOTP, RFC 6238)."""

import hmac
from base64 import b32encode
from datetime import datetime
from typing import Self

from pyotp import TOTP

from services.gateway.passwords.one_time import one_time_password
from shared.aggregates import Aggregate
from shared.events.gateway import SecondFactorRemoved, SecondFactorSet
from shared.problems import Conflict, FieldError, Invalid, Said, Unauthenticated

ISSUER = "Hop"
CLOCKS_APART = 1  # steps of 30 s a phone's clock may be ahead or behind (RFC 6238, section 5.2)
SAID_AGAIN = 10  # steps in which the first code may come a second time: as long as a proof lasts
RECOVERY_CODES = 10

_LOOK = Said(
    "Mã đổi sau mỗi 30 giây. Nếu mã đúng mà vẫn bị từ chối, hãy bật giờ tự động trên điện thoại.",
    "It changes every 30 seconds. If the right code is refused, set the phone's clock to automatic.",
)


class SecondFactorDue(Unauthenticated):
    """Name and password were right."""

    code = "second-factor-due"
    title = Said("Cần mã xác thực", "A code is needed as well")
    advice = Said(
        "Hãy nhập mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng.",
        "Enter the six digits of your authenticator app, or a recovery code.",
    )


class WrongSecondFactor(Unauthenticated):
    code = "wrong-second-factor"
    title = Said("Mã xác thực không đúng", "The code is not right")
    advice = _LOOK


class WrongFirstCode(Invalid):
    code = "wrong-first-code"
    title = Said("Mã xác thực không đúng", "The code is not right")
    advice = _LOOK

    def __init__(self) -> None:
        super().__init__(errors=(FieldError("/code", "wrong"),))


class SecondFactorThere(Conflict):
    code = "second-factor-there"
    title = Said("Xác thực hai lớp đã được bật", "The second factor is set already")
    advice = Said("Hãy tắt trước khi thiết lập lại.", "Turn it off before you set it up anew.")


class SecondFactor(Aggregate):
    """Its id is the person's. Secret and recovery codes follow from `seed` and the installation's key.

    So nothing in the store can be turned into a code. A code is taken once: `last_step` is the newest that was,
    `spent` are the numbers of used recovery codes.
    """

    seed: str
    confirmed: bool = False
    last_step: int = 0
    spent: tuple[int, ...] = ()

    @classmethod
    def begin(cls, person_id: str, seed: str) -> Self:
        return cls(id=person_id, fingerprint=person_id, seed=seed)

    def begin_again(self, seed: str) -> None:
        """Raises SecondFactorThere."""
        if self.confirmed:
            raise SecondFactorThere
        self.seed, self.last_step, self.spent = seed, 0, ()

    def confirm(self, key: bytes, code: str, now: datetime) -> bool:
        """Whether the code was right. The one that was taken last is for a while, and changes nothing: a device that
        heard no answer says it again.
        """
        if self.confirmed:
            return self._took_last(key, code, now)
        self.confirmed = self._takes_app_code(key, code, now)
        if self.confirmed:
            self.record(SecondFactorSet(person_id=self.id))
        return self.confirmed

    def takes(self, key: bytes, code: str, now: datetime) -> bool:
        """Whether a code is right; it is not a second time."""
        code = "".join(letter for letter in code.lower() if letter.isalnum())
        return self._takes_app_code(key, code, now) if code.isdigit() else self._takes_recovery_code(key, code)

    def remove(self) -> None:
        """Removed again changes nothing."""
        if self.confirmed:
            self.confirmed = False
            self.record(SecondFactorRemoved(person_id=self.id))

    @property
    def recovery_codes_left(self) -> int:
        return RECOVERY_CODES - len(self.spent)

    def recovery_codes(self, key: bytes) -> list[str]:
        return [one_time_password(key, f"recovery {self.seed} {number}") for number in range(RECOVERY_CODES)]

    def secret(self, key: bytes) -> str:
        """In base 32, as authenticator apps take it: 160 bits (RFC 4226, section 4)."""
        return b32encode(hmac.digest(key, b"second factor " + self.seed.encode(), "sha1")).decode()

    def address(self, key: bytes, name: str) -> str:
        """What the QR code says: otpauth://totp/…"""
        return TOTP(self.secret(key)).provisioning_uri(name=name, issuer_name=ISSUER)

    def _takes_app_code(self, key: bytes, code: str, now: datetime) -> bool:
        app = TOTP(self.secret(key))
        current = app.timecode(now)
        for step in range(current - CLOCKS_APART, current + CLOCKS_APART + 1):
            if step > self.last_step and hmac.compare_digest(app.generate_otp(step).encode(), code.strip().encode()):
                self.last_step = step
                return True
        return False

    def _took_last(self, key: bytes, code: str, now: datetime) -> bool:
        app = TOTP(self.secret(key))
        if app.timecode(now) - self.last_step > SAID_AGAIN:
            return False
        return hmac.compare_digest(app.generate_otp(self.last_step).encode(), code.strip().encode())

    def _takes_recovery_code(self, key: bytes, code: str) -> bool:
        for number, right in enumerate(self.recovery_codes(key)):
            if number not in self.spent and hmac.compare_digest(right.replace("-", "").encode(), code.encode()):
                self.spent += (number,)
                return True
        return False
