"""Aggregates record facts while they change; a repository saves state and facts in one step.

A command saves one aggregate. The rest follows from its facts by reactions.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Self, TypeVar
from weakref import WeakValueDictionary

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError

from shared import tracing
from shared.events.envelope import Event, Fact
from shared.ids import derived_id
from shared.problems import Conflict, KeyReused, NotFound
from shared.store.port import AlreadyThere, Collection, Document, Store, Stored, VersionConflict, completes


@dataclass(frozen=True, slots=True)
class Written:
    """What a save added to the log: enough to ask a projection whether it has heard of it."""

    topic: str
    subject: str
    sequence: int


@dataclass(slots=True)
class Act:
    """Who does something, in which request, and when it was accepted.

    Leave `actor_id`, `request_id` and `cause_id` empty for facts that must not be linked to anybody. `recorded_at` is
    given where `at` is a moment of the past.
    """

    at: datetime
    actor_id: str | None = None
    request_id: str | None = None
    cause_id: str | None = None
    recorded_at: datetime | None = None
    written: list[Written] = field(default_factory=list)

    @classmethod
    def after(cls, event: Event) -> Self:
        """What follows from a fact at once: of the same moment, by the same person."""
        return cls(
            event.time,
            actor_id=event.actor,
            request_id=event.correlationid,
            cause_id=event.id,
            recorded_at=event.recordedtime,
        )

    @property
    def traceparent(self) -> str | None:
        return tracing.carried() if self.request_id or self.cause_id else None


class Aggregate(BaseModel):
    """State that changes by its own methods, which record facts."""

    model_config = ConfigDict(validate_assignment=False)

    id: str
    fingerprint: str = ""  # of the request that created it, so that a reused Idempotency-Key is noticed

    _facts: list[Fact] = PrivateAttr(default_factory=list)
    _version: int = PrivateAttr(default=0)
    _sequence: int = PrivateAttr(default=0)

    def record(self, fact: Fact) -> None:
        self._facts.append(fact)

    @property
    def facts(self) -> list[Fact]:
        """Recorded since the aggregate was loaded, in order."""
        return list(self._facts)

    @property
    def version(self) -> int:
        return self._version

    @property
    def sequence(self) -> int:
        return self._sequence

    @classmethod
    def load(cls, stored: Stored) -> Self:
        aggregate = cls.model_validate(stored.body)
        aggregate._version = stored.version
        aggregate._sequence = stored.sequence
        return aggregate

    def saved(self, stored: Stored) -> None:
        self._facts.clear()
        self._version = stored.version
        self._sequence = stored.sequence


# Collection → kind, of all repositories this process has made: whose document an event's subject names.
KINDS: dict[str, str] = {}

A = TypeVar("A", bound=Aggregate)


class Repository(Generic[A]):
    """Aggregates of one kind. `kind` begins the subject, `source` is the topic, `key` gives the log's key.

    `index` adds fields that only indexes need.
    """

    def __init__(
        self,
        store: Store,
        collection: Collection,
        model: type[A],
        *,
        kind: str,
        source: str,
        key: Callable[[A], str] = lambda aggregate: aggregate.id,
        index: Callable[[A], Document] = lambda aggregate: {},
    ) -> None:
        self.store = store
        self.collection = collection
        self.model = model
        self._kind = kind
        self._source = source
        self._key = key
        self._index = index
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        KINDS[collection.name] = kind
        completes(collection, lambda body: _document(_read(model, body), index))

    async def look_up(self, aggregate_id: str) -> A | None:
        stored = await self.store.get(self.collection, aggregate_id)
        return self.model.load(stored) if stored else None

    async def get(self, aggregate_id: str) -> A:
        """Raises NotFound."""
        aggregate = await self.look_up(aggregate_id)
        if aggregate is None:
            raise NotFound
        return aggregate

    async def get_many(self, ids: list[str]) -> dict[str, A]:
        found = await self.store.get_many(self.collection, ids)
        return {key: self.model.load(stored) for key, stored in found.items()}

    async def add(self, aggregate: A, act: Act) -> A:
        """Inserts; the same creation said twice gives what is there. Raises KeyReused when it was another one."""
        try:
            with self._saving("insert"):
                events = self._events(aggregate, act)
                stored = await self.store.insert(self.collection, aggregate.id, self._body(aggregate), events)
        except AlreadyThere:
            there = await self.get(aggregate.id)
            if there.fingerprint != aggregate.fingerprint:
                raise KeyReused from None
            self._tell(there, act)
            return there
        self._note(aggregate, stored, act)
        return aggregate

    async def save(self, aggregate: A, act: Act) -> A:
        """Raises Conflict when somebody else saved since it was loaded."""
        try:
            with self._saving("save"):
                events = self._events(aggregate, act)
                body = self._body(aggregate)
                stored = await self.store.save(self.collection, aggregate, body, events)
        except VersionConflict:
            raise Conflict from None
        self._note(aggregate, stored, act)
        return aggregate

    async def put(self, aggregate: A, act: Act) -> A:
        """Saves what was loaded, inserts what is new. Raises Conflict when somebody else was faster."""
        if aggregate.version:
            return await self.save(aggregate, act)
        if await self.add(aggregate, act) is not aggregate:
            raise Conflict
        return aggregate

    async def change(self, aggregate_id: str, decide: Callable[[A], None], act: Act) -> A:
        """Load, decide, save; decides anew on the newest state when somebody else was faster.

        Use it for changes that are right on any state their model accepts. Within a process they take turns, so that
        only another replica can be faster. Raises what `decide` raises.
        """
        async with self._turns.setdefault(aggregate_id, asyncio.Lock()):
            while True:
                aggregate = await self.get(aggregate_id)
                decide(aggregate)
                try:
                    return await self.save(aggregate, act)
                except Conflict:
                    continue

    async def remove(self, aggregate: A, act: Act) -> None:
        """Raises Conflict."""
        try:
            with self._saving("delete"):
                events = self._events(aggregate, act)
                await self.store.delete(self.collection, aggregate, events)
        except VersionConflict:
            raise Conflict from None
        self._note(aggregate, Stored(aggregate.id, aggregate.version + 1, aggregate.sequence + len(events), {}), act)

    def _saving(self, operation: str) -> tracing.Recording:
        return tracing.saving(self._kind, self.collection.name, operation)

    def _body(self, aggregate: A) -> Document:
        return _document(aggregate, self._index)

    def _events(self, aggregate: A, act: Act) -> list[Event]:
        """Ids follow from subject and sequence: a publisher that repeats itself repeats the id too."""
        subject = f"{self._kind}/{aggregate.id}"
        traceparent = act.traceparent
        return [
            Event(
                id=derived_id(subject, sequence),
                source=self._source,
                type=fact.type,
                time=act.at,
                subject=subject,
                partitionkey=self._key(aggregate),
                sequence=sequence,
                actor=act.actor_id,
                correlationid=act.request_id,
                causationid=act.cause_id,
                traceparent=traceparent,
                recordedtime=act.recorded_at,
                data=fact.model_dump(mode="json"),
            )
            for sequence, fact in enumerate(aggregate.facts, aggregate.sequence + 1)
        ]

    def _note(self, aggregate: A, stored: Stored, act: Act) -> None:
        said = stored.sequence > aggregate.sequence
        aggregate.saved(stored)
        if said:
            self._tell(aggregate, act)

    def _tell(self, aggregate: A, act: Act) -> None:
        """What a repeated creation found counts as written: its first answer may have been lost."""
        if aggregate.sequence:
            act.written.append(Written(self._source, f"{self._kind}/{aggregate.id}", aggregate.sequence))


def _read(model: type[A], body: Document) -> A:
    """Raises ValueError, which names the fields and not what they hold: that may be restricted."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        wrong = {".".join(map(str, one["loc"])): one["type"] for one in error.errors()}
        raise ValueError(f"does not read as {model.__name__}: {wrong}") from None


def _document(aggregate: A, index: Callable[[A], Document]) -> Document:
    return aggregate.model_dump(mode="json") | index(aggregate)
