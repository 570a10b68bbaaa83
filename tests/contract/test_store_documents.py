"""What every store does with a document and its versions."""

import asyncio
from typing import Any
from unicodedata import normalize

import pytest

from shared.store.port import AlreadyThere, At, NotJson, Store, VersionConflict
from tests.contract.conftest import Opening
from tests.contract.things import PLAIN, THINGS, thing

KEPT: dict[str, Any] = {
    "null": {"a": None},
    "missing beside null": {"a": None, "inner": {"b": None}},
    "true": {"a": True, "b": False},
    "one and zero": {"a": 1, "b": 0},
    "largest integers": {"a": 2**63 - 1, "b": -(2**63)},
    "integer no float can hold": {"a": 2**53 + 1},
    "floats": {"a": 0.1, "b": 5e-324, "c": 1.7976931348623157e308, "d": 1.0},
    "microseconds": {"at": "2026-11-23T01:30:00.000001Z"},
    "empty": {"a": "", "b": [], "c": {}},
    "composed and decomposed": {form: normalize(form, "Hội nghị") for form in ("NFC", "NFD")},
    "beyond the basic plane": {"a": "𠮷😀", "😀": "\uffff"},
    "names an engine might take for its own": {"_id": 1, "$set": {"a.b": 2}, "a.b": 3, "": 4, "version": 5, "id": 6},
    "lists in lists": {"a": [[1, [2]], [], [{"b": [3]}]]},
    "control characters but NUL": {"a": "\x01\x1f\x7f\u2028"},
}
REFUSED: dict[str, Any] = {
    "NaN": {"a": float("nan")},
    "infinity": {"a": [float("-inf")]},
    "integer too large": {"a": 2**63},
    "integer too small": {"a": {"b": -(2**63) - 1}},
    "NUL in text": {"a": "x\0y"},
    "NUL in a name": {"x\0y": 1},
    "lone surrogate": {"a": "\ud800"},
    "lone surrogate in a name": {"\udfff": 1},
    "bytes": {"a": b"x"},
    "tuple": {"a": (1, 2)},
    "set": {"a": {1}},
    "name that is no text": {"a": {1: 2}},
    "object": {"a": object()},
}


def deep(levels: int) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for _ in range(levels):
        body = {"a": body}
    return body


async def test_inserted_document_is_found_again(store: Store) -> None:
    inserted = await store.insert(THINGS, "t1", thing())
    assert (inserted.id, inserted.version, inserted.sequence, inserted.body) == ("t1", 1, 0, thing())
    assert await store.get(THINGS, "t1") == inserted


async def test_many_are_inserted_together_and_found_by_their_indexes(store: Store) -> None:
    assert await store.insert_many(THINGS, {f"t{size}": thing(size=size, tags=["new"]) for size in range(3)}) == set()
    assert [stored.id for stored in (await store.find(THINGS, "by_colour", "red")).items] == ["t0", "t1", "t2"]
    assert len((await store.find(THINGS, "by_tag", each="new")).items) == 3
    saved = await store.save(THINGS, At("t1", 1), thing(size=9))
    assert await store.get(THINGS, "t1") == saved


async def test_of_many_those_whose_id_is_taken_are_told_and_stay_as_they_are(store: Store) -> None:
    there = await store.insert(THINGS, "t1", thing(colour="blue"))
    await store.insert(THINGS, "t2", thing())
    await store.delete(THINGS, At("t2", 1))
    assert await store.insert_many(THINGS, {name: thing() for name in ("t1", "t2", "t3")}) == {"t1", "t2"}
    assert await store.get(THINGS, "t1") == there
    assert await store.get(THINGS, "t2") is None
    assert [stored.id for stored in (await store.find(THINGS, "by_colour", "red")).items] == ["t3"]


async def test_none_of_many_is_inserted_when_one_cannot_be_kept(store: Store) -> None:
    with pytest.raises(NotJson):
        await store.insert_many(THINGS, {"t1": thing(), "t2": thing(size=None)})
    assert await store.get(THINGS, "t1") is None
    assert await store.insert_many(THINGS, {}) == set()


async def test_unknown_id_is_nothing(store: Store) -> None:
    assert await store.get(THINGS, "nobody") is None
    assert await store.get_many(THINGS, []) == {}


async def test_collections_do_not_see_each_other(store: Store) -> None:
    await store.insert(THINGS, "t1", thing())
    await store.insert(PLAIN, "t1", {"other": 1})
    found = await store.get(PLAIN, "t1")
    assert found is not None
    assert found.body == {"other": 1}


async def test_many_are_fetched_at_once_and_each_once(store: Store) -> None:
    for name in ("t1", "t2", "t3"):
        await store.insert(THINGS, name, thing(colour=name))
    found = await store.get_many(THINGS, ["t3", "nobody", "t1", "t3"])
    assert {key: stored.body["colour"] for key, stored in found.items()} == {"t1": "t1", "t3": "t3"}


async def test_each_of_what_was_asked_for_is_answered_in_order(store: Store) -> None:
    await store.insert(THINGS, "t1", thing())
    await store.insert(PLAIN, "t1", {"plain": 1})
    found = await store.get_each((PLAIN, "t1"), (THINGS, "nobody"), (THINGS, "t1"), (PLAIN, "t1"))
    assert [stored and stored.body for stored in found] == [{"plain": 1}, None, thing(), {"plain": 1}]


