"""Settings of the gateway."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.backends import BadSetting
from shared.outside import Reach
from shared.words import RoleName

CHAIR: Final = "chair"
BUILT_WEB_APP = Path(__file__).parents[2] / "web" / "dist"


def _names(value: object) -> object:
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


class GatewaySettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    argon2_time: Annotated[int, Field(ge=1, le=20, description="argon2id: passes over the memory.")] = 2
    argon2_memory: Annotated[int, Field(ge=8192, le=1 << 20, description="argon2id: memory in KiB.")] = 19456
    passwords_waiting: Annotated[
        int, Field(ge=1, description="Most sign-ins that wait for their turn; more are told to come back.")
    ] = 1000
    session_idle_hours: Annotated[
        int, Field(ge=1, description="A session that was not used for so many hours ends.")
    ] = 7 * 24
    session_longest_hours: Annotated[
        int, Field(ge=1, description="A session ends after so many hours in any case.")
    ] = 30 * 24
    second_factor_for: Annotated[
        frozenset[RoleName | Literal["chair"]],
        NoDecode,
        BeforeValidator(_names),
        Field(
            description="Who must have a second factor, comma separated: administrator, secretary, leader, operator, "
            "auditor; chair means whoever leads a meeting that is not over."
        ),
    ] = frozenset()
    web_files: Annotated[Path | None, Field(description="Folder of the built web app. Empty: web/dist.")] = None
    strangers_at_once: Annotated[
        int, Field(ge=1, description="Requests without a token that one address may send at once.")
    ] = 1000
    strangers_a_second: Annotated[float, Field(gt=0, description="How many more of them each second.")] = 50.0
    meeting_url: Annotated[
        str, Field(description="Where the meeting service runs, http://HOST:PORT, when it runs apart.")
    ] = ""
    documents_url: Annotated[str, Field(description="Where the documents service runs.")] = ""
    notify_url: Annotated[str, Field(description="Where the notify service runs.")] = ""
    upstream_connect_seconds: Annotated[
        float, Field(gt=0, description="Seconds until a service must have taken a connection.")
    ] = 2.0
    upstream_answer_seconds: Annotated[
        float, Field(gt=0, description="Seconds a service may be silent before a request is given up.")
    ] = 30.0
    upstream_at_once: Annotated[
        int, Field(ge=1, description="Requests one service works on at once; more are told to come back.")
    ] = 1000
    upstream_streams: Annotated[int, Field(ge=1, description="Live streams held open through one replica.")] = 20_000

    receiving_networks: Annotated[
        frozenset[str],
        NoDecode,
        BeforeValidator(_names),
        Field(
            description="Networks that are not public, comma separated, such as 10.12.0.0/16, in which a reporting "
            "information system may stand that indicators are sent to."
        ),
    ] = frozenset()
    receiving_ca: Annotated[
        Path | None,
        Field(description="PEM file of authorities that sign such systems' certificates, beside the machine's own."),
    ] = None
    receiving_seconds: Annotated[float, Field(gt=0, description="Seconds such a system may take to answer.")] = 30.0

    @property
    def upstreams(self) -> dict[str, str]:
        """Addresses by service; empty where it does not run apart."""
        return {"meeting": self.meeting_url, "documents": self.documents_url, "notify": self.notify_url}

    usage_here: Annotated[
        bool,
        Field(description="Count the usage figures here; false where python -m services.gateway.usage does."),
    ] = True
    holidays: Annotated[
        Path | None, Field(description="JSON file with days off and working Saturdays to add to the shipped ones.")
    ] = None

    @property
    def session_idle(self) -> timedelta:
        return timedelta(hours=self.session_idle_hours)

    @property
    def session_longest(self) -> timedelta:
        return timedelta(hours=self.session_longest_hours)

    def receiving_reach(self, *, closed: bool) -> Reach:
        """Raises BadSetting."""
        try:
            return Reach.read(sorted(self.receiving_networks), closed=closed)
        except ValueError as error:
            raise BadSetting(f"RECEIVING_NETWORKS is a list of networks: {error}") from None
