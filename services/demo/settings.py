"""Settings of the demo."""

from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class DemoSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    demo: Annotated[bool, Field(description="Load demo data into an empty data folder. 0 starts empty.")] = True
    hop_demo_password: Annotated[
        SecretStr | None,
        Field(description="Password of all people of the demo. Empty: a random one, printed at start."),
    ] = None

    @property
    def password(self) -> str:
        """Empty when none was given."""
        return self.hop_demo_password.get_secret_value() if self.hop_demo_password else ""
