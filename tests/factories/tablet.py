"""Somebody with a tablet before a product that runs elsewhere; papers go by signed links to the object store's door."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any, TypeVar

import aiohttp
import orjson

from shared.ids import new_id

T = TypeVar("T")

PASSWORD = "một câu dài để nhớ"
PATIENCE = 180.0  # seconds for what only needs time
CODE = re.compile(r"enter the code (\S+)\n")
NO_ANSWER = {0, 502, 503, 504}  # of `ask_once`: to be asked again


@dataclass(slots=True)
class Tablet:
    """`url` is the gateway's; `door` are the headers by which it knows where the browser thinks it is."""

    client: aiohttp.ClientSession
    url: str
    door: dict[str, str]
    token: str = ""
    seen: str = ""

    def another(self) -> "Tablet":
        return Tablet(self.client, self.url, self.door)

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Asked again while the product says that it is away for a moment, as the web app does."""
        key = new_id()
        return await _answered(lambda: self.ask_once(method, path, body, key), f"{method} {path}")

    async def ask_once(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """Status 0 when the connection broke: nobody knows what was done."""
        headers = self.door | {"Idempotency-Key": key or new_id()}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"Hop-After": self.seen} if self.seen else {}
        try:
            async with self.client.request(method, self.url + path, json=body, headers=headers) as response:
                content = await response.read()
                self.seen = response.headers.get("Hop-Seen", self.seen)
                return response.status, orjson.loads(content) if content else None
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            return 0, None

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = await self.ask(method, path, body)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    async def get(self, path: str) -> Any:
        return await self.send("GET", path)

    async def post_when_known(self, path: str, body: Any) -> Any:
        """Asked until everybody it names is known there: a service that is ready may still be joining its groups."""

        def is_done(found: tuple[int, Any]) -> bool:
            status, answer = found
            unknown = [row for row in answer.get("refused", ()) if row["code"] != "already-takes-part"]
            if status < 300 and not unknown and answer.get("done") == answer.get("total"):
                return True
            assert status in {202, 404, 422}, f"{path}: {status} {answer}"
            return False

        return (await _until(lambda: self.ask("POST", path, body), is_done, path))[1]

    async def sign_in(self, name: str, password: str) -> "Tablet":
        """With a one-time password he then chooses his own."""
        answer = await self.send("POST", "/api/sessions", {"name": name, "password": password})
        self.token = answer["access_token"]
        if answer["person"]["must_change_password"]:
            change = {"current": password, "new": PASSWORD}
            self.token = (await self.send("PUT", "/api/me/password", change))["access_token"]
        return self

    async def upload(self, begun: Any, content: bytes) -> None:
        """As a form or in parts; sent again while the object store is away for a moment, as people do."""
        size = begun["upload"]["part_size"]
        for part in begun["upload"]["parts"]:
            piece = content[(part["number"] - 1) * size :][:size]
            status, answer = await _answered(partial(self._send_part, part, piece), "upload")
            assert status in {200, 201, 204}, answer
        path = f"/api/documents/{begun['document']['id']}/versions/{begun['version']['id']}/upload"
        await self.send("PUT", path, {"parts": []})

    async def _send_part(self, part: Any, content: bytes) -> tuple[int, bytes]:
        if part["method"] == "PUT":
            return await self._of_the_objects("PUT", part["url"], BytesIO(content))
        form = aiohttp.FormData(part["fields"])
        form.add_field("file", content, filename="paper", content_type="application/octet-stream")
        return await self._of_the_objects("POST", part["url"], form)

    async def _of_the_objects(self, method: str, url: str, data: Any = None) -> tuple[int, bytes]:
        """Status 0 when the connection broke."""
        try:
            async with self.client.request(method, url, data=data) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            return 0, b""

    async def open_once(self, document: str, file: str = "reading") -> tuple[int, bytes]:
        """By a link issued now; `file` is `original` for the secretary's own. Status 0 when the connection broke."""
        version = (await self.get(f"/api/documents/{document}"))["version"]["id"]
        links = await self.send("POST", f"/api/documents/{document}/versions/{version}/links")
        return await self._of_the_objects("GET", links["original"] if file == "original" else links["reading"]["url"])

    async def open(self, document: str, file: str = "reading") -> bytes:
        """Opened again while the object store is away for a moment, as people do."""
        content: bytes
        status, content = await _answered(lambda: self.open_once(document, file), f"open {document}")
        assert status == 200, content
        return content

    async def bring(self, meeting: str, title: str, file_name: str, content: bytes) -> Any:
        """Uploaded to the object store, for the paper workers to check; the answer by which it began."""
        body = {"title": title, "file_name": file_name, "size": len(content)}
        begun = await self.send("POST", f"/api/meetings/{meeting}/documents", body)
        await self.upload(begun, content)
        return begun

    async def hand_out(self, meeting: str, file_name: str, content: bytes) -> str:
        """Uploaded to the object store, checked by the paper workers, released; the document's id."""
        begun = await self.bring(meeting, "Báo cáo", file_name, content)
        document, version = begun["document"]["id"], begun["version"]["id"]

        def is_checked(answer: Any) -> bool:
            assert answer["state"] in {"uploading", "checking", "ready"}, answer
            return bool(answer["state"] == "ready")

        await self.until(f"/api/documents/{document}/versions/{version}", is_checked)
        await self.send("POST", f"/api/documents/{document}/release", {"version_id": version})
        return str(document)

    async def until(self, path: str, wanted: Any) -> Any:
        """The answer once it is as wanted."""
        deadline = time.monotonic() + PATIENCE
        while not wanted(answer := await self.get(path)):
            assert time.monotonic() < deadline, answer
            await asyncio.sleep(0.5)
        return answer

    async def until_invited(self, meeting: str) -> None:
        """Until the diary and the inbox know of it: a stream that begins then follows it from the first fact on."""
        await _until(lambda: self._knows_of(meeting), bool, f"{meeting} in diary and inbox")

    async def _knows_of(self, meeting: str) -> bool:
        listed = [one["id"] for one in await self.all("/api/meetings")]
        told = [one["meeting"]["id"] for one in await self.all("/api/inbox") if one["meeting"]]
        return meeting in listed and meeting in told

    async def all(self, path: str) -> list[Any]:
        """The items of every page."""
        found, page = [], f"{path}?limit=100"
        while page:
            answer = await self.get(page)
            found += answer["items"]
            page = answer["next"]
        return found


