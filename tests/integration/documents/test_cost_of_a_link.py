"""What a link to a paper asks of the store, which on a cluster is most of what somebody waits for."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from services.documents.app import build
from shared.app import Kit, Service
from shared.store.port import Collection, Store
from tests.factories.installation import Installation, installation
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk, links

OF_A_LINK = [
    "get documents.documents",
    "get documents.readings",
    "get_each documents.meetings_heard",  # with the caller's part in it
    "get_many documents.marks",  # whether more of it waits to be heard
]
PATIENCE = 30.0  # seconds for all to be asked, before the first is answered


class _Held:
    """A store that, while it watches, answers none of a link's questions before all of them were asked."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all = asyncio.Event()
        self.watching = False
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self._store, name)

        async def held(first: Any, *arguments: Any, **named: Any) -> Any:
            question = f"{name} {_collection(first)}"
            if self.watching and question in OF_A_LINK:
                self.asked.append(question)
                if len(self.asked) == len(OF_A_LINK):
                    self._all.set()
                async with asyncio.timeout(PATIENCE):
                    await self._all.wait()
            return await ask(first, *arguments, **named)

        return held if asyncio.iscoroutinefunction(ask) else ask


def _collection(first: Any) -> str:
    named = first[0] if isinstance(first, tuple) else first
    return named.name if isinstance(named, Collection) else ""


@pytest.fixture
async def held() -> list[_Held]:
    return []


@pytest.fixture
async def hop(tmp_path: Path, called: Path, held: list[_Held]) -> AsyncIterator[Installation]:
    def holding(kit: Kit) -> Service:
        held.append(_Held(kit.backends.store))
        return build(replace(kit, backends=replace(kit.backends, store=cast(Store, held[0]))))

    async with installation(tmp_path, holding, like=called) as running:
        yield running


async def test_paper_seen_before_is_decided_on_by_reads_made_together(hop: Installation, held: list[_Held]) -> None:
    document = await Desk(hop, hop.person("secretary")).hand_out(pdf("Text"))
    an = hop.person("an")
    first = await links(an, document)
    await hop.settle()
    held[0].watching = True
    again = await links(an, document)
    assert sorted(held[0].asked) == OF_A_LINK
    assert again["reading"]["size"] == first["reading"]["size"]


async def test_remembered_place_of_a_paper_gives_nobody_a_right(hop: Installation) -> None:
    document = await Desk(hop, hop.person("secretary")).hand_out(pdf("Text"), audience={"people": ["binh"]})
    path = f"/api/documents/{document['id']}/versions/{document['version']['id']}/links"
    await links(hop.person("binh"), document)
    missing = await hop.person("an").problem("POST", path.replace(document["id"], "0" * 32))
    assert await hop.person("an").problem("POST", path) == missing == "not-found"
