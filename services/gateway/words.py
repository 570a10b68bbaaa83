"""Text that a request carries."""

from typing import Annotated

from pydantic import Field

from shared.text import Line

Title = Annotated[Line, Field(min_length=1, max_length=300)]
"""A name or title of one line, which is not empty."""
