"""How Kafka is reached: address, names and credentials from the settings."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError, SaslAuthenticationFailed

from shared.settings import BadSetting, Settings

REQUEST = 5000  # milliseconds an unanswered request may hold up what waits for it


@dataclass(frozen=True, slots=True)
class Connection:
    """`prefix` begins the names of topics and groups, so that several installations may share a broker."""

    servers: str
    prefix: str = ""
    user: str = ""
    password: str = ""
    tls: bool = False
    ca: Path | None = None

    def named(self, name: str) -> str:
        return f"{self.prefix}.{name}" if self.prefix else name

    def options(self) -> dict[str, Any]:
        """What every client is made with."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.servers,
            "client_id": "hop",
            "request_timeout_ms": REQUEST,
            "retry_backoff_ms": 100,
            "metadata_max_age_ms": 30_000,
        }
        if self.tls:
            options["ssl_context"] = ssl.create_default_context(cafile=self.ca)
        if self.user:
            options |= {
                "sasl_mechanism": "SCRAM-SHA-512",
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password,
            }
        options["security_protocol"] = ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT")
        return options


async def refuses(connection: Connection) -> bool:
    """Whether a broker answers and does not accept our user; clients tell no more than that none could be reached."""
    options = connection.options()
    login = {name: value for name, value in options.items() if name.startswith(("sasl_", "ssl_", "security_"))}
    host, _, port = connection.servers.partition(",")[0].rpartition(":")
    try:
        made = await create_conn(host, int(port), request_timeout_ms=REQUEST, **login)
    except SaslAuthenticationFailed:
        return True
    except (KafkaError, OSError, ValueError):
        return False
    made.close()
    return False


def connection_of(settings: Settings) -> Connection:
    """From `kafka://HOST:PORT[,HOST:PORT…][/PREFIX]`, or `kafka+tls://…`. Raises BadSetting."""
    parts = urlsplit(settings.events)
    prefix = parts.path.strip("/")
    if not parts.netloc or "/" in prefix:
        raise BadSetting("EVENTS_URL cannot be used. Use kafka://HOST:PORT or kafka+tls://HOST:PORT.")
    return Connection(
        servers=parts.netloc,
        prefix=prefix,
        user=settings.events_user,
        password=settings.events_password,
        tls=parts.scheme == "kafka+tls",
        ca=settings.engines_ca,
    )