async def test_save_counts_versions_and_replaces_the_body(store: Store) -> None:
    await store.insert(THINGS, "t1", thing(extra=1))
    saved = await store.save(THINGS, At("t1", 1), thing(size=2))
    assert (saved.version, saved.body) == (2, thing(size=2))
    assert await store.get(THINGS, "t1") == saved


@pytest.mark.parametrize("version", [0, 1, 3])
async def test_save_on_another_version_changes_nothing(store: Store, version: int) -> None:
    await store.insert(THINGS, "t1", thing())
    newest = await store.save(THINGS, At("t1", 1), thing(size=2))
    with pytest.raises(VersionConflict):
        await store.save(THINGS, At("t1", version), thing(size=3))
    with pytest.raises(VersionConflict):
        await store.delete(THINGS, At("t1", version))
    assert await store.get(THINGS, "t1") == newest


async def test_saving_or_deleting_what_is_not_there_is_a_conflict(store: Store) -> None:
    with pytest.raises(VersionConflict):
        await store.save(THINGS, At("t1", 0), thing())
    with pytest.raises(VersionConflict):
        await store.delete(THINGS, At("t1", 0))
    assert await store.get(THINGS, "t1") is None


async def test_taken_id_is_refused_and_the_first_stays(store: Store) -> None:
    first = await store.insert(THINGS, "t1", thing())
    with pytest.raises(AlreadyThere):
        await store.insert(THINGS, "t1", thing(size=2))
    assert await store.get(THINGS, "t1") == first


async def test_deleted_document_is_gone_from_everywhere(store: Store) -> None:
    await store.insert(THINGS, "t1", thing(tags=["a"]))
    await store.delete(THINGS, At("t1", 1))
    assert await store.get(THINGS, "t1") is None
    assert await store.get_many(THINGS, ["t1"]) == {}
    assert (await store.find(THINGS, "by_colour", "red")).items == []
    assert (await store.find(THINGS, "by_tag", each="a")).items == []


async def test_id_of_a_deleted_document_is_never_used_again(store: Store) -> None:
    await store.insert(THINGS, "t1", thing())
    await store.delete(THINGS, At("t1", 1))
    with pytest.raises(AlreadyThere):
        await store.insert(THINGS, "t1", thing())
    for version in (1, 2):
        with pytest.raises(VersionConflict):
            await store.save(THINGS, At("t1", version), thing())
        with pytest.raises(VersionConflict):
            await store.delete(THINGS, At("t1", version))


async def test_of_two_writers_on_one_version_exactly_one_wins(store: Store) -> None:
    await store.insert(THINGS, "t1", thing())
    saves = (store.save(THINGS, At("t1", 1), thing(size=number)) for number in range(20))
    outcomes = await asyncio.gather(*saves, return_exceptions=True)
    won = [outcome for outcome in outcomes if not isinstance(outcome, VersionConflict)]
    assert won == [await store.get(THINGS, "t1")]


async def test_of_two_inserts_of_one_id_exactly_one_wins(store: Store) -> None:
    inserts = (store.insert(THINGS, "t1", thing(size=number)) for number in range(20))
    outcomes = await asyncio.gather(*inserts, return_exceptions=True)
    won = [outcome for outcome in outcomes if not isinstance(outcome, AlreadyThere)]
    assert won == [await store.get(THINGS, "t1")]


async def test_what_the_caller_does_to_a_body_later_stays_with_the_caller(store: Store) -> None:
    body = thing()
    await store.insert(THINGS, "t1", body)
    body["size"] = 2
    found = await store.get(THINGS, "t1")
    assert found is not None
    found.body["size"] = 3
    again = await store.get(THINGS, "t1")
    assert again is not None
    assert again.body == thing()


async def test_documents_outlive_a_restart(opening: Opening) -> None:
    async with opening() as backends:
        await backends.store.insert(THINGS, "t1", thing())
        await backends.store.insert(THINGS, "t2", thing())
        await backends.store.delete(THINGS, At("t2", 1))
        saved = await backends.store.save(THINGS, At("t1", 1), thing(size=2))
    async with opening() as backends:
        assert await backends.store.get(THINGS, "t1") == saved
        with pytest.raises(AlreadyThere):
            await backends.store.insert(THINGS, "t2", thing())


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
async def test_body_comes_back_exactly(store: Store, body: dict[str, Any]) -> None:
    await store.insert(PLAIN, "p1", body)
    found = await store.get(PLAIN, "p1")
    assert found is not None
    assert repr(found.body) == repr(body)  # 1, 1.0 and True are equal, but not the same


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
async def test_body_that_not_every_store_can_keep_is_refused(store: Store, body: dict[str, Any]) -> None:
    with pytest.raises(NotJson):
        await store.insert(PLAIN, "p1", body)
    assert await store.get(PLAIN, "p1") is None
    await store.insert(PLAIN, "p1", {})
    with pytest.raises(NotJson):
        await store.save(PLAIN, At("p1", 1), body)
    found = await store.get(PLAIN, "p1")
    assert found is not None
    assert found.version == 1


async def test_depth_of_a_body_is_bounded(store: Store) -> None:
    await store.insert(PLAIN, "p1", deep(60))
    for levels in (100, 5000):
        with pytest.raises(NotJson):
            await store.insert(PLAIN, "p2", deep(levels))


@pytest.mark.parametrize("document_id", ["", "a\0b", "\ud800"])
async def test_id_that_not_every_store_can_keep_is_refused(store: Store, document_id: str) -> None:
    with pytest.raises(NotJson):
        await store.insert(PLAIN, document_id, {})
    assert await store.get(PLAIN, document_id) is None
