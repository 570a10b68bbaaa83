"""Settings of the commands that keep data."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class KeepingSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    backup_recipient: Annotated[
        str,
        Field(description="Public keys (age1… or ssh-ed25519 …), comma separated, that a backup is encrypted to."),
    ] = ""
