"""From the tap on a paper to its bytes, where services run apart and papers lie in a real object store.

The link comes through the gateway, the bytes from the store. All contenders ask its own door by the name that was
signed, past the host that adds headers: here that one is a stand-in. The peer's link comes through a bare proxy too,
and is made by aiohttp, pymongo and minio after the finds by key that no decision can do without: the paper; its
meeting, the caller's part in it, and whether more of it waits to be heard; what he has opened. Its proxy and its
service run apart too, as they have to where several replicas stand behind one door.
"""

import asyncio
import random
import ssl
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pikepdf
from yarl import URL

from bench.children import served
from bench.engines import office
from bench.papers_out_bare import signed, signer
from bench.rows import Measure, Row, compare, cpu_seconds
from tests.factories.papers import pdf
from tests.factories.tablet import Tablet
from tests.faults.office import Office

SIDE = 2300  # pixels of a picture that does not compress: 16 MB
PAPERS = 5  # tapped and read whole in each round
MANY = 20  # read one after the other in each round
TAPS = 40
FIRST = {"Range": "bytes=0-65535"}  # what a tablet asks for before page 1 is there
Link = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Store:
    """Its own door. `size` in bytes, of the one paper."""

    client: aiohttp.ClientSession
    endpoint: str
    ca: Path
    size: int

    async def whole(self, link: str) -> None:
        got = 0
        async with self._get(link) as response:
            assert response.status == 200, await response.text()
            async for piece in response.content.iter_any():
                got += len(piece)
        assert got == self.size

    async def first(self, link: str) -> float:
        """When its first byte was there, by the clock of `perf_counter`."""
        async with self._get(link, FIRST) as response:
            assert response.status == 206, await response.text()
            await response.content.readany()
            came = time.perf_counter()
            await response.read()
        return came

    @asynccontextmanager
    async def _get(self, link: str, more: dict[str, str] | None = None) -> AsyncIterator[aiohttp.ClientResponse]:
        parts = urlsplit(link)
        url = URL(f"{self.endpoint}{parts.path}?{parts.query}", encoded=True)
        async with self.client.get(url, headers={"Host": parts.netloc, **(more or {})}) as response:
            yield response


async def rows() -> list[Row]:
    async with office() as hop:
        reader, path = await _handed_out(hop)
        issued = (await reader.send("POST", path))["reading"]

        async def ours() -> str:
            return str((await reader.send("POST", path))["reading"]["url"])

        async with _store(hop, issued["size"]) as store, _bare_links(hop, issued["url"]) as (straight, bare):
            whole = await _whole(store, ours, bare, straight)
            rate, cpu = await _rate(hop, store, ours, straight)
            return [whole, rate, await _first(store, ours, bare, straight), cpu]


async def _whole(store: Store, ours: Link, bare: Link, straight: Link) -> Row:
    def seconds(link: Link) -> Measure:
        async def measure() -> float:
            begun = time.perf_counter()
            for _ in range(PAPERS):
                await store.whole(await link())
            return (time.perf_counter() - begun) / PAPERS

        return measure

    mine, theirs, ratio = await compare(seconds(ours), seconds(bare))
    figures = {
        "ours_ms": round(mine * 1000, 1),
        "bare_ms": round(theirs * 1000, 1),
        "without_link_ms": round(await seconds(straight)() * 1000, 1),
    }
    name = f"paper of {store.size / 1e6:.0f} MB, from the tap to its last byte ÷ by a bare link"
    return Row(name, ratio, 1.3, at_least=False, figures=figures)


