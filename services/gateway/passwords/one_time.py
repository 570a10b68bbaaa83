"""One-time passwords follow from what created them and the installation's key: said twice, it is the same password."""

import hmac

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken for another: i, l, o, 0, 1
LETTERS = 16  # 79 bits


def one_time_password(key: bytes, creation_id: str) -> str:
    number = int.from_bytes(hmac.digest(key, b"one-time password " + creation_id.encode(), "sha512"))
    letters = []
    for _ in range(LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[start : start + 4]) for start in range(0, LETTERS, 4))
