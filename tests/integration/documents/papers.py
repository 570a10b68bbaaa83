"""The way of a file into a meeting, as the web app goes it."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from aiohttp import FormData
from yarl import URL

from tests.factories.installation import Installation, Person, until

DONE = {"ready", "refused"}


@dataclass(slots=True)
class Desk:
    """A secretary who hands papers out in meeting m1."""

    hop: Installation
    secretary: Person
    meeting_id: str = "m1"

    async def add(self, content: bytes, **fields: Any) -> dict[str, Any]:
        """Uploaded and checked; the document as the secretary then sees it."""
        begun = await self.begin(len(content), **fields)
        await self.upload(begun, content)
        return await self.checked(begun["document"]["id"], begun["version"]["id"])

    async def add_version(self, document_id: str, content: bytes, name: str = "ban-2.pdf") -> dict[str, Any]:
        body = {"file_name": name, "size": len(content)}
        begun = await self.secretary.send("POST", f"/api/documents/{document_id}/versions", body)
        await self.upload(begun, content)
        return await self.checked(document_id, begun["version"]["id"])

    async def begin(self, size: int, **fields: Any) -> Any:
        body = {"title": "Báo cáo", "file_name": "bao-cao.pdf", "size": size} | fields
        return await self.secretary.send("POST", f"/api/meetings/{self.meeting_id}/documents", body)

    async def upload(self, begun: Any, content: bytes) -> None:
        etags = [await self.send_part(part, begun["upload"]["part_size"], content) for part in begun["upload"]["parts"]]
        path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload"
        await self.secretary.send("PUT", path, {"parts": [etag for etag in etags if etag]})

    async def send_part(self, part: dict[str, Any], part_size: int, content: bytes) -> dict[str, Any] | None:
        if part["method"] == "POST":
            form = FormData(part["fields"])
            form.add_field("file", content, filename="paper", content_type="application/octet-stream")
            async with self.hop.client.session.post(self._address(part["url"]), data=form) as response:
                assert response.status in {200, 201, 204}, await response.text()
            return None
        start = (part["number"] - 1) * part_size
        piece = BytesIO(content[start : start + part_size])
        async with self.hop.client.session.put(self._address(part["url"]), data=piece) as response:
            assert response.status == 200, await response.text()
            return {"number": part["number"], "etag": response.headers["ETag"]}

    def _address(self, signed: str) -> URL:
        """An object store of its own has a whole address."""
        url = URL(signed)
        return url if url.absolute else self.hop.client.make_url(url)

    async def checked(self, document_id: str, version_id: str) -> dict[str, Any]:
        found: dict[str, Any] = {}

        async def is_done() -> bool:
            nonlocal found
            found = await self.secretary.get(f"/api/documents/{document_id}")
            return any(one["id"] == version_id and one["state"] in DONE for one in found["versions"])

        await until(is_done, 60)
        return found

    async def release(self, document: dict[str, Any]) -> dict[str, Any]:
        body = {"version_id": document["versions"][-1]["id"]}
        released: dict[str, Any] = await self.secretary.send("POST", f"/api/documents/{document['id']}/release", body)
        return released

    async def objects(self) -> list[Path]:
        """Every file in the object store."""
        folder = self.hop.kit.settings.data / "objects"
        return await asyncio.to_thread(lambda: [path for path in folder.rglob("*") if path.is_file()])

    async def hand_out(self, content: bytes, **fields: Any) -> dict[str, Any]:
        return await self.release(await self.add(content, **fields))

    async def original(self, document_id: str) -> tuple[bytes, str]:
        """What the secretary is given, and the SHA-256 of what was checked."""
        document = await self.secretary.get(f"/api/documents/{document_id}")
        url = self._address((await links(self.secretary, document))["original"])
        async with self.hop.client.session.get(url) as response:
            assert response.status == 200, await response.text()
            return await response.read(), document["version"]["sha256"]


async def links(person: Person, document: dict[str, Any]) -> Any:
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}/links"
    return await person.send("POST", path)
