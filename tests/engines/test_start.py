"""What a process of the product says and does when an engine does not answer at its start."""

import asyncio

import pytest

from shared.settings import Settings
from tests.backends.cluster import degraded, is_ready
from tests.backends.server import free_ports
from tests.factories.installation import until
from tests.factories.processes import child

pytestmark = pytest.mark.timeout(400)

NOBODY = "127.0.0.1:1"


async def test_store_that_does_not_answer_is_waited_for_and_then_ends_the_start(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    away = settings.model_copy(update={"store_url": f"mongodb://{NOBODY}/hop", "store_wait": 2})
    async with child("services", away) as started:
        assert await started.process.wait() == 2
    said = capfd.readouterr().err.splitlines()
    assert any("waiting for the store" in line for line in said)
    assert said[-1] == "hop: The store at STORE_URL has not answered for 2 s."


async def test_without_its_object_store_the_product_starts_and_says_so(settings: Settings) -> None:
    (port,) = free_ports(1)
    url, nobody = f"http://127.0.0.1:{port}", f"s3://hop?endpoint=https://{NOBODY}"

    async def is_told() -> bool:
        if not await asyncio.to_thread(is_ready, url):
            return False
        return "objects: do not answer" in await asyncio.to_thread(degraded, url)

    changed = {"objects_url": nobody, "port": port, "public_url": url}
    async with child("services", settings.model_copy(update=changed)):
        await until(is_told, 180)
