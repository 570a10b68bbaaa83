"""Settings come from the environment; every one has a default that runs the product on one machine."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What all services share."""

    model_config = SettingsConfigDict(extra="ignore")

    host: Annotated[str, Field(description="Address to listen on. Other than loopback it needs TLS, see below.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(description="Port to listen on.", ge=0, le=65535)] = 8080
    data: Annotated[Path, Field(description="Folder of the embedded store, objects and keys (mode 0700).")] = Path(
        "data"
    )
    store_url: Annotated[str, Field(description="Store: sqlite:///FILE. Empty: hop.db in DATA.")] = ""
    events_url: Annotated[str, Field(description="Event log: sqlite:///FILE, the store's own. Empty: the store.")] = ""
    objects_url: Annotated[str, Field(description="Papers: file:///FOLDER. Empty: objects in DATA.")] = ""
    public_url: Annotated[str, Field(description="Address people use, for links. Empty: http://HOST:PORT.")] = ""
    tls_cert: Annotated[Path | None, Field(description="PEM certificate chain.")] = None
    tls_key: Annotated[Path | None, Field(description="PEM private key.")] = None
    trusted_proxies: Annotated[
        str, Field(description="Addresses or networks, comma separated, whose X-Forwarded-For is believed.")
    ] = ""
    log_level: Annotated[str, Field(description="debug, info, warning or error.")] = "info"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

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
