"""Buckets are made by the migration and verified at start: one that uploads reach, one that only services write.

The first keeps no versions: what was refused or left behind is gone however it is removed, by rules of the store too.
"""

from minio import Minio
from minio.commonconfig import ENABLED
from minio.error import S3Error
from minio.versioningconfig import SUSPENDED, VersioningConfig

from shared.objects.port import ObjectsUnprepared
from shared.objects.s3.connection import Connection
from shared.objects.s3.errors import in_thread
from shared.objects.s3.multipart import allow_origin

# Without the first two, readers of parts of a paper would fetch it whole; the web app keeps the tags of uploaded parts.
_EXPOSED = ("Accept-Ranges", "Content-Range", "Content-Length", "ETag")


async def prepare(connection: Connection, origin: str) -> None:
    """Idempotent; `origin` is the web app's. Raises ObjectsAway."""
    await in_thread(_prepare, connection, origin)


async def verify(connection: Connection) -> None:
    """Raises ObjectsUnprepared, ObjectsAway."""
    with connection.client() as client:
        for bucket in (connection.incoming, connection.papers):
            try:
                exists = await in_thread(client.bucket_exists, bucket)
                keeps_versions = exists and await in_thread(_keeps_versions, client, bucket)
            except S3Error as error:
                raise ObjectsUnprepared(
                    f"The object store at OBJECTS_URL refuses us bucket {bucket}: {error.code}. "
                    "Check OBJECTS_USER and OBJECTS_PASSWORD, and what that key may do."
                ) from error
            if not exists:
                raise ObjectsUnprepared(f"bucket {bucket} is missing. Run: python -m services.prepare")
            if keeps_versions and bucket == connection.incoming:
                raise ObjectsUnprepared(
                    f"bucket {bucket} keeps versions: refused papers could stay. Run: python -m services.prepare"
                )


def _prepare(connection: Connection, origin: str) -> None:
    with connection.client() as client:
        for bucket, methods in ((connection.incoming, ("POST", "PUT")), (connection.papers, ("GET", "HEAD"))):
            if not client.bucket_exists(bucket):
                client.make_bucket(bucket)
            allow_origin(client, bucket, origin, methods, _EXPOSED)
        if _keeps_versions(client, connection.incoming):
            client.set_bucket_versioning(connection.incoming, VersioningConfig(SUSPENDED))


def _keeps_versions(client: Minio, bucket: str) -> bool:
    return client.get_bucket_versioning(bucket).status == ENABLED
