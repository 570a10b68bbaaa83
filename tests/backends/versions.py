"""What an S3 store keeps of a bucket's objects after they were replaced or removed."""

from collections.abc import Iterator
from contextlib import contextmanager

from minio.commonconfig import ENABLED
from minio.versioningconfig import SUSPENDED, VersioningConfig

from shared.objects.s3.connection import Connection
from shared.objects.s3.multipart import arrived


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


def everything(connection: Connection) -> list[bytes]:
    """Every version of every object of every bucket."""
    found = []
    with connection.client() as client:
        for bucket in client.list_buckets():
            for one in client.list_objects(bucket.name, recursive=True, include_version=True):
                if one.is_dir or one.is_delete_marker:
                    continue
                answer = client.get_object(bucket.name, str(one.object_name), version_id=_named(one.version_id))
                found.append(answer.read())
                answer.close()
    return found


def parts_left(connection: Connection) -> list[str]:
    """Keys of uploads that nobody has finished, and of which some part has come."""
    with connection.client() as client:
        uploads = client._list_multipart_uploads(connection.incoming).uploads
        keys = [(str(one.object_name), str(one.upload_id)) for one in uploads]
        return [key for key, upload in keys if arrived(client, connection.incoming, key, upload)]


def _named(version: str | None) -> str | None:
    """What is older than a bucket's versions has none."""
    return None if version == "null" else version
