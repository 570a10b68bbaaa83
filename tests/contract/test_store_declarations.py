"""A release may declare other indexes than the one before: what was stored until then is found by them too."""

import pytest

from shared.aggregates import Aggregate, Repository
from shared.store.port import At, Collection, Document, Index, Store
from tests.contract.conftest import Opening
from tests.contract.things import thing

NAME = "contract.evolving"
BEFORE = Collection(NAME, (Index("by_colour", ("colour",)),))
AFTER = Collection(NAME, (Index("by_colour", ("colour",), order="size"), Index("by_tag", each="tags")))


class Ball(Aggregate):
    colour: str
    size: int = 0
    listed: int = 1


BALLS_BEFORE = Collection("contract.balls", (Index("by_colour", ("colour",)),))
BALLS = Collection(
    "contract.balls",
    (Index("by_colour", ("colour",)), Index("by_name", ("listed",), order="name"), Index("x", each="marks")),
)


def _index(ball: Ball) -> Document:
    return {"name": f"{ball.colour} {ball.size}", "marks": [ball.colour[:1]]}


def balls_in(store: Store) -> Repository[Ball]:
    return Repository(store, BALLS, Ball, kind="ball", source="hop.contract", index=_index)


async def found(store: Store, collection: Collection, index: str, *equal: str | int, **named: str | int) -> list[str]:
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
        await backends.store.save(AFTER, At("t0", 1), thing(colour="blue", tags=["x", "y"]))
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t0"]
        assert await found(backends.store, AFTER, "by_colour", "red") == []
    async with opening() as backends:
        await backends.store.save(BEFORE, At("t0", 2), thing(colour="green"))
        assert await found(backends.store, BEFORE, "by_colour", "blue") == []
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == []
        assert await found(backends.store, AFTER, "by_colour", "green") == ["t0"]


async def test_deleted_documents_stay_gone(opening: Opening) -> None:
    await stored_before(opening, thing(tags=["x"]), thing(tags=["x"]))
    async with opening() as backends:
        await backends.store.delete(BEFORE, At("t0", 1))
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t1"]


async def test_document_without_a_newly_declared_list_is_in_none(opening: Opening) -> None:
    await stored_before(opening, {"colour": "red", "size": 1}, thing(tags=["x"]))
    async with opening() as backends:
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t1"]
        await backends.store.save(AFTER, At("t0", 1), thing(tags=["x"]))
        assert await found(backends.store, AFTER, "by_tag", each="x") == ["t0", "t1"]


async def test_document_without_a_newly_declared_field_is_named(opening: Opening) -> None:
    await stored_before(opening, {"colour": "red"})
    async with opening() as backends:
        with pytest.raises(ValueError, match=r"contract\.evolving.*t0.*size"):
            await backends.store.find(AFTER, "by_colour", "red")


async def test_document_of_an_older_release_is_found_by_what_only_this_one_stores(opening: Opening) -> None:
    old = {"id": "b0", "colour": "red", "size": 2, "of_another_release": [1]}
    async with opening() as backends:
        await backends.store.insert(BALLS_BEFORE, "b0", old)
    async with opening() as backends:
        balls = balls_in(backends.store)
        assert await found(backends.store, BALLS, "by_name", 1, since="red 2", until="red 3") == ["b0"]
        assert await found(backends.store, BALLS, "x", each="r") == ["b0"]
        stored = await backends.store.get(BALLS, "b0")
        assert stored is not None
        assert (stored.version, stored.body) == (1, old | {"name": "red 2", "listed": 1, "marks": ["r"]})
        assert (await balls.get("b0")).size == 2


async def test_document_that_this_release_cannot_read_is_named(opening: Opening) -> None:
    async with opening() as backends:
        await backends.store.insert(BALLS_BEFORE, "b0", {"id": "b0", "colour": "red", "size": "great"})
    async with opening() as backends:
        balls_in(backends.store)
        with pytest.raises(ValueError, match=r"contract\.balls b0.*Ball.*size.: .int_parsing"):
            await backends.store.find(BALLS, "by_colour", "red")


async def test_one_collection_is_declared_once(opening: Opening) -> None:
    async with opening() as backends:
        await backends.store.insert(BEFORE, "t0", thing())
        with pytest.raises(ValueError, match=r"contract\.evolving"):
            await backends.store.insert(AFTER, "t1", thing())
