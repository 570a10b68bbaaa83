"""A person's password: only its hash, and whether somebody else has seen it."""

from datetime import datetime
from typing import Self

from shared.aggregates import Aggregate
from shared.clock import Moment
from shared.problems import FieldError, Invalid, Said, Unauthenticated

SHORTEST = 12  # characters
LONGEST = 256


class WrongCredentials(Unauthenticated):
    """Also for a name nobody has and for somebody who was deactivated."""

    code = "wrong-credentials"
    title = Said("Tên đăng nhập hoặc mật khẩu không đúng", "Name or password is not right")
    advice = Said(
        "Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại.",
        "Check the Caps Lock key and the keyboard language, then try again.",
    )


class WrongPassword(Invalid):
    code = "wrong-password"
    title = Said("Mật khẩu hiện tại không đúng", "The current password is not right")
    advice = Said("Hãy nhập lại mật khẩu đang dùng.", "Enter the password you use now.")

    def __init__(self, pointer: str = "/current") -> None:
        super().__init__(errors=(FieldError(pointer, "wrong"),))


class WeakPassword(Invalid):
    code = "weak-password"
    title = Said("Mật khẩu này dễ bị đoán", "This password is easy to guess")
    advice = Said(
        "Hãy dùng ít nhất 12 ký tự và tránh mật khẩu phổ biến; một câu ngắn là lựa chọn tốt.",
        "Use at least 12 characters and none of the common passwords; a short sentence is a good choice.",
    )

    def __init__(self, code: str) -> None:
        super().__init__(errors=(FieldError("/new", code),))


class Password(Aggregate):
    """Its id is the person's. `one_time` means that it was given to him and must be changed before anything else.

    `fingerprint` names what gave him the last one-time password, also after he chose his own.
    """

    hash: str
    one_time: bool
    changed_at: Moment

    @classmethod
    def create(cls, person_id: str, hash_: str, one_time: bool, at: datetime, fingerprint: str) -> Self:
        return cls(id=person_id, hash=hash_, one_time=one_time, changed_at=at, fingerprint=fingerprint)

    def replace(self, hash_: str, one_time: bool, at: datetime, fingerprint: str | None = None) -> None:
        self.hash, self.one_time, self.changed_at = hash_, one_time, at
        self.fingerprint = self.fingerprint if fingerprint is None else fingerprint


def check_length(password: str) -> None:
    """Raises WeakPassword."""
    if len(password) < SHORTEST:
        raise WeakPassword("too-short")
    if len(password) > LONGEST:
        raise WeakPassword("too-long")
