"""SeaweedFS with an S3 door."""

import io
import json
import os
from pathlib import Path

import urllib3
from minio import Minio
from minio.error import MinioException

from tests.backends.server import INSTALLED, Server, free_ports

USER, PASSWORD = "hop-tests", "hop-tests-secret"


def s3(folder: Path) -> tuple[Server, str]:
    """The server, not yet started, and its endpoint."""
    ports = free_ports(8)
    identity = {"name": "hop", "credentials": [{"accessKey": USER, "secretKey": PASSWORD}], "actions": ["Admin"]}
    (folder / "identities.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir(exist_ok=True)
    names = ["s3.port", "s3.port.grpc", "master.port", "master.port.grpc"]
    names += ["volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc"]
    command = [os.fspath(INSTALLED / "venv/bin/weed"), "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    command += ["-master.telemetry=false", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-dir={folder / 'data'}"]
    # Each bucket takes volumes of its own; with few of them a second bucket finds none.
    command += ["-volume.max=100", "-master.volumeSizeLimitMB=64", f"-s3.config={folder / 'identities.json'}"]
    endpoint = f"127.0.0.1:{ports[0]}"
    return Server("SeaweedFS", folder, command, lambda: _stores(endpoint)), f"http://{endpoint}"


def empty(endpoint: str, user: str, password: str) -> None:
    """Removes all objects and unfinished uploads of the installation's buckets."""
    http = urllib3.PoolManager(timeout=5)
    client = Minio(endpoint.partition("://")[2], user, password, secure=False, region="us-east-1", http_client=http)
    for bucket in filter(client.bucket_exists, ("hop-incoming", "hop-papers")):
        for one in list(client.list_objects(bucket, recursive=True)):
            client.remove_object(bucket, str(one.object_name))
        for upload in client._list_multipart_uploads(bucket).uploads:
            client._abort_multipart_upload(bucket, upload.object_name, str(upload.upload_id))
    close(http)


def close(http: urllib3.PoolManager) -> None:
    """`clear` would leave it to the collector."""
    for key in list(http.pools.keys()):
        http.pools[key].close()


def _stores(endpoint: str) -> bool:
    """It answers before it has a volume to write to."""
    http = urllib3.PoolManager(timeout=2, retries=False)
    client = Minio(endpoint, USER, PASSWORD, secure=False, region="us-east-1", http_client=http)
    try:
        if not client.bucket_exists("ready"):
            client.make_bucket("ready")
        client.put_object("ready", "ready", io.BytesIO(b"x"), 1)
    except (MinioException, urllib3.exceptions.HTTPError):
        return False
    finally:
        close(http)
    return True
