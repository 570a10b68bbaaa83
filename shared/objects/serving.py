"""The routes behind the file adapter's signed URLs: ranges out, forms and parts in."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from shared.objects.files import PIECE, Draft, FileObjects, in_thread, make_folder
from shared.objects.port import NoSuchObject, ObjectsAway
from shared.objects.signatures import Signatures

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_MALFORMED = (AssertionError, RuntimeError, ValueError, HttpProcessingError)  # what aiohttp raises for a broken form


class FileServing:
    def __init__(self, objects: FileObjects, signatures: Signatures) -> None:
        self._objects = objects
        self._signatures = signatures

    def routes(self) -> list[web.RouteDef]:
        path = self._signatures.base + "/{key:.+}"
        return [web.get(path, self._serve), web.post(path, self._take_form), web.put(path, self._take_part)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = self._objects.path(self._key(request))
        if not await asyncio.to_thread(path.is_file):
            raise web.HTTPNotFound
        headers = SAFE_HEADERS | {"Content-Type": request.query["type"], "Content-Disposition": "inline"}
        if name := request.query["name"]:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        return web.FileResponse(path, headers=headers, chunk_size=PIECE)

    async def _take_form(self, request: web.Request) -> web.Response:
        path = self._objects.path(self._key(request))
        await in_thread(make_folder, path.parent)
        async with aclosing(_form_file(request)) as pieces:
            await _take(path, pieces, int(request.query["size"]))
        return web.Response(status=204)

    async def _take_part(self, request: web.Request) -> web.Response:
        path = self._objects.part(self._key(request), int(request.query["part"]))
        digest = await _take(path, request.content.iter_chunked(PIECE), int(request.query["size"]))
        return web.Response(headers={"ETag": f'"{digest}"'})

    def _key(self, request: web.Request) -> str:
        key = request.match_info["key"]
        try:
            self._signatures.check(request.method, key, request.query)
        except NoSuchObject:
            raise web.HTTPNotFound from None
        return key


async def _form_file(request: web.Request) -> AsyncGenerator[bytes, None]:
    """The bytes of the form's field `file`. Raises HTTPBadRequest."""
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                while piece := await part.read_chunk(PIECE):
                    yield piece
                return
    except _MALFORMED as error:
        raise web.HTTPBadRequest(text="the form cannot be read") from error
    raise web.HTTPBadRequest(text="the form has no file")


async def _take(path: Path, pieces: AsyncIterator[bytes], size: int) -> str:
    """Writes exactly `size` bytes, or nothing; gives their SHA-256."""
    try:
        draft = await in_thread(Draft, path)
        try:
            digest = await _copy(pieces, draft, size)
            await in_thread(draft.keep)
        finally:
            await in_thread(draft.drop)
    except NoSuchObject:
        raise web.HTTPNotFound from None
    except ObjectsAway:
        raise web.HTTPInsufficientStorage(text="the paper could not be stored") from None
    return digest


async def _copy(pieces: AsyncIterator[bytes], draft: Draft, size: int) -> str:
    digest, received = sha256(), 0
    async for piece in pieces:
        received += len(piece)
        if received > size:
            break
        digest.update(piece)
        await in_thread(draft.file.write, piece)
    if received != size:
        raise web.HTTPBadRequest(text="the size differs from what was signed")
    return digest.hexdigest()
