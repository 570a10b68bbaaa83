"""Text that a request carries."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.text import Line

Title = Annotated[Line, Field(min_length=1, max_length=300)]
"""A name or title of one line, which is not empty."""


class Due(StrEnum):
    """What a person must do before he may do anything else."""

    PASSWORD = "password"  # choose his own, after a one-time password
    SECOND_FACTOR = "second_factor"  # set one, because one of his roles asks for it
