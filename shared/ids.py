"""Identifiers: random ones, and ones derived so that a repeated creation is the same insert."""

import random
import secrets
from hashlib import blake2b

import orjson


def new_id() -> str:
    """128 random bits in hexadecimal; tells nothing about order or count."""
    return secrets.token_hex(16)


def request_name() -> str:
    """Names a request in logs and answers: no secret, so it need not cost a call to the kernel."""
    return f"{random.getrandbits(96):024x}"


def derived_id(*parts: str | int) -> str:
    """The same parts give the same id, in every process and for ever."""
    return blake2b(orjson.dumps(parts), digest_size=16).hexdigest()


def participation_id(meeting_id: str, person_id: str) -> str:
    """One per meeting and person: every service that knows both knows it."""
    return derived_id("participation", meeting_id, person_id)
