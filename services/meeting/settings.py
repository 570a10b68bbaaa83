"""Settings of the meeting service."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class MeetingSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    holidays: Annotated[
        Path | None, Field(description="JSON file with days off and working Saturdays to add to the shipped ones.")
    ] = None
