"""The SDK's calls run in threads; its errors become the port's."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from minio.error import InvalidResponseError, S3Error, ServerError
from urllib3.exceptions import HTTPError

from shared.objects.port import NoSuchObject, ObjectsAway

T = TypeVar("T")

_MISSING = {"NoSuchKey", "NoSuchUpload", "NoSuchVersion"}
_PASSING = {"InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", "OperationAborted"}
_CLOCKS_DIFFER = {"RequestTimeTooSkewed", "RequestExpired"}


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """Raises NoSuchObject, ObjectsAway, and S3Error for what trying again would not help."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except S3Error as error:
        if error.code in _MISSING:
            raise NoSuchObject(error.resource) from error
        if error.code in _PASSING | _CLOCKS_DIFFER:
            raise ObjectsAway(str(error)) from error
        raise
    except (ServerError, InvalidResponseError, HTTPError, OSError) as error:
        raise ObjectsAway(str(error)) from error
