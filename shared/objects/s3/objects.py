"""Objects in an S3 store."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from minio import Minio
from minio.datatypes import Part, PostPolicy
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from minio.helpers import DictType

from shared.objects.port import (
    INCOMING,
    ONE_PIECE,
    PART_SIZE,
    UPLOAD_LIFETIME,
    NoSuchObject,
    ObjectsAway,
    PartMissing,
    Serving,
    Upload,
    UploadPart,
    part_lengths,
)
from shared.objects.s3 import multipart
from shared.objects.s3.connection import Connection
from shared.objects.s3.errors import in_thread
from shared.objects.signatures import check_key, is_key

SHORTEST = timedelta(seconds=1)  # that the SDK signs for
_BYTES = "application/octet-stream"  # what an upload is until a worker has looked into it


class S3Objects:
    def __init__(self, connection: Connection, client: Minio) -> None:
        self._connection = connection
        self._client = client
        self._signer = connection.signer()

    async def put(self, key: str, source: Path, media_type: str) -> None:
        await in_thread(self._client.fput_object, self._bucket(key), key, str(source), media_type)

    async def fetch(self, key: str, target: Path) -> None:
        await in_thread(self._client.fget_object, self._bucket(key), key, str(target))

    async def keys(self, area: str) -> AsyncGenerator[str]:
        bucket = self._connection.bucket(area)
        listed = await in_thread(lambda: [one.object_name for one in self._client.list_objects(bucket, recursive=True)])
        for key in listed:
            if key and is_key(key):
                yield key

    async def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            await in_thread(self._delete, self._bucket(key), key)

    async def sign_upload(self, key: str, size: int, token: str = "") -> Upload:
        bucket = self._bucket(key)
        if not key.startswith(INCOMING):
            raise NoSuchObject(key)
        expires_at = datetime.now(UTC) + timedelta(seconds=UPLOAD_LIFETIME)
        if size <= ONE_PIECE:
            return Upload(key, size, [self._form(bucket, key, size, expires_at)], expires_at)
        token = token or await in_thread(multipart.begin, self._client, bucket, key, _BYTES)
        lengths = part_lengths(size)
        there = await self._parts(key, token)
        missing = [number for number, length in lengths.items() if not _is_whole(there.get(number), length)]
        return Upload(key, PART_SIZE, [self._part(bucket, key, token, number) for number in missing], expires_at, token)

    async def finish_upload(self, upload_key: str, size: int, token: str, etags: dict[int, str]) -> None:
        missing = list(part_lengths(size)) if token else [1]
        try:
            if token:
                await self._join(upload_key, size, token, etags)
        except PartMissing as error:  # or taken away just now by whoever finishes it too
            missing = error.missing
        if await self._size(upload_key) != size:
            raise PartMissing(missing)

    async def abort_upload(self, key: str, token: str) -> None:
        bucket = self._bucket(key)
        if token:
            with suppress(NoSuchObject):  # finished, or aborted before
                await in_thread(multipart.abort, self._client, bucket, key, token)
        await self.delete([key])

    def link(self, key: str, serving: Serving) -> str:
        shown: DictType = {"response-content-type": serving.media_type, "response-content-disposition": "inline"}
        if serving.download_name:
            shown["response-content-disposition"] = (
                f"attachment; filename*=UTF-8''{quote(serving.download_name, safe='')}"
            )
        bucket, lifetime = self._bucket(key), timedelta(seconds=serving.lifetime)
        if lifetime >= SHORTEST:
            return self._signer.presigned_get_object(bucket, key, lifetime, shown)
        begins = datetime.now(UTC) + lifetime - SHORTEST
        return self._signer.presigned_get_object(bucket, key, SHORTEST, shown, begins)

    def _bucket(self, key: str) -> str:
        """Raises NoSuchObject for what is no key of ours."""
        return self._connection.bucket(check_key(key))

    def _form(self, bucket: str, key: str, size: int, expires_at: datetime) -> UploadPart:
        policy = PostPolicy(bucket, expires_at)
        policy.add_equals_condition("key", key)
        policy.add_equals_condition("Content-Type", _BYTES)
        policy.add_content_length_range_condition(size, size)
        fields = {"key": key, "Content-Type": _BYTES} | self._signer.presigned_post_policy(policy)
        return UploadPart(number=1, method="POST", url=f"{self._connection.public}/{bucket}", fields=fields)

    def _part(self, bucket: str, key: str, token: str, number: int) -> UploadPart:
        lifetime = timedelta(seconds=UPLOAD_LIFETIME)
        url = multipart.sign_part(self._signer, bucket, key, token, number, lifetime)
        return UploadPart(number=number, method="PUT", url=url, fields={})

    async def _join(self, key: str, size: int, token: str, etags: dict[int, str]) -> None:
        """Repeated after a crash, or when it was done already, it changes nothing. Raises PartMissing."""
        try:
            there = await in_thread(multipart.arrived, self._client, self._bucket(key), key, token)
        except NoSuchObject:
            return  # the size of what is there decides
        lengths = part_lengths(size)
        if missing := [number for number, length in lengths.items() if not _is_whole(there.get(number), length)]:
            raise PartMissing(missing)
        # A part that was sent again may be listed as it was first; the tag says which one is meant.
        parts = [Part(number, etags.get(number, "").strip('"') or there[number].etag) for number in lengths]
        try:
            await in_thread(multipart.complete, self._client, self._bucket(key), key, token, parts)
        except NoSuchObject:
            return  # somebody else has just finished it
        except S3Error as error:
            if error.code == "InvalidPart":
                raise PartMissing(list(lengths)) from error
            raise

    async def _parts(self, key: str, token: str) -> dict[int, Part]:
        try:
            return await in_thread(multipart.arrived, self._client, self._bucket(key), key, token)
        except NoSuchObject:
            return {}

    async def _size(self, key: str) -> int | None:
        try:
            return (await in_thread(self._client.stat_object, self._bucket(key), key)).size
        except NoSuchObject:
            return None

    def _delete(self, bucket: str, key: str) -> None:
        """In a bucket with versions all of them go, markers of deletions too, and what is older than versions."""
        self._client.remove_object(bucket, key)
        versions = [
            DeleteObject(key, one.version_id)
            for one in self._client.list_objects(bucket, prefix=key, include_version=True)
            if one.object_name == key and one.version_id is not None
        ]
        for error in self._client.remove_objects(bucket, versions) if versions else ():
            raise ObjectsAway(f"{error.code} for {key}")


def _is_whole(part: Part | None, length: int) -> bool:
    return part is not None and part.size == length
