"""The store port: JSON documents with a version, found by declared index only.

A document is JSON: no NaN, no NUL, no integer beyond 64 bits; times are fixed-width UTC text; a declared field is
always present as `str` or `int`, a declared list may be empty. Ids are never reused: a delete is a tombstone.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import orjson

from shared.events.envelope import Event

Document = dict[str, Any]
Position = tuple[str | int, str]  # (order value, id): where a page ended


@dataclass(frozen=True, slots=True)
class Index:
    """Documents whose `equal` fields have given values, sorted by `order` and then by id.

    `each` names a list field, every element of which is an entry; such an index sorts by id alone.
    """

    name: str
    equal: tuple[str, ...] = ()
    order: str | None = None
    each: str | None = None

    def __post_init__(self) -> None:
        if self.each and self.order:
            raise ValueError(f"index {self.name}: `each` sorts by id, it has no order")

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.equal, *filter(None, (self.order, self.each)))


DATA_VERSION = 1  # of what lies in store, log and objects; a release that cannot read an older one raises it

_DECLARED: dict[str, "Collection"] = {}


def declared_collections() -> list["Collection"]:
    """All that this process has declared so far: what a migration prepares, and a start verifies."""
    return list(_DECLARED.values())


@dataclass(frozen=True, slots=True)
class Collection:
    """`name` carries its service (`meeting.meetings`): in the embedded profile all live in one file."""

    name: str
    indexes: tuple[Index, ...] = ()

    def __post_init__(self) -> None:
        _DECLARED[self.name] = self

    def index(self, name: str) -> Index:
        """Raises UndeclaredQuery."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise UndeclaredQuery(f"{self.name} declares no index {name}")

    @property
    def fields(self) -> frozenset[str]:
        """Of all indexes: what a document must hold to be found by them."""
        return frozenset(name for index in self.indexes for name in index.fields)


_COMPLETING: dict[str, Callable[[Document], Document]] = {}


def completes(collection: Collection, complete: Callable[[Document], Document]) -> None:
    """`complete` gives a stored body with all fields that this release would store. Raises ValueError."""
    _COMPLETING[collection.name] = complete


def completed(collection: Collection, body: Document) -> Document:
    """With the declared fields an older release did not store, as far as somebody knows them; the others stay.

    Raises ValueError for a body that this release cannot read.
    """
    complete = _COMPLETING.get(collection.name)
    missing = collection.fields - body.keys()
    if not missing or not complete:
        return body
    whole = complete(body)
    return body | {name: whole[name] for name in missing & whole.keys()}


@dataclass(slots=True, eq=False)
class Stored:
    """`version` counts saves, `sequence` the events the document has given off.

    A store may hand over the body as the JSON it holds: whoever needs only the version then decodes nothing.
    """

    id: str
    version: int
    sequence: int
    held: Document | bytes = field(repr=False)

    @property
    def body(self) -> Document:
        if isinstance(self.held, bytes):
            self.held = orjson.loads(self.held)
        return cast(Document, self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stored) and self._said() == other._said()

    def _said(self) -> tuple[str, int, int, Document]:
        return self.id, self.version, self.sequence, self.body


class Known(Protocol):
    """What somebody knows of a document he changes: how it was when he read or wrote it."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def sequence(self) -> int: ...


@dataclass(frozen=True, slots=True)
class At:
    """A document known by its version alone: `sequence` is 0 of one that has given off no events."""

    id: str
    version: int
    sequence: int = 0


@dataclass(slots=True)
class Page:
    """`next` is None on the last page."""

    items: list[Stored] = field(default_factory=list)
    next: Position | None = None


class UndeclaredQuery(Exception):
    """A query no declared index answers: it would scan, so it is an error."""


class NotJson(ValueError):
    """The document holds what not every store can keep and give back unchanged."""


class AlreadyThere(Exception):
    """The id is taken, also by a tombstone."""


class VersionConflict(Exception):
    """Somebody saved since the document was read."""


class StoreAway(Exception):
    """The engine did not do it for a reason that may pass (disk full, connection lost).

    Where the connection was lost within a write, it may still have been made, whole: whoever reads anew finds it.
    """


class StoreUnprepared(Exception):
    """The engine lacks a declared index: the migration did not run. Found before the collection is used."""


class NewerData(StoreUnprepared):
    """A newer release has written here: this one would misread it."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"the data are of version {version}, and this release knows them up to {DATA_VERSION}. "
            "Start the newer release again, or restore a backup that this one made."
        )


class Store(Protocol):
    async def get(self, collection: Collection, document_id: str) -> Stored | None: ...

    async def get_each(self, *wanted: tuple[Collection, str]) -> list[Stored | None]:
        """One answer for each (collection, id), in order, in one round trip."""
        ...

    async def get_many(self, collection: Collection, ids: Sequence[str]) -> dict[str, Stored]:
        """What is there of `ids`, which may repeat."""
        ...

    async def insert(
        self, collection: Collection, document_id: str, body: Document, events: Sequence[Event] = ()
    ) -> Stored:
        """State and events in one atomic step. Raises AlreadyThere, NotJson, StoreAway."""
        ...

    async def insert_many(self, collection: Collection, bodies: Mapping[str, Document]) -> set[str]:
        """Copies by id, which tell nothing. Gives the ids that were taken, whose documents stay as they are.

        An id that an unanswered try has written counts as taken. Raises NotJson, StoreAway.
        """
        ...

    async def save(self, collection: Collection, before: Known, body: Document, events: Sequence[Event] = ()) -> Stored:
        """State and events in one atomic step. Raises VersionConflict, NotJson, StoreAway."""
        ...

    async def delete(self, collection: Collection, before: Known, events: Sequence[Event] = ()) -> None:
        """Leaves a tombstone. Raises VersionConflict, StoreAway."""
        ...

    async def find(
        self,
        collection: Collection,
        index: str,
        *equal: str | int,
        each: str | int | None = None,
        since: str | int | None = None,
        until: str | int | None = None,
        after: Position | None = None,
        limit: int = 100,
        descending: bool = False,
    ) -> Page:
        """`since` is included, `until` is not; both on the index's `order`. Raises UndeclaredQuery."""
        ...


async def every(
    store: Store, collection: Collection, index: str, *equal: str | int, **range_: Any
) -> AsyncIterator[Stored]:
    """All documents a query finds, page by page."""
    after: Position | None = None
    while True:
        page = await store.find(collection, index, *equal, after=after, **range_)
        for stored in page.items:
            yield stored
        if page.next is None:
            return
        after = page.next
