"""The whole product with its demo, in the test's process, on a folder that outlives it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.demo import load
from services.demo.history import Part
from services.demo.load import Demo
from services.demo.steps import STEPS
from services.embedded import Embedded, embedded
from shared.clock import SystemClock
from shared.settings import Settings
from tests.factories.installation import Person, until


@dataclass(slots=True)
class Running:
    """`said` is what the demo had printed."""

    product: Embedded
    demo: Demo
    client: TestClient[Any, Any]
    said: list[str]

    async def sign_in(self, name: str) -> Person:
        answer = await self.client.post("/api/sessions", json={"name": name, "password": self.demo.password})
        assert answer.status == 201, await answer.text()
        return Person(self.client, (await answer.json())["access_token"])

    async def announced(self) -> str:
        """What is printed, when it is."""

        async def heard() -> bool:
            return bool(self.said)

        await until(heard, seconds=60)
        return "\n".join(self.said)

    async def papers(self) -> None:
        """Until the last one is in its meeting."""

        async def complete() -> bool:
            return await self.product.kit.backends.store.get(STEPS, "papers") is not None

        await until(complete, seconds=100)


@asynccontextmanager
async def run(data: Path) -> AsyncIterator[Running]:
    settings = Settings(data=data, public_url="http://hop.phutho.example")
    async with embedded(settings, SystemClock()) as product:
        said: list[str] = []
        demo = Demo(
            [Part(one, product.kit.backends.log) for one in product.services],
            product.kit,
            product.gateway.world,
            said.append,
        )
        demo.attach(product.app)
        async with TestClient(TestServer(product.app)) as client:
            demo.listening.set()
            yield Running(product, demo, client, said)


Start = Callable[[], AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="package")
def without_office() -> Iterator[None]:
    """Office papers take LibreOffice half a minute; the stories in the browser load them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "office_available", lambda: False)
        yield


@pytest.fixture(scope="package")
def loaded(without_office: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the complete demo."""
    data = tmp_path_factory.mktemp("demo") / "data"

    async def load_all() -> None:
        async with run(data) as hop:
            await hop.papers()

    asyncio.run(load_all())
    return data


@pytest.fixture
async def hop(loaded: Path) -> AsyncIterator[Running]:
    """For tests that change nothing."""
    async with run(loaded) as running:
        yield running


@pytest.fixture
def restart(loaded: Path, tmp_path: Path) -> Start:
    """Each call starts the product anew on a copy of the complete demo."""
    shutil.copytree(loaded, tmp_path / "copy")
    return lambda: run(tmp_path / "copy")


@pytest.fixture
def start(without_office: None, tmp_path: Path) -> Start:
    """Each call starts the product anew on the same data, empty at first."""
    return lambda: run(tmp_path / "data")