async def _answered(ask: Callable[[], Awaitable[tuple[int, T]]], what: str) -> tuple[int, T]:
    return await _until(ask, lambda answer: answer[0] not in NO_ANSWER, what)


async def _until(look: Callable[[], Awaitable[T]], enough: Callable[[T], object], what: str) -> T:
    """What `look` finds once it is `enough`."""
    deadline = time.monotonic() + PATIENCE
    while not enough(found := await look()):
        assert time.monotonic() < deadline, f"{what}: {str(found)[-2000:]}"
        await asyncio.sleep(0.5)
    return found


@dataclass(slots=True)
class Stream:
    """A live stream that comes back by itself where it stopped; `facts` in the order they came, `delayed` as last told.

    As the app does, it takes facts with the mark after them: those whose mark does not arrive come again.
    """

    tablet: Tablet
    mark: str = ""
    facts: list[Any] = field(default_factory=list)
    delayed: bool = False
    connections: int = 0
    _unmarked: list[Any] = field(default_factory=list)

    async def follow(self) -> None:
        while True:
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._read()
            await asyncio.sleep(0.2)

    async def _read(self) -> None:
        headers = self.tablet.door | {"Authorization": f"Bearer {self.tablet.token}"}
        headers |= {"Last-Event-ID": self.mark} if self.mark else {}
        patience = aiohttp.ClientTimeout(total=None, sock_read=40)
        async with self.tablet.client.get(
            f"{self.tablet.url}/api/stream", headers=headers, timeout=patience
        ) as response:
            if response.status != 200:
                return
            self.connections += 1
            self._unmarked.clear()
            block: dict[str, str] = {}
            async for line in response.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    block[name] = value
                    continue
                self._note(block)
                block = {}

    def _note(self, block: dict[str, str]) -> None:
        if block.get("event") == "mark":
            self.mark = block["id"]
            self.facts += self._unmarked
            self._unmarked.clear()
        elif block.get("event") == "fact":
            self._unmarked.append(orjson.loads(block["data"]))
        elif block.get("event") == "delayed":
            self.delayed = orjson.loads(block["data"])["delayed"]


@asynccontextmanager
async def following(tablet: Tablet) -> AsyncIterator[Stream]:
    stream = Stream(tablet)
    task = asyncio.create_task(stream.follow())
    try:
        await soon(lambda: bool(stream.mark), "the stream did not begin")
        yield stream
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def set_up_code(output: Callable[[], str]) -> str:
    """Of an empty installation; the gateway tells it in a loop, which may come after its first answer."""
    told = await _until(lambda: asyncio.to_thread(output), CODE.search, "no code was told")
    return CODE.findall(told)[0]  # type: ignore[no-any-return]


async def soon(happened: Any, otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, otherwise
        await asyncio.sleep(0.1)
