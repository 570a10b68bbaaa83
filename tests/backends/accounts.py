"""Who may what at the engines: an account for each service, and one that prepares them and tests.

What operators must give in a real cluster is the same (docs/operations.md).
"""

import secrets
from dataclasses import dataclass, field

from shared.events.gateway import CONTACTS
from shared.events.registry import SOURCES

ADMINISTRATOR = "hop"
SERVICES = ("gateway", "meeting", "documents", "notify")


def _passwords() -> dict[str, str]:
    return {name: secrets.token_hex(16) for name in (ADMINISTRATOR, *SERVICES)}


@dataclass(frozen=True)
class Accounts:
    """The same name and password at every engine."""

    passwords: dict[str, str] = field(default_factory=_passwords)


def writes(service: str) -> list[str]:
    """Topics a service may write; nobody else may."""
    return [f"hop.{service}", *([CONTACTS] if service == "gateway" else [])]


def reads(service: str) -> list[str]:
    """Addresses of people are for who sends them mail."""
    return [topic for topic in SOURCES if topic != CONTACTS or service == "notify"]
