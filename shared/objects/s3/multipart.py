"""The one place that uses what the minio SDK keeps private: it has no public calls for uploads in parts and for CORS.

A contract test holds each of them to what it must do, so that an update of the SDK cannot change it unnoticed.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from xml.sax.saxutils import escape

from minio import Minio
from minio.datatypes import Part


def begin(client: Minio, bucket: str, key: str, media_type: str) -> str:
    """The upload's id."""
    return client._create_multipart_upload(bucket, key, {"Content-Type": media_type})


def sign_part(client: Minio, bucket: str, key: str, upload_id: str, number: int, lifetime: timedelta) -> str:
    query = {"uploadId": upload_id, "partNumber": str(number)}
    return client.get_presigned_url("PUT", bucket, key, expires=lifetime, extra_query_params=dict(query))


def arrived(client: Minio, bucket: str, key: str, upload_id: str) -> dict[int, Part]:
    """Parts by number. Raises S3Error NoSuchUpload when it is over, finished or aborted."""
    found: dict[int, Part] = {}
    marker: str | None = None
    while True:
        page = client._list_parts(bucket, key, upload_id, part_number_marker=marker)
        found |= {part.part_number: part for part in page.parts}
        if not page.is_truncated:
            return found
        marker = str(page.next_part_number_marker)


def complete(client: Minio, bucket: str, key: str, upload_id: str, parts: Iterable[Part]) -> None:
    client._complete_multipart_upload(bucket, key, upload_id, sorted(parts, key=lambda part: part.part_number))


def abort(client: Minio, bucket: str, key: str, upload_id: str) -> None:
    client._abort_multipart_upload(bucket, key, upload_id)


def allow_origin(client: Minio, bucket: str, origin: str, methods: Iterable[str], exposed: Iterable[str]) -> None:
    """Replaces the bucket's CORS rules by one."""
    many: Mapping[str, Iterable[str]] = {"AllowedMethod": methods, "ExposeHeader": exposed}
    rule = "".join(f"<{name}>{escape(one)}</{name}>" for name, values in many.items() for one in values)
    body = (
        f"<CORSConfiguration><CORSRule><AllowedOrigin>{escape(origin)}</AllowedOrigin><AllowedHeader>*</AllowedHeader>"
        f"{rule}<MaxAgeSeconds>3600</MaxAgeSeconds></CORSRule></CORSConfiguration>"
    ).encode()
    client._execute("PUT", bucket, body=body, headers={"Content-Type": "application/xml"}, query_params={"cors": ""})
