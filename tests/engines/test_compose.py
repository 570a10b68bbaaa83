"""What the engines refuse on one host, as deploy/compose.yml and what it brings set them up: on the real engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.backends import BadSetting, open_backends
from shared.events.registry import SOURCES
from tests.backends.compose import Host, compose_host
from tests.backends.kafka import may_read, may_write
from tests.backends.s3 import may_list
from tests.contract.things import PLAIN

KEY = f"papers/{'a' * 32}/reading"
OWNER = {name: name for name in ("gateway", "meeting", "documents", "notify")} | {
    "papers": "documents",
    "usage": "gateway",
}
WRITES = {name: {f"hop.{name}"} for name in ("meeting", "documents", "notify")} | {
    "gateway": {"hop.gateway", "hop.contacts"},
    "papers": {"hop.documents"},
    "usage": set(),
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with compose_host(tmp_path_factory.mktemp("host")) as host:
        yield host


@pytest.mark.parametrize("service", WRITES)
async def test_service_writes_its_own_topics_and_no_other(host: Host, tmp_path: Path, service: str) -> None:
    own = host.settings(service, tmp_path)
    assert {topic for topic in SOURCES if await may_write(own, topic)} == WRITES[service]


async def test_addresses_of_people_are_heard_by_notify_alone(host: Host, tmp_path: Path) -> None:
    heard = {
        name
        for name in ("gateway", "meeting", "documents", "notify")
        if await may_read(host.settings(name, tmp_path), "hop.contacts", f"{name}.trust")
    }
    assert heard == {"notify"}


@pytest.mark.parametrize("service", OWNER)
async def test_service_opens_its_own_database_and_no_other(host: Host, tmp_path: Path, service: str) -> None:
    for name in set(OWNER.values()):
        other = host.environment(name)["STORE_URL"]
        own = host.settings(service, tmp_path, store_url=other, prepare_engines="true")
        if name == OWNER[service]:
            async with open_backends(own) as backends:
                assert await backends.store.get(PLAIN, "nobody") is None
        else:
            with pytest.raises(BadSetting, match="The store refuses us"):
                async with open_backends(own):
                    pass


def test_papers_are_for_documents_and_the_paper_workers(host: Host) -> None:
    endpoint, ca = f"https://{host.addresses['objects:8333']}", host.made / "ca.crt"
    for name in ("documents", "papers"):
        own = host.environment(name)
        assert may_list(endpoint, ca, own["OBJECTS_USER"], own["OBJECTS_PASSWORD"], "hop-papers")
        assert not may_list(endpoint, ca, own["OBJECTS_USER"], own["OBJECTS_PASSWORD"], "elsewhere")
    stranger = host.environment("meeting")
    assert not may_list(endpoint, ca, stranger["STORE_USER"], stranger["STORE_PASSWORD"], "hop-papers")


async def test_what_documents_puts_the_paper_workers_fetch(host: Host, tmp_path: Path) -> None:
    """With keys that may not make the buckets they use."""
    paper, fetched = tmp_path / "paper.pdf", tmp_path / "fetched.pdf"
    paper.write_bytes(b"%PDF-")
    async with open_backends(host.settings("documents", tmp_path)) as backends:
        await backends.objects.put(KEY, paper, "application/pdf")
    async with open_backends(host.settings("papers", tmp_path)) as backends:
        await backends.objects.fetch(KEY, fetched)
        await backends.objects.delete([KEY])
    assert fetched.read_bytes() == b"%PDF-"
