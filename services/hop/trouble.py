"""What a command refuses, under names that docs/operations.md explains."""

from typing import ClassVar


class Trouble(Exception):
    """The message says what is wrong and what to do."""

    code: ClassVar[str]


class NoSuchName(Trouble):
    code = "no-such-name"
