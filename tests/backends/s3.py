"""SeaweedFS with an S3 door."""

import io
import json
import os
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from tests.backends.accounts import ADMINISTRATOR, Accounts
from tests.backends.authority import Authority
from tests.backends.server import INSTALLED, Server, free_ports

BUCKETS = ("hop-incoming", "hop-papers")


def s3(folder: Path, authority: Authority, accounts: Accounts, door: int = 0) -> tuple[Server, str]:
    """The server, not yet started, and its endpoint. Of the services, documents alone has a key, for its buckets."""
    ports = free_ports(8)
    mine = [f"{action}:{bucket}" for bucket in BUCKETS for action in ("Read", "Write", "List", "Tagging")]
    identities = [_identity(accounts, ADMINISTRATOR, ["Admin"]), _identity(accounts, "documents", mine)]
    (folder / "identities.json").write_text(json.dumps({"identities": identities}))
    (folder / "data").mkdir(exist_ok=True)
    names = ["s3.port", "s3.port.grpc", "master.port", "master.port.grpc"]
    names += ["volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"]
    command = [os.fspath(INSTALLED / "venv/bin/weed"), "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    command += [f"-s3.cert.file={authority.certificate}", f"-s3.key.file={authority.key}"]
    command += ["-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-dir={folder / 'data'}"]
    # Each bucket takes volumes of its own; with few of them a second bucket finds none.
    command += ["-volume.max=100", "-master.volumeSizeLimitMB=64", f"-s3.config={folder / 'identities.json'}"]
    endpoint = f"https://127.0.0.1:{ports[0]}"
    password = accounts.passwords[ADMINISTRATOR]
    return Server("SeaweedFS", folder, command, lambda: _stores(endpoint, authority.ca, password)), endpoint


def _identity(accounts: Accounts, name: str, actions: list[str]) -> dict[str, object]:
    return {
        "name": name,
        "credentials": [{"accessKey": name, "secretKey": accounts.passwords[name]}],
        "actions": actions,
    }


def empty(endpoint: str, ca: Path, user: str, password: str) -> None:
    """Removes all objects and unfinished uploads of the installation's buckets."""
    http = _http(ca)
    client = _client(endpoint, user, password, http)
    for bucket in filter(client.bucket_exists, BUCKETS):
        for one in list(client.list_objects(bucket, recursive=True)):
            client.remove_object(bucket, str(one.object_name))
        for upload in client._list_multipart_uploads(bucket).uploads:
            client._abort_multipart_upload(bucket, upload.object_name, str(upload.upload_id))
    close(http)


def close(http: urllib3.PoolManager) -> None:
    """`clear` would leave it to the collector."""
    for key in list(http.pools.keys()):
        http.pools[key].close()


def _http(ca: Path, seconds: float = 30) -> urllib3.PoolManager:
    return urllib3.PoolManager(timeout=seconds, retries=False, ca_certs=os.fspath(ca))


def _client(endpoint: str, user: str, password: str, http: urllib3.PoolManager) -> Minio:
    scheme, _, host = endpoint.partition("://")
    return Minio(host, user, password, secure=scheme == "https", region="us-east-1", http_client=http)


def _stores(endpoint: str, ca: Path, password: str) -> bool:
    """It answers before it has a volume to write to."""
    http = _http(ca, 5)
    client = _client(endpoint, ADMINISTRATOR, password, http)
    try:
        if not client.bucket_exists("ready"):
            client.make_bucket("ready")
        client.put_object("ready", "ready", io.BytesIO(b"x"), 1)
    except (MinioException, urllib3.exceptions.HTTPError):
        return False
    finally:
        close(http)
    return True


def may_list(endpoint: str, ca: Path, user: str, password: str, bucket: str) -> bool:
    http = _http(ca)
    try:
        list(_client(endpoint, user, password, http).list_objects(bucket))
    except S3Error as error:
        if error.code not in {"AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}:
            raise
        return False
    finally:
        close(http)
    return True
