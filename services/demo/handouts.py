"""Hands out a meeting's papers: uploaded, checked by the product, released, read; then a past meeting is recorded."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from services.demo.catalogue import CATALOGUE, DemoPaper
from services.demo.gatherings import BY_NAME, Prepared
from services.demo.meetings import Item
from services.demo.province import SECRETARY, Somebody
from services.demo.timetable import ZONE
from services.gateway.people.names import person_id_of
from shared.clock import to_text
from shared.store.port import Document
from shared.words import DeviceKind
from shared.zones import all_zones

log = structlog.get_logger()

LOOK_AGAIN = 0.25  # seconds between two looks at a check
READ_AT_ONCE = 12  # pages
SECONDS_A_PAGE = 25
_DEVICES = (*[DeviceKind.TABLET] * 5, DeviceKind.PHONE, DeviceKind.DESKTOP)  # most have the tablet of their office


@dataclass(frozen=True, slots=True)
class Uploaded:
    key: str
    document_id: str
    version_id: str

    @property
    def path(self) -> str:
        return f"/api/documents/{self.document_id}"


class Handout:
    """`folder` keeps what was made until all is uploaded, so that an upload begun anew is the same."""

    def __init__(self, prepared: Prepared, folder: Path, office: bool) -> None:
        self._prepared = prepared
        self._history = prepared.history
        self._times = prepared.times
        self._folder = folder / prepared.gathering.key
        self._office = office
        self._papers: list[Uploaded] = []

    async def upload(self) -> None:
        """What LibreOffice would have to open is left out where it is missing."""
        for item, key in _papers_of(self._prepared.gathering.items):
            if self._office or not CATALOGUE[key].needs_office:
                gave = await self._prepared.once(f"paper/{key}", lambda item=item, key=key: self._upload(item, key))  # type: ignore[misc]
                self._papers.append(Uploaded(key, gave["document"], gave["version"]))

    async def finish(self) -> None:
        """Waits for the checks, then goes on with the story."""
        await self._prepared.once("releases", self._release)
        await self._history.settle()
        await self._prepared.once("readings", self._read)
        if self._prepared.gathering.held:
            await self._prepared.once("record", self._record)

    async def catch_up(self) -> None:
        """Papers that were left out come after the others. What was released is released again, and stays so."""
        await self.upload()
        await self._prepared.once("later releases", self._release)

    async def _upload(self, item: Item, key: str) -> Document:
        paper = CATALOGUE[key]
        file, size = await asyncio.to_thread(self._make, paper)
        body = {
            "item_id": self._prepared.item_ids[item.title],
            "title": paper.title,
            "file_name": paper.file_name,
            "size": size,
        }
        begun = await self._lead("POST", f"{self._prepared.path}/documents", body, key)
        paper_path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}"
        if begun["version"]["state"] == "uploading":
            for part in begun["upload"]["parts"]:
                await self._history.upload(part, file)
            await self._lead("PUT", f"{paper_path}/upload", {"parts": []})
        return {"document": begun["document"]["id"], "version": begun["version"]["id"]}

    def _make(self, paper: DemoPaper) -> tuple[Path, int]:
        file = self._folder / paper.file_name
        if not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_name(f"unfinished-{file.name}")
            paper.make(unfinished, self._times.created.astimezone(all_zones()[ZONE]).date())
            unfinished.rename(file)
        return file, file.stat().st_size

    async def _release(self) -> Document:
        for paper in self._papers:
            state = await self._checked(paper)
            if state not in {"ready", "released"}:
                log.warning("demo paper not released", paper=paper.key, state=state)
            elif paper.key not in self._prepared.gathering.held_back:
                body = {"version_id": paper.version_id}
                await self._history.ask(SECRETARY, self._times.released, "POST", f"{paper.path}/release", body)
        return {}

    async def _checked(self, paper: Uploaded) -> str:
        while True:
            version = await self._lead("GET", f"{paper.path}/versions/{paper.version_id}")
            if version["state"] not in {"uploading", "checking"}:
                return str(version["state"])
            await asyncio.sleep(LOOK_AGAIN)

    async def _read(self) -> Document:
        for number, name in enumerate(self._prepared.gathering.read):
            listed = await self._history.ask(BY_NAME[name], self._times.read, "GET", f"{self._prepared.path}/documents")
            for document in listed["items"]:
                await self._sit(BY_NAME[name], number, document)
        return {}

    async def _sit(self, reader: Somebody, number: int, document: dict[str, Any]) -> None:
        """Further the later he stands in the list; he stops where his bookmark is."""
        version, at = document["version"], self._times.read
        last = min(version["pages"], 1 + number % READ_AT_ONCE)
        path = f"/api/documents/{document['id']}"
        device = _DEVICES[number % len(_DEVICES)]
        sitting = {"pages": list(range(1, last + 1)), "seconds": last * SECONDS_A_PAGE, "ended": True, "device": device}
        mark = {"version_id": version["id"], "page": last}
        await self._history.ask(reader, at, "POST", f"{path}/versions/{version['id']}/links")
        await self._history.ask(reader, at, "PUT", f"{path}/versions/{version['id']}/sittings/first", sitting)
        await self._history.ask(reader, at, "PUT", f"{path}/bookmark", mark)

    async def _record(self) -> Document:
        times = self._times
        body = {
            "started_at": to_text(times.starts + timedelta(minutes=5)),
            "ended_at": to_text(times.ends - timedelta(minutes=10)),
            "attended": [person_id_of(person.name) for person in self._prepared.accepted],
        }
        await self._history.ask(SECRETARY, times.recorded, "POST", f"{self._prepared.path}/record", body)
        return {}

    async def _lead(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        return await self._history.ask(SECRETARY, self._times.uploaded, method, path, body, key=key)


def _papers_of(items: tuple[Item, ...]) -> Iterator[tuple[Item, str]]:
    for item in items:
        yield from ((item, key) for key in item.papers)
        yield from _papers_of(item.below)
