"""How the object store is reached: addresses, bucket names and credentials from the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import urllib3
from minio import Minio

from shared.settings import BadSetting, Settings

CONNECT = 2.0  # seconds
READ = 8.0  # three tries fit into the 30 s that the gateway waits for an answer
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Connection:
    """`name` begins the buckets' names, one bucket for each area of keys. Addresses are `http(s)://host:port`."""

    endpoint: str
    name: str
    user: str
    password: str
    region: str
    public: str
    ca: Path | None = None

    def bucket(self, key: str) -> str:
        return f"{self.name}-{key.partition('/')[0]}"

    @property
    def incoming(self) -> str:
        return self.bucket("incoming/")

    @property
    def papers(self) -> str:
        return self.bucket("papers/")

    @contextmanager
    def client(self) -> Iterator[Minio]:
        http = self._http()
        try:
            yield self._minio(self.endpoint, http)
        finally:
            for pool in [http.pools[key] for key in http.pools.keys()]:  # noqa: SIM118
                pool.close()  # `clear` would leave that to the collector

    def signer(self) -> Minio:
        """Signs for the address that tablets use. The region is given, so it opens no connection."""
        return self._minio(self.public, self._http())

    def _minio(self, address: str, http: urllib3.PoolManager) -> Minio:
        scheme, _, host = address.partition("://")
        return Minio(host, self.user, self.password, secure=scheme == "https", region=self.region, http_client=http)

    def _http(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT, read=READ),
            maxsize=CONNECTIONS,
            retries=urllib3.Retry(total=2, backoff_factor=0.1, status_forcelist=[500, 502, 503, 504]),
            ca_certs=str(self.ca) if self.ca else None,
        )


def connection_of(settings: Settings) -> Connection:
    """From `s3://NAME?endpoint=https://HOST[&region=REGION]`. Raises BadSetting."""
    parts = urlsplit(settings.objects)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = query.get("endpoint", "").rstrip("/")
    if not parts.netloc or urlsplit(endpoint).scheme not in {"http", "https"}:
        raise BadSetting("OBJECTS_URL cannot be used. Use s3://NAME?endpoint=https://HOST.")
    if not (settings.objects_user and settings.objects_password):
        raise BadSetting("OBJECTS_URL=s3://… needs OBJECTS_USER and OBJECTS_PASSWORD (access key and secret key).")
    return Connection(
        endpoint=endpoint,
        name=parts.netloc,
        user=settings.objects_user,
        password=settings.objects_password,
        region=query.get("region", "us-east-1"),
        public=settings.objects_public_url.rstrip("/") or endpoint,
        ca=settings.engines_ca,
    )
