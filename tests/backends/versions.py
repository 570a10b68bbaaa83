"""What an S3 store keeps of a bucket's objects after they were replaced or removed."""

from collections.abc import Iterator
from contextlib import contextmanager

from minio.commonconfig import ENABLED
from minio.versioningconfig import SUSPENDED, VersioningConfig

from shared.objects.s3.connection import Connection


@contextmanager
def versions_kept(connection: Connection, bucket: str) -> Iterator[None]:
    """As an operator may have set it, though nobody asked him to."""
    with connection.client() as client:
        client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
        try:
            yield
        finally:
            client.set_bucket_versioning(bucket, VersioningConfig(SUSPENDED))


def keeps_versions(connection: Connection, bucket: str) -> bool:
    with connection.client() as client:
        return bool(client.get_bucket_versioning(bucket).status == ENABLED)


def count_versions(connection: Connection, key: str) -> int:
    """Markers of deletions are versions too."""
    with connection.client() as client:
        return len(list(client.list_objects(connection.bucket(key), prefix=key, include_version=True)))


def remove_by_hand(connection: Connection, key: str) -> None:
    """Which only puts a marker before the versions."""
    with connection.client() as client:
        client.remove_object(connection.bucket(key), key)
