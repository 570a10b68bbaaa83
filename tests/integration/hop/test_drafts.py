"""Drafts are a store to whoever writes to them, and what he wrote last lies below in the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.hop import drafts as module
from services.hop.drafts import Drafts
from shared.backends import Backends, open_backends
from shared.settings import Settings
from shared.store.port import AlreadyThere, At, UndeclaredQuery, VersionConflict
from tests.contract.things import PLAIN, THINGS, thing


@pytest.fixture
async def below(tmp_path: Path) -> AsyncIterator[Backends]:
    async with open_backends(Settings(data=tmp_path / "data")) as opened:
        yield opened


async def test_only_what_was_written_last_is_laid_down(below: Backends) -> None:
    drafts = Drafts(below)
    await drafts.insert(THINGS, "t1", thing(size=1))
    await drafts.save(THINGS, At("t1", 1), thing(size=2))
    assert await below.store.get(THINGS, "t1") is None
    await drafts.lay_down()
    laid = await below.store.get(THINGS, "t1")
    assert laid
    assert laid.body == thing(size=2)


async def test_what_was_laid_down_is_written_on(below: Backends) -> None:
    drafts = Drafts(below)
    await drafts.insert(PLAIN, "a", {"n": 1})
    await drafts.lay_down()
    there = await drafts.get(PLAIN, "a")
    assert there
    await drafts.save(PLAIN, there, there.body | {"m": 2})
    assert (await drafts.get_many(PLAIN, ["a", "b"]))["a"].body == {"n": 1, "m": 2}
    await drafts.lay_down()
    (kept,) = [one async for batch in below.keeping.documents(str) for one in batch]
    assert kept.body == {"n": 1, "m": 2}


async def test_memory_holds_a_bounded_number_of_documents(below: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    drafts = Drafts(below)
    assert await drafts.insert_many(PLAIN, {"a": {}, "b": {}, "c": {}}) == set()
    assert len([one async for batch in below.keeping.documents(str) for one in batch]) == 2
    assert [one is not None for one in await drafts.get_each(*((PLAIN, name) for name in "abcd"))] == [True] * 3 + [
        False
    ]


async def test_versions_count_in_memory_too(below: Backends) -> None:
    drafts = Drafts(below)
    await drafts.insert(PLAIN, "a", {})
    with pytest.raises(AlreadyThere):
        await drafts.insert(PLAIN, "a", {})
    with pytest.raises(VersionConflict):
        await drafts.save(PLAIN, At("a", 2), {})
    with pytest.raises(VersionConflict):
        await drafts.save(PLAIN, At("b", 1), {})


async def test_deleted_is_gone_and_nothing_is_found_by_index(below: Backends) -> None:
    drafts = Drafts(below)
    await drafts.insert_many(THINGS, {"t1": thing(), "t2": thing()})
    await drafts.delete(THINGS, At("t1", 1))
    assert list(await drafts.get_many(THINGS, ["t1", "t2"])) == ["t2"]
    with pytest.raises(UndeclaredQuery):
        await drafts.find(THINGS, "by_colour", "red")
