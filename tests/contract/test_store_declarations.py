"""A release may declare other indexes than the one before: what was stored until then is found by them too."""

import pytest

from shared.store.port import Collection, Index, Store
from tests.contract.conftest import Opening
from tests.contract.things import thing

NAME = "contract.evolving"
BEFORE = Collection(NAME, (Index("by_colour", ("colour",)),))
AFTER = Collection(NAME, (Index("by_colour", ("colour",), order="size"), Index("by_tag", each="tags")))


async def found(store: Store, collection: Collection, index: str, *equal: str, **named: str | int) -> list[str]:
    page = await store.find(collection, index, *equal, **named)  # type: ignore[arg-type]
    return [stored.id for stored in page.items]


async def stored_before(opening: Opening, *documents: dict[str, object]) -> None:
    async with opening() as backends:
        for number, body in enumerate(documents):
            await backends.store.insert(BEFORE, f"t{number}", body)


async def test_new_index_finds_what_was_stored_before_it(opening: Opening) -> None:
    await stored_before(opening, thing(size=2, tags=["x"]), thing(size=1, tags=["x", "y"]))
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t0", "t1"]
        assert await found(backends.store, AFTER, "by_colour", "red", since=1) == ["t1", "t0"]


async def test_saving_under_new_indexes_leaves_no_entry_behind(opening: Opening) -> None:
    await stored_before(opening, thing(tags=["x"]))
    async with opening() as backends:
        await backends.store.save(AFTER, "t0", thing(colour="blue", tags=["x", "y"]), 1)
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t0"]
        assert await found(backends.store, AFTER, "by_colour", "red") == []
    async with opening() as backends:
        await backends.store.save(BEFORE, "t0", thing(colour="green"), 2)
        assert await found(backends.store, BEFORE, "by_colour", "blue") == []
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == []
        assert await found(backends.store, AFTER, "by_colour", "green") == ["t0"]


async def test_deleted_documents_stay_gone(opening: Opening) -> None:
    await stored_before(opening, thing(tags=["x"]), thing(tags=["x"]))
    async with opening() as backends:
        await backends.store.delete(BEFORE, "t0", 1)
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t1"]


async def test_document_without_a_newly_declared_list_is_in_none(opening: Opening) -> None:
    await stored_before(opening, {"colour": "red", "size": 1}, thing(tags=["x"]))
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t1"]
        await backends.store.save(AFTER, "t0", thing(tags=["x"]), 1)
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t0", "t1"]


async def test_document_without_a_newly_declared_field_is_named(opening: Opening) -> None:
    await stored_before(opening, {"colour": "red"})
    async with opening() as backends:
        with pytest.raises(ValueError, match=r"contract\.evolving.*t0.*size"):
            await backends.store.find(AFTER, "by_colour", "red")


async def test_one_collection_is_declared_once(opening: Opening) -> None:
    async with opening() as backends:
        await backends.store.insert(BEFORE, "t0", thing())
        with pytest.raises(ValueError, match=r"contract\.evolving"):
            await backends.store.insert(AFTER, "t1", thing())
