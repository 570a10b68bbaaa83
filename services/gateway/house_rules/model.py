"""Which of the bodies on the way up has decided what holds for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.events.gateway import HouseRules, QuietSpan


@dataclass(frozen=True, slots=True)
class Held:
    """What holds, and the body that decided it; None where none has, and the settings of Hop hold."""

    delegates_take_books: bool | None = None
    books_of: str | None = None
    quiet_hours: QuietSpan | None = None
    quiet_hours_of: str | None = None


def held_from(path: Sequence[str], rules: Mapping[str, HouseRules]) -> Held:
    """`rules` by body; the nearest at the end of `path` that has decided something decides it."""
    upwards = [(one, rules[one]) for one in reversed(path) if one in rules]
    books = next((found for found in upwards if found[1].delegates_take_books is not None), None)
    quiet = next((found for found in upwards if found[1].quiet_hours is not None), None)
    return Held(
        delegates_take_books=books[1].delegates_take_books if books else None,
        books_of=books[0] if books else None,
        quiet_hours=quiet[1].quiet_hours if quiet else None,
        quiet_hours_of=quiet[0] if quiet else None,
    )
