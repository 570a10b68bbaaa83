"""Settings of the notify service."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.notify.pushes.allowed import PushServices
from services.notify.quiet_hours.model import Span
from shared.backends import BadSetting

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


_BROWSERS = ("fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")


def _names(value: object) -> object:
    return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


class NotifySettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore")

    smtp_host: Annotated[
        str, Field(description="Mail server that takes the mails. Empty: they are kept as .eml files in DATA/mails.")
    ] = ""
    smtp_port: Annotated[int, Field(description="Port of the mail server.", ge=1, le=65535)] = 587
    smtp_tls: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="starttls (usual on 587), tls (from the first byte, usual on 465), or none."),
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="Name to sign in at the mail server. Empty: no sign-in.")] = ""
    smtp_password: Annotated[SecretStr, Field(description="Password to sign in at the mail server.")] = SecretStr("")
    smtp_sender: Annotated[str, Field(description="Address that mails come from; needed with SMTP_HOST.")] = ""
    bounces_address: Annotated[
        str,
        Field(
            description="Address of a mailbox of its own that mails return to when they cannot be delivered. "
            "Empty: SMTP_SENDER, and nobody reads them."
        ),
    ] = ""
    bounces_host: Annotated[str, Field(description="IMAP server of that mailbox; needed with BOUNCES_ADDRESS.")] = ""
    bounces_port: Annotated[int, Field(description="Port of the IMAP server.", ge=1, le=65535)] = 993
    bounces_tls: Annotated[
        Literal["tls", "starttls", "none"],
        Field(description="tls (from the first byte, usual on 993), starttls (usual on 143), or none."),
    ] = "tls"
    bounces_user: Annotated[str, Field(description="Name to sign in at the IMAP server.")] = ""
    bounces_password: Annotated[SecretStr, Field(description="Password to sign in at the IMAP server.")] = SecretStr("")
    bounces_seconds: Annotated[float, Field(description="Seconds between two looks at that mailbox.", gt=0)] = 60
    digest_minutes: Annotated[
        int,
        Field(
            description="Minutes that changes and new papers of one meeting are gathered for one mail; 0 sends each. "
            "What cannot wait is not held back.",
            ge=0,
            le=60,
        ),
    ] = 5
    quiet_hours: Annotated[
        str,
        Field(
            description="Local times, such as 22:00-06:00, in which mails wait until they are over; "
            "bodies may decide others for themselves, and people for themselves. Empty: none."
        ),
    ] = "22:00-06:00"
    quiet_hours_zone: Annotated[str, Field(description="IANA time zone of QUIET_HOURS.")] = "Asia/Ho_Chi_Minh"
    smtp_timeout: Annotated[float, Field(description="Seconds that each step with the mail server may take.", gt=0)] = (
        20
    )

    push_services: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(_names),
        Field(
            description="Push services of browsers that notices may go to, comma separated: names of public hosts, "
            "*.NAME for all below one; or https://HOST:PORT of one of your own, in your network too. Empty: none. "
            "With SECRETS_ALLOWED only your own are used."
        ),
    ] = _BROWSERS

    @property
    def sender(self) -> str:
        return self.smtp_sender or "hop@localhost"

    def usual_quiet_hours(self) -> Span | None:
        """Raises BadSetting."""
        if not self.quiet_hours:
            return None
        try:
            return Span.read(self.quiet_hours, self.quiet_hours_zone)
        except ValueError:
            raise BadSetting("QUIET_HOURS is two different local times, 22:00-06:00, in QUIET_HOURS_ZONE.") from None

    def allowed_push_services(self, *, closed: bool) -> PushServices:
        """`closed`: without outside connections. Raises BadSetting."""
        try:
            return PushServices.read(self.push_services, closed=closed)
        except ValueError as error:
            raise BadSetting(f"PUSH_SERVICES takes host names, *.NAME and https://HOST:PORT: {error}") from None

    def check(self) -> None:
        """Raises BadSetting."""
        self.usual_quiet_hours()
        self._check_bounces()
        if not self.smtp_host:
            return
        if not self.smtp_sender:
            raise BadSetting("SMTP_HOST is set, so SMTP_SENDER must name the address that mails come from.")
        if self.smtp_user and self.smtp_tls == "none" and self.smtp_host not in _LOOPBACK:
            raise BadSetting("SMTP_TLS=none would send the password readable. Use starttls or tls.")

    def _check_bounces(self) -> None:
        if not self.bounces_address:
            return
        if not (self.smtp_host and self.bounces_host and self.bounces_user):
            raise BadSetting("BOUNCES_ADDRESS is set, so SMTP_HOST, BOUNCES_HOST and BOUNCES_USER are needed too.")
        if self.bounces_tls == "none" and self.bounces_host not in _LOOPBACK:
            raise BadSetting("BOUNCES_TLS=none would send the password readable. Use tls or starttls.")
