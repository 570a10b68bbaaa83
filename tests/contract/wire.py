"""The other end of a signed URL: what a tablet does with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from aiohttp import ClientSession, FormData
from yarl import URL

from shared.objects.port import UploadPart


@dataclass(frozen=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """`base` is what URLs without a host are relative to: where the product serves objects itself."""

    def __init__(self, session: ClientSession, base: URL) -> None:
        self._session = session
        self._base = base

    async def send(self, method: str, url: str, data: Any = None, **headers: str) -> Answered:
        target = self._base.join(URL(url, encoded=True))
        data = BytesIO(data) if isinstance(data, bytes) else data
        async with self._session.request(method, target, data=data, headers=headers) as response:
            return Answered(response.status, response.headers, await response.read())

    async def get(self, url: str, **headers: str) -> Answered:
        return await self.send("GET", url, **headers)

    async def head(self, url: str) -> Answered:
        return await self.send("HEAD", url)

    async def upload(self, part: UploadPart, content: bytes, **headers: str) -> Answered:
        """As the browser does: a form whose last field is the file, or the bytes alone."""
        if part["method"] == "PUT":
            return await self.send("PUT", part["url"], data=content, **headers)
        form = FormData(part["fields"])
        form.add_field("file", BytesIO(content), filename="bao-cao.pdf", content_type="application/pdf")
        return await self.send("POST", part["url"], data=form, **headers)
