"""Which of the bodies on the way up has decided a house rule."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shared.events.gateway import HouseRules


class Decided(NamedTuple):
    """`rule` is a field of HouseRules, and `by` the body that decided it."""

    by: str
    rule: Any


def decided_on(path: Sequence[str], rules: Mapping[str, HouseRules], name: str) -> Decided | None:
    """The nearest to the end of `path` counts; None where nobody has decided it, and the settings of Hop hold."""
    upwards = (Decided(one, getattr(rules[one], name)) for one in reversed(path) if one in rules)
    return next((decided for decided in upwards if decided.rule is not None), None)
