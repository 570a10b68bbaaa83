"""The first administrator: with an empty store, whoever reads the terminal may create the root organisation."""

import hmac

from shared.aggregates import Aggregate
from shared.problems import Invalid, Said

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


class WrongCode(Invalid):
    code = "wrong-code"
    title = Said("Mã thiết lập không đúng", "The set-up code is not right")
    advice = Said(
        "Hãy xem mã trong cửa sổ dòng lệnh nơi Hop đang chạy.", "Look it up in the terminal in which Hop is running."
    )


class SetUp(Aggregate):
    """There is one, and it is there once everything it names is: before, the same request can be sent again."""

    root_id: str
    person_id: str


SET_UP_ID = "set-up"


def set_up_code(key: bytes) -> str:
    """The same at every start of an installation, and on every replica: 59 bits in three groups."""
    number = int.from_bytes(hmac.digest(key, b"set-up code", "sha512"))
    letters = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def is_set_up_code(key: bytes, typed: str) -> bool:
    """Blanks, hyphens and case do not matter."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), set_up_code(key).replace("-", "").encode())
