"""Papers as small as a test needs, and the way of a file into a meeting as the web app goes it."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pypdfium2
from aiohttp import FormData
from pypdfium2 import raw

from tests.factories.installation import Installation, Person, until

DONE = {"ready", "refused"}


def pdf(*pages: str) -> bytes:
    """A page for each text, line by line, in a font PDF viewers bring along; no text, an empty page."""
    document = pypdfium2.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    for text in pages:
        page = document.new_page(595, 842)
        for number, line in enumerate(text.splitlines()):
            _write(document, page, font, line, 780 - 20 * number)
        page.gen_content()
    target = BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def _write(document: Any, page: Any, font: Any, line: str, y: float) -> None:
    written = raw.FPDFPageObj_CreateTextObj(document.raw, font, 12)
    letters = (line + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(written, (raw.FPDF_WCHAR * (len(letters) // 2)).from_buffer_copy(letters))
    raw.FPDFPageObj_Transform(written, 1, 0, 0, 1, 72, y)
    raw.FPDFPage_InsertObject(page.raw, written)


@dataclass(slots=True)
class Desk:
    """A secretary who hands papers out in meeting m1."""

    hop: Installation
    secretary: Person
    meeting_id: str = "m1"
    sent: list[str] = field(default_factory=list)

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
            async with self.hop.client.post(part["url"], data=form) as response:
                assert response.status in {200, 201, 204}, await response.text()
            return None
        start = (part["number"] - 1) * part_size
        async with self.hop.client.put(part["url"], data=content[start : start + part_size]) as response:
            assert response.status == 200, await response.text()
            return {"number": part["number"], "etag": response.headers["ETag"]}

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

    async def hand_out(self, content: bytes, **fields: Any) -> dict[str, Any]:
        return await self.release(await self.add(content, **fields))


async def links(person: Person, document: dict[str, Any]) -> Any:
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}/links"
    return await person.send("POST", path)
