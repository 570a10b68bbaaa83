"""Any sequence of writes, and then any query, gives what a list in memory would give."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.ids import new_id
from shared.store.port import AlreadyThere, At, Document, Position, Store, VersionConflict
from tests.contract.things import THINGS

IDS = ["a", "b", "c", "d", "é", "Z"]
TAGS = st.lists(st.sampled_from(["x", "y"]), max_size=3)

bodies = st.fixed_dictionaries({"colour": st.sampled_from(["red", "blue"]), "size": st.integers(-2, 2), "tags": TAGS})
writes = st.lists(
    st.tuples(st.sampled_from(["insert", "save", "save", "delete"]), st.sampled_from(IDS), bodies, st.integers(0, 3)),
    max_size=25,
)
bounds = st.none() | st.integers(-3, 3)


@dataclass
class Memory:
    """Bodies by id, None for what was deleted, and versions."""

    bodies: dict[str, Document | None] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def write(self, kind: str, name: str, body: Document, version: int) -> type[Exception] | None:
        if kind == "insert":
            if name in self.bodies:
                return AlreadyThere
            self.bodies[name], self.versions[name] = body, 1
            return None
        if self.bodies.get(name) is None or self.versions[name] != version:
            return VersionConflict
        self.bodies[name] = body if kind == "save" else None
        self.versions[name] += 1
        return None

    def find(self, colour: str, since: int | None, until: int | None, descending: bool) -> list[str]:
        rows = [
            (body["size"], name)
            for name, body in self.bodies.items()
            if body
            and body["colour"] == colour
            and (since is None or body["size"] >= since)
            and (until is None or body["size"] < until)
        ]
        return [name for _, name in sorted(rows, reverse=descending)]

    def find_each(self, tag: str, descending: bool) -> list[str]:
        names = [name for name, body in self.bodies.items() if body and tag in body["tags"]]
        return sorted(names, reverse=descending)


async def write(store: Store, kind: str, name: str, body: Document, version: int) -> Any:
    try:
        match kind:
            case "insert":
                await store.insert(THINGS, name, body)
            case "save":
                await store.save(THINGS, At(name, version), body)
            case _:
                await store.delete(THINGS, At(name, version))
    except (AlreadyThere, VersionConflict) as refused:
        return type(refused)
    return None


async def find(store: Store, limit: int, index: str, *equal: str, **named: Any) -> list[str]:
    """Page by page."""
    found: list[str] = []
    after: Position | None = None
    while True:
        page = await store.find(THINGS, index, *equal, limit=limit, after=after, **named)
        found += [stored.id for stored in page.items]
        if page.next is None:
            return found
        after = page.next


def own(prefix: str, name: str, body: Document) -> tuple[str, Document]:
    """What no other example of the same collection has."""
    return prefix + name, body | {"colour": prefix + body["colour"], "tags": [prefix + tag for tag in body["tags"]]}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(writes, st.integers(1, 4), bounds, bounds, st.booleans())
async def test_store_answers_as_a_list_in_memory_would(
    store: Store, writes: list[Any], limit: int, since: int | None, until: int | None, descending: bool
) -> None:
    prefix, memory = new_id(), Memory()
    for kind, name, body, version in writes:
        mine = own(prefix, name, body)
        assert await write(store, kind, *mine, version) == memory.write(kind, *mine, version)
    for name in memory.bodies:
        stored = await store.get(THINGS, name)
        assert (stored.body if stored else None) == memory.bodies[name]
        assert stored is None or stored.version == memory.versions[name]
    for colour in (f"{prefix}red", f"{prefix}blue"):
        found = await find(store, limit, "by_colour", colour, since=since, until=until, descending=descending)
        assert found == memory.find(colour, since, until, descending)
    for tag in (f"{prefix}x", f"{prefix}y"):
        found = await find(store, limit, "by_tag", each=tag, descending=descending)
        assert found == memory.find_each(tag, descending)
