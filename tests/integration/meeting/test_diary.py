"""Whose calendar a meeting stands in, and that keeping it costs the same for a commission and a full hall."""

from typing import Any, cast

import pytest

from services.meeting.diary.store import Diary
from services.meeting.meetings.store import MEETINGS
from services.meeting.participants.store import PARTICIPATIONS
from shared.events.meeting import AgendaItemChanged, ParticipantAdded
from shared.ids import participation_id
from shared.store.port import Store, VersionConflict
from tests.factories.events import event
from tests.factories.facts import item_facts, meeting_facts, participation_facts
from tests.factories.installation import Installation
from tests.factories.reads import CountedCalls

CHANGED = event("meeting/m1", 2)


@pytest.fixture
def store(hop: Installation) -> Store:
    return hop.kit.backends.store


async def called_with(store: Store, *people: str) -> None:
    """A called meeting that these take part in, all of whom have it in their calendars."""
    body = meeting_facts().model_dump(mode="json") | {"items": [], "nears": 0, "nears_at": ""}
    await store.insert(MEETINGS, "m1", body)
    heard = Diary(store).handlers()
    for person in people:
        facts = participation_facts(person)
        body = facts.model_dump(mode="json") | {"removed": False, "state": ""}
        await store.insert(PARTICIPATIONS, participation_id("m1", person), body)
        await heard[ParticipantAdded](ParticipantAdded(participation=facts), CHANGED)


async def changed(diary: Diary, **fields: Any) -> None:
    await diary.handlers()[AgendaItemChanged](AgendaItemChanged(item=item_facts("i1", **fields)), CHANGED)


async def present(store: Store, *people: str) -> None:
    """From now on."""
    stored = await store.get(MEETINGS, "m1")
    assert stored is not None
    items = [item_facts("i1", presenter_ids=people).model_dump(mode="json")]
    await store.save(MEETINGS, stored, stored.body | {"items": items})


async def listed(store: Store, person: str) -> list[str]:
    return [one async for one in Diary(store).between(person, "2000", "2100")]


async def calls_of_a_change(store: Store) -> list[str]:
    counted = CountedCalls(store)
    await changed(Diary(cast(Store, counted)))
    return counted.calls


@pytest.mark.parametrize("people", [1, 60])
async def test_change_of_an_item_asks_the_store_as_often_for_many_as_for_one(store: Store, people: int) -> None:
    await called_with(store, *(f"d{number}" for number in range(people)))
    assert sorted(await calls_of_a_change(store)) == [
        "find meeting.diary",
        "get meeting.meetings",
        "get_many meeting.participations",
    ]


async def test_who_presents_an_item_has_the_meeting_as_long_as_he_does(store: Store) -> None:
    await called_with(store, "an")
    await present(store, "binh")
    await changed(Diary(store), presenter_ids=["binh"])
    assert await listed(store, "binh") == ["m1"]
    await present(store)
    await changed(Diary(store))
    assert (await listed(store, "binh"), await listed(store, "an")) == ([], ["m1"])


class Overtaken:
    """A store in which `meanwhile` happens before the first entry is saved, which then is too late."""

    def __init__(self, store: Store, meanwhile: Any) -> None:
        self._store = store
        self._meanwhile = meanwhile

    async def save(self, *arguments: Any) -> Any:
        if self._meanwhile:
            happens, self._meanwhile = self._meanwhile, None
            await happens()
            raise VersionConflict
        return await self._store.save(*arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_entry_that_another_has_written_meanwhile_is_made_from_the_newest(store: Store) -> None:
    await called_with(store, "an")
    await present(store, "binh")
    await changed(Diary(store), presenter_ids=["binh"])
    await present(store)

    async def presents_again() -> None:
        await present(store, "binh")

    await changed(Diary(cast(Store, Overtaken(store, presents_again))))
    assert await listed(store, "binh") == ["m1"]


def numbered(sequence: int) -> Any:
    return event("meeting/m1", sequence)


async def test_change_that_concerns_no_presenter_asks_the_store_nothing(store: Store) -> None:
    await called_with(store, "an")
    counted = CountedCalls(store)
    heard = Diary(cast(Store, counted)).handlers()[AgendaItemChanged]
    await heard(AgendaItemChanged(item=item_facts("i1")), numbered(2))
    counted.calls.clear()
    await heard(AgendaItemChanged(item=item_facts("i1", title="Khác")), numbered(3))
    assert counted.calls == []


async def test_who_presented_is_known_however_replicas_share_what_is_heard(store: Store) -> None:
    await called_with(store, "an")
    here, there = (Diary(store).handlers()[AgendaItemChanged] for _ in range(2))
    turns = [(here, ["an"]), (here, ["binh"]), (there, ["chi"]), (here, []), (here, ["binh"]), (here, ["dung"])]
    for sequence, (heard, people) in enumerate(turns, 2):
        await present(store, *people)
        await heard(AgendaItemChanged(item=item_facts("i1", presenter_ids=people)), numbered(sequence))
        others = {"binh", "chi", "dung"}
        assert {person for person in others if await listed(store, person)} == others & set(people)
