"""How every store finds documents: by declared index only, in order, page by page."""

from itertools import chain
from typing import Any
from unicodedata import normalize

import pytest

from shared.store.port import At, NotJson, Page, Position, Store, UndeclaredQuery, every
from tests.contract.conftest import Opening
from tests.contract.things import THINGS, thing

TEXTS = ["", "A", "Z", "a", "z", "â", "ă", "đ", "ấ", "\uffff", "😀"]


def ids(page: Page) -> list[str]:
    return [stored.id for stored in page.items]


async def put(store: Store, **things: dict[str, Any]) -> None:
    for name, fields in things.items():
        await store.insert(THINGS, name, thing(**fields))


async def walk(store: Store, index: str, *equal: str | int, limit: int, **range_: Any) -> list[list[str]]:
    """Ids of each page."""
    pages: list[list[str]] = []
    after: Position | None = None
    while True:
        page = await store.find(THINGS, index, *equal, after=after, limit=limit, **range_)
        pages.append(ids(page))
        if page.next is None:
            return pages
        after = page.next


async def test_equal_fields_choose_and_order_sorts_and_the_id_comes_last(store: Store) -> None:
    await put(store, d={"size": 2}, b={"size": 1}, c={"size": 1}, a={"size": 3}, x={"colour": "blue"})
    assert ids(await store.find(THINGS, "by_colour", "red")) == ["b", "c", "d", "a"]
    assert ids(await store.find(THINGS, "by_colour", "red", descending=True)) == ["a", "d", "c", "b"]
    assert ids(await store.find(THINGS, "by_colour", "green")) == []
    assert ids(await store.find(THINGS, "all")) == ["a", "b", "c", "d", "x"]


async def test_range_includes_its_beginning_and_not_its_end(store: Store) -> None:
    await put(store, a={"size": 1}, b={"size": 2}, c={"size": 3}, d={"size": 4})
    assert ids(await store.find(THINGS, "by_size", since=2, until=4)) == ["b", "c"]
    assert ids(await store.find(THINGS, "by_size", since=2, until=4, descending=True)) == ["c", "b"]
    assert ids(await store.find(THINGS, "by_size", since=3)) == ["c", "d"]
    assert ids(await store.find(THINGS, "by_size", until=3)) == ["a", "b"]
    assert ids(await store.find(THINGS, "by_size", since=3, until=3)) == []


async def test_range_finds_values_of_its_own_type_only(store: Store) -> None:
    await put(store, a={"size": 1}, b={"size": 2})
    assert ids(await store.find(THINGS, "by_size", until="m")) == []
    assert ids(await store.find(THINGS, "by_size", since="")) == []
    await put(store, c={"size": "m", "colour": "blue"})
    assert ids(await store.find(THINGS, "by_colour", "blue", since=0)) == []
    assert ids(await store.find(THINGS, "by_colour", "blue", until=9)) == []


async def test_microseconds_sort_as_time_does(store: Store) -> None:
    times = ["2026-11-23T01:30:00.000001Z", "2026-11-23T01:30:00.000010Z", "2026-11-23T01:30:01.000000Z"]
    await put(store, c={"size": times[2]}, a={"size": times[0]}, b={"size": times[1]})
    assert ids(await store.find(THINGS, "by_size", since=times[0], until=times[2])) == ["a", "b"]


async def test_text_sorts_by_code_point_and_integers_by_value(store: Store) -> None:
    for number, text in enumerate(TEXTS):
        await put(store, **{f"t{number:02}": {"colour": "text", "size": text}})
    numbers = [-(2**63), -10, -9, 0, 9, 10, 2**53, 2**53 + 1, 2**63 - 1]
    for number, size in enumerate(reversed(numbers)):
        await put(store, **{f"n{number}": {"colour": "number", "size": size}})
    texts = [stored.body["size"] async for stored in every(store, THINGS, "by_colour", "text", limit=3)]
    assert texts == TEXTS
    sizes = [stored.body["size"] async for stored in every(store, THINGS, "by_colour", "number", limit=1)]
    assert sizes == numbers


async def test_list_is_found_by_each_of_its_elements(store: Store) -> None:
    await put(store, a={"tags": ["x", "y", "x"]}, b={"tags": ["y", 1]}, c={"tags": []}, d={"tags": ["xy"]})
    assert ids(await store.find(THINGS, "by_tag", each="x")) == ["a"]
    assert ids(await store.find(THINGS, "by_tag", each="y")) == ["a", "b"]
    assert ids(await store.find(THINGS, "by_tag", each="y", descending=True)) == ["b", "a"]
    assert ids(await store.find(THINGS, "by_tag", each=1)) == ["b"]
    assert ids(await store.find(THINGS, "by_colour_and_tag", "red", each="xy")) == ["d"]
    assert ids(await store.find(THINGS, "by_colour_and_tag", "blue", each="xy")) == []
    assert ids(await store.find(THINGS, "all")) == ["a", "b", "c", "d"]


async def test_no_type_is_taken_for_another(store: Store) -> None:
    await put(store, number={"colour": 1, "tags": [1]}, text={"colour": "1", "tags": ["1"]})
    assert ids(await store.find(THINGS, "by_colour", 1)) == ["number"]
    assert ids(await store.find(THINGS, "by_colour", "1")) == ["text"]
    assert ids(await store.find(THINGS, "by_tag", each=1)) == ["number"]
    for other in (True, 1.0, None, ["1"], "[1]"):
        assert ids(await store.find(THINGS, "by_colour", other)) == []  # type: ignore[arg-type]


