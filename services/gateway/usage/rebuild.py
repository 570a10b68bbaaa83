"""The whole projection anew from the log, beside the old one: what is not the same is put right."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from services.gateway.usage.facts import KEPT, Record
from services.gateway.usage.history import Json, fold, state
from services.gateway.usage.model import row_of
from services.gateway.usage.reactions import TOPICS
from services.gateway.usage.store import RECORDS, Rows, record_id
from shared.clock import Clock, to_text
from shared.events.envelope import Event
from shared.ids import new_id
from shared.log.port import Log
from shared.store.port import AlreadyThere, Store, VersionConflict
from shared.working_days import WorkingCalendar

LOOK_AGAIN = 0.05  # seconds
AT_ONCE = 200
_KEPT = {fact.type: kept for fact, kept in KEPT.items()}


@dataclass(slots=True)
class Replay:
    """Records of all facts heard, in memory."""

    facts: int = 0
    records: dict[str, Json] = field(default_factory=dict)

    async def hear(self, events: Sequence[Event]) -> None:
        for event in events:
            self.apply(event)

    def apply(self, event: Event) -> None:
        """Duplicates change nothing; what belongs to different records may come in any order."""
        self.facts += 1
        kept = _KEPT.get(event.type)
        before = self.records.get(event.subject, {})
        if kept and before.get("_heard", 0) < event.sequence:
            self.records[event.subject] = fold(before, event, kept) | {"_heard": event.sequence}

    def rows(self, calendar: WorkingCalendar) -> Iterator[Json]:
        of_meeting: dict[str, list[Json]] = defaultdict(list)
        for record in self.records.values():
            if record["meeting_id"]:
                of_meeting[record["meeting_id"]].append(record)
        for records in of_meeting.values():
            if row := row_of(records, self._body_of(records), calendar):
                yield row

    def _body_of(self, records: list[Json]) -> Json | None:
        own = next((record for record in records if record["kind"] == Record.MEETING), None)
        return self.records.get(f"organisation/{state(own['history'])['organisation_id']}") if own else None


@dataclass(slots=True)
class Rebuilt:
    """What was read, and how much of what was stored had to be put right."""

    facts: int
    records: int
    rows: int
    records_changed: int
    rows_changed: int


async def rebuild(store: Store, log: Log, clock: Clock, calendar: WorkingCalendar) -> Rebuilt:
    """The running product goes on meanwhile; what it hears later than this it keeps. Raises LogAway, StoreAway."""
    replay = Replay()
    group = f"gateway.usage-rebuild-{new_id()[:12]}"
    hearing = asyncio.create_task(log.consume(group, TOPICS, replay.hear))
    try:
        while await log.behind(group, TOPICS):
            if hearing.done():
                await hearing
            await asyncio.sleep(LOOK_AGAIN)
    finally:
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing
    records_changed = await _put_records(store, replay, to_text(clock.now()))
    rows = list(replay.rows(calendar))
    rows_changed = await _put_rows(Rows(store, clock), rows)
    return Rebuilt(replay.facts, len(replay.records), len(rows), records_changed, rows_changed)


async def _put_records(store: Store, replay: Replay, now: str) -> int:
    changed = 0
    for few in _few(list(replay.records)):
        stored = await store.get_many(RECORDS, [record_id(subject) for subject in few])
        for subject in few:
            name, record = record_id(subject), replay.records[subject]
            before = stored.get(name)
            if before and (before.body["_heard"] > record["_heard"] or _same(before.body, record)):
                continue
            with suppress(VersionConflict, AlreadyThere):  # the running projection has heard more
                if before:
                    await store.save(RECORDS, before, record | {"changed_at": now})
                else:
                    await store.insert(RECORDS, name, record | {"changed_at": now})
                changed += 1
    return changed


async def _put_rows(rows: Rows, wanted: list[Json]) -> int:
    changed = 0
    for row in wanted:
        before = await rows.get(row["meeting_id"])
        if before is None or not _same(before.body, row):
            changed += await rows.put(before, row)
    return changed


def _same(stored: Json, made: Json) -> bool:
    return {name: value for name, value in stored.items() if name != "changed_at"} == made


def _few(subjects: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(subjects), AT_ONCE):
        yield subjects[start : start + AT_ONCE]
