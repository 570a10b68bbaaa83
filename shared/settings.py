"""Settings come from the environment; every one has a default that runs the product on one machine."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class BadSetting(Exception):
    """A setting that cannot work; the message says which and what to do. The process ends with it."""


class Settings(BaseSettings):
    """What all services share."""

    model_config = SettingsConfigDict(extra="ignore")

    host: Annotated[str, Field(description="Address to listen on. Other than loopback it needs TLS, see below.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(description="Port to listen on.", ge=0, le=65535)] = 8080
    metrics_port: Annotated[
        int,
        Field(
            description="Port of HOST for /metrics alone, for a Prometheus elsewhere; shield it. 0: none, this "
            "machine finds /metrics on PORT.",
            ge=0,
            le=65535,
        ),
    ] = 0
    data: Annotated[Path, Field(description="Folder of the embedded store, objects and keys (mode 0700).")] = Path(
        "data"
    )
    keys_folder: Annotated[
        Path | None,
        Field(description="Folder of the installation's keys; may be read-only once they exist. Empty: keys in DATA."),
    ] = None
    store_url: Annotated[
        str, Field(description="Store: sqlite:///FILE or mongodb://HOST/DATABASE. Empty: hop.db in DATA.")
    ] = ""
    store_user: Annotated[str, Field(description="MongoDB user; its database is STORE_URL's authSource.")] = ""
    store_password: Annotated[str, Field(description="MongoDB password.", repr=False)] = ""
    store_databases: Annotated[
        str,
        Field(
            description="Where services have MongoDB databases of their own: their names, with `{service}` in it. "
            "For ./hop, with a user that may read and write all of them."
        ),
    ] = ""
    store_wait: Annotated[float, Field(description="Seconds to wait at start for a store that does not answer.")] = 60
    store_deadline: Annotated[
        float,
        Field(description="Seconds an operation on MongoDB may take; then the caller hears that it is away.", gt=0),
    ] = 1.8
    events_url: Annotated[
        str,
        Field(
            description="Event log: kafka://HOST:PORT or kafka+tls://HOST:PORT, with /PREFIX to share a broker; "
            "sqlite:///FILE, the store's own. Empty: the store."
        ),
    ] = ""
    events_user: Annotated[str, Field(description="Kafka user (SCRAM-SHA-512).")] = ""
    events_password: Annotated[str, Field(description="Kafka password.", repr=False)] = ""
    objects_url: Annotated[
        str,
        Field(
            description="Papers: file:///FOLDER or s3://NAME?endpoint=https://HOST[&region=REGION] "
            "(buckets NAME-incoming and NAME-papers). Empty: objects in DATA."
        ),
    ] = ""
    objects_user: Annotated[str, Field(description="S3 access key.")] = ""
    objects_password: Annotated[str, Field(description="S3 secret key.", repr=False)] = ""
    objects_public_url: Annotated[
        str, Field(description="Address at which tablets reach the object store. Empty: its endpoint.")
    ] = ""
    engines_ca: Annotated[
        Path | None, Field(description="PEM file of the authority that signed the engines' certificates.")
    ] = None
    prepare_engines: Annotated[
        bool,
        Field(description="Make missing indexes, topics and buckets when first used, instead of refusing to start."),
    ] = False
    public_url: Annotated[str, Field(description="Address people use, for links. Empty: http://HOST:PORT.")] = ""
    gateway_url: Annotated[str, Field(description="Where a service that runs alone finds the gateway's keys.")] = (
        "http://127.0.0.1:8080"
    )
    tls_cert: Annotated[Path | None, Field(description="PEM certificate chain.")] = None
    tls_key: Annotated[Path | None, Field(description="PEM private key.")] = None
    trusted_proxies: Annotated[
        str, Field(description="Addresses or networks, comma separated, whose X-Forwarded-For is believed.")
    ] = ""
    secrets_allowed: Annotated[
        bool, Field(description="Allow classified content: only for a deployment without outside connections.")
    ] = False
    log_level: Annotated[str, Field(description="debug, info, warning or error.")] = "info"
    otel_exporter_otlp_endpoint: Annotated[
        str,
        Field(
            description="OpenTelemetry collector that takes traces by OTLP over HTTP, such as http://HOST:4318. Empty: "
            "no traces. OTEL_EXPORTER_OTLP_HEADERS, _CERTIFICATE and _TIMEOUT and OTEL_RESOURCE_ATTRIBUTES count too."
        ),
    ] = ""
    otel_traces_sampler_arg: Annotated[
        float, Field(ge=0, le=1, description="Share of the requests whose trace is recorded.")
    ] = 1.0

    @property
    def keys(self) -> Path:
        return self.keys_folder or self.data / "keys"

    @property
    def store(self) -> str:
        return self.store_url or f"sqlite:///{self.data / 'hop.db'}"

    @property
    def events(self) -> str:
        return self.events_url or self.store

    @property
    def objects(self) -> str:
        return self.objects_url or f"file:///{self.data / 'objects'}"

    @property
    def public(self) -> str:
        """Without a slash at the end."""
        scheme = "https" if self.tls_cert else "http"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")