async def test_composed_and_decomposed_text_are_two(store: Store) -> None:
    forms = {form: normalize(form, "đỏ thẫm") for form in ("NFC", "NFD")}
    for form, text in forms.items():
        await put(store, **{form: {"colour": text}})
    for form, text in forms.items():
        assert ids(await store.find(THINGS, "by_colour", text)) == [form]


@pytest.mark.parametrize("value", [None, True, 1.0, ["red"], {"a": 1}])
@pytest.mark.parametrize("field", ["colour", "size"])
async def test_declared_field_is_text_or_integer(store: Store, field: str, value: Any) -> None:
    with pytest.raises(NotJson):
        await store.insert(THINGS, "t1", thing(**{field: value}))
    with pytest.raises(NotJson):
        await store.insert(THINGS, "t1", {name: one for name, one in thing().items() if name != field})
    await store.insert(THINGS, "t1", thing())
    with pytest.raises(NotJson):
        await store.save(THINGS, At("t1", 1), thing(**{field: value}))


@pytest.mark.parametrize("value", [None, "red", 1, {"red": 1}, [None], [True], [1.5], [["red"]], [{"a": 1}]])
async def test_declared_list_is_a_list_of_text_and_integers(store: Store, value: Any) -> None:
    with pytest.raises(NotJson):
        await store.insert(THINGS, "t1", thing(tags=value))
    assert await store.get(THINGS, "t1") is None


async def test_missing_list_has_no_elements(store: Store) -> None:
    await store.insert(THINGS, "t1", {"colour": "red", "size": 1})
    await store.insert(THINGS, "t2", thing(tags=["x"]))
    assert [stored.id for stored in (await store.find(THINGS, "by_tag", each="x")).items] == ["t2"]


async def test_query_that_no_index_answers_is_an_error(store: Store) -> None:
    undeclared: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("by_weight",), {}),
        (("by_colour",), {}),
        (("by_colour", "red", 1), {}),
        (("all", "red"), {}),
        (("by_tag",), {}),
        (("by_colour", "red"), {"each": "x"}),
        (("all",), {"since": 1}),
        (("by_tag",), {"each": "x", "until": "y"}),
    ]
    for arguments, named in undeclared:
        with pytest.raises(UndeclaredQuery):
            await store.find(THINGS, *arguments, **named)


@pytest.mark.parametrize("limit", [0, -1])
async def test_page_holds_at_least_one(store: Store, limit: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        await store.find(THINGS, "all", limit=limit)


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_hold_everything_once(store: Store, descending: bool) -> None:
    for number in range(10):
        await put(store, **{f"t{number}": {"size": number // 4, "tags": ["x"]}})
    for index, named in (("by_size", {}), ("all", {}), ("by_tag", {"each": "x"})):
        pages = await walk(store, index, limit=3, descending=descending, **named)
        assert [len(page) for page in pages] == [3, 3, 3, 1]
        assert list(chain.from_iterable(pages)) == sorted((f"t{number}" for number in range(10)), reverse=descending)


async def test_full_last_page_leads_nowhere(store: Store) -> None:
    await put(store, a={}, b={}, c={}, d={})
    assert await walk(store, "by_colour", "red", limit=2) == [["a", "b"], ["c", "d"]]


async def test_pages_stay_in_their_range(store: Store) -> None:
    for number in range(10):
        await put(store, **{f"t{number}": {"size": number}})
    pages = await walk(store, "by_colour", "red", limit=2, since=2, until=7, descending=True)
    assert pages == [["t6", "t5"], ["t4", "t3"], ["t2"]]


async def test_inserts_and_removals_between_pages_move_nothing(store: Store) -> None:
    for name in ("b", "d", "f", "h"):
        await put(store, **{name: {"tags": ["x"]}})
    first = await store.find(THINGS, "by_tag", each="x", limit=2)
    await put(store, a={"tags": ["x"]}, c={"tags": ["x"]}, e={"tags": ["x"]}, i={"tags": ["x"]})
    await store.delete(THINGS, At("d", 1))
    second = await store.find(THINGS, "by_tag", each="x", after=first.next, limit=10)
    assert (ids(first), ids(second)) == (["b", "d"], ["e", "f", "h", "i"])


async def test_saved_document_is_found_where_it_is_now(store: Store) -> None:
    await put(store, t1={"colour": "red", "size": 1, "tags": ["x", "y"]})
    await store.save(THINGS, At("t1", 1), thing(colour="blue", size=2, tags=["y", "z"]))
    assert ids(await store.find(THINGS, "by_colour", "red")) == []
    assert ids(await store.find(THINGS, "by_colour", "blue", since=2)) == ["t1"]
    assert [len((await store.find(THINGS, "by_tag", each=tag)).items) for tag in "xyz"] == [0, 1, 1]


async def test_refused_save_leaves_the_index_as_it_was(store: Store) -> None:
    await put(store, t1={"size": 1})
    await store.save(THINGS, At("t1", 1), thing(size=2))
    with pytest.raises(Exception, match="t1"):
        await store.save(THINGS, At("t1", 1), thing(size=3))
    assert ids(await store.find(THINGS, "by_size", since=2, until=3)) == ["t1"]
    assert ids(await store.find(THINGS, "by_size", since=3)) == []


async def test_every_yields_all_pages(store: Store) -> None:
    for number in range(7):
        await put(store, **{f"t{number}": {"size": number}})
    found = [stored.id async for stored in every(store, THINGS, "by_size", limit=2, since=1)]
    assert found == ["t1", "t2", "t3", "t4", "t5", "t6"]


async def test_index_entries_outlive_a_restart(opening: Opening) -> None:
    async with opening() as backends:
        await put(backends.store, a={"tags": ["x"]})
    async with opening() as backends:
        assert ids(await backends.store.find(THINGS, "by_tag", each="x")) == ["a"]