async def _rate(hop: Office, store: Store, ours: Link, straight: Link) -> tuple[Row, Row]:
    """Bytes a second once the link is there; what the services spend on it, links included."""
    services = [hop.hop.services[name].pid for name in ("gateway", "documents")]
    spent: list[float] = []

    def rate(link: Link) -> Measure:
        async def measure() -> float:
            links = [await link() for _ in range(MANY)]
            begun = time.perf_counter()
            for one in links:
                await store.whole(one)
            return MANY * store.size / (time.perf_counter() - begun)

        return measure

    async def watched() -> float:
        before = sum(map(cpu_seconds, services))
        measured = await rate(ours)()
        spent.append((sum(map(cpu_seconds, services)) - before) / (MANY * store.size / 1e9))
        return measured

    mine, theirs, ratio = await compare(watched, rate(straight))
    figures = {"ours_mb_per_s": round(mine / 1e6), "straight_mb_per_s": round(theirs / 1e6)}
    cpu = Row("services while papers go out", None, figures={"cpu_s_per_gb": round(statistics.median(spent), 2)})
    return Row("rate of a paper's bytes ÷ straight from the store", ratio, 0.95, figures=figures), cpu


async def _first(store: Store, ours: Link, bare: Link, straight: Link) -> Row:
    def seconds(link: Link) -> Measure:
        async def measure() -> float:
            taken = []
            for _ in range(TAPS):
                begun = time.perf_counter()
                taken.append(await store.first(await link()) - begun)
            return statistics.median(taken)

        return measure

    mine, theirs, ratio = await compare(seconds(ours), seconds(bare))
    figures = {
        "ours_ms": round(mine * 1000, 2),
        "bare_ms": round(theirs * 1000, 2),
        "without_link_ms": round(await seconds(straight)() * 1000, 2),
    }
    return Row("paper from the tap to its first byte ÷ by a bare link", ratio, 1.3, at_least=False, figures=figures)


async def _handed_out(hop: Office) -> tuple[Tablet, str]:
    """A delegate, and the address of links to a paper released to him."""
    secretary = await hop.of("thuky")
    meeting = await hop.call_meeting(secretary, "Phiên họp có tài liệu lớn")
    document = await secretary.hand_out(meeting, "ban-ve.pdf", _paper())
    version = (await secretary.get(f"/api/documents/{document}"))["version"]["id"]
    reader = await hop.of("daibieu1")
    reader.seen = secretary.seen
    return reader, f"/api/documents/{document}/versions/{version}/links"


def _paper() -> bytes:
    """One page of text, with a picture in which nothing repeats."""
    with pikepdf.open(BytesIO(pdf("Bản vẽ tổng mặt bằng khu hành chính"))) as document:
        pixels = random.Random(1).randbytes(SIDE * SIDE * 3)
        picture = document.make_stream(
            pixels,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Width=SIDE,
            Height=SIDE,
        )
        page = document.pages[0]
        page.Resources.XObject = pikepdf.Dictionary(P=picture)
        page.contents_add(b"q 500 0 0 500 40 200 cm /P Do Q")
        target = BytesIO()
        document.save(target)
        return target.getvalue()


@asynccontextmanager
async def _store(hop: Office, size: int) -> AsyncIterator[Store]:
    engines = hop.hop.engines
    trusted = ssl.create_default_context(cafile=engines.trust.ca)
    connector = aiohttp.TCPConnector(limit=0, ssl=trusted)
    async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as client:
        yield Store(client, engines.objects, engines.trust.ca, size)


@asynccontextmanager
async def _bare_links(hop: Office, like: str) -> AsyncIterator[tuple[Link, Link]]:
    """Links to the same paper: signed here without asking anybody, and by a bare service behind a bare proxy."""
    bucket, _, key = urlsplit(like).path.strip("/").partition("/")
    settings = hop.hop.engines.settings(hop.hop.folder / "bare", "bare")
    by = signer(settings)

    async def straight() -> str:
        return signed(by, bucket, key)

    file, module = hop.hop.folder / "bare.json", "bench.papers_out_bare"
    await asyncio.to_thread(file.write_text, settings.model_dump_json())
    async with (
        served(module, "links", file, bucket, key) as service,
        served(module, "proxy", f"http://127.0.0.1:{service.port}") as proxy,
    ):

        async def bare() -> str:
            async with proxy.client.post("/links") as response:
                return str((await response.json())["reading"])

        yield straight, bare
