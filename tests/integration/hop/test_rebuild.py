"""Copies are made anew from the log beside the running product, and are then what they were."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from services.hop.rebuild import Rebuilding
from shared.ids import participation_id
from shared.keeping import Kept
from shared.settings import Settings
from shared.store.port import Collection, Store
from tests.factories.commune import Commune, commune
from tests.factories.installation import until
from tests.integration.hop.conftest import Prepared, Run

pytestmark = pytest.mark.slow

COPIES = (
    "documents.meetings_heard",
    "documents.participations_heard",
    "documents.search_leaves",
    "documents.search_reaches",
    "meeting.diary",
    "meeting.organisations",
    "meeting.papers_heard",
    "meeting.people",
    "notify.contacts",
    "notify.documents_heard",
    "notify.involvements",
    "notify.meetings_heard",
    "notify.participations_heard",
    "notify.people",
)


async def kept(hop: Commune, only: Sequence[str] = COPIES) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    async for batch in hop.product.kit.backends.keeping.documents(str, only):
        found |= {(one.collection, one.id): _told(one) for one in batch if one.body}
    return found


def _told(one: Kept) -> dict[str, Any]:
    return {name: value for name, value in (one.body or {}).items() if name != "changed_at"}


async def spoil(store: Store, collection: Collection, document_id: str, **fields: Any) -> None:
    stored = await store.get(collection, document_id)
    assert stored
    await store.save(collection, stored, stored.body | fields)


async def test_rebuilt_is_what_was_there(prepared: Prepared, settings: Settings, run: Run) -> None:
    async with commune(settings, prepared.ids) as hop:
        await hop.settle()
        before = await kept(hop)
        assert {name for name, _ in before} == set(COPIES)
        code, told = await run(settings, "rebuild", "all")
        assert code == 0, told
        assert await kept(hop) == before
    for line in told.splitlines():
        assert "written anew" in line or " 0 replaced, 0 removed" in line, line


async def test_what_was_changed_lost_or_made_up_is_as_the_facts_say(
    prepared: Prepared, settings: Settings, run: Run
) -> None:
    async with commune(settings, prepared.ids) as hop:
        await hop.settle()
        before, backends = await kept(hop), hop.product.kit.backends
        membership = next(one for one in hop.product.services if one.name == "documents").world.membership
        binh = participation_id(prepared.ids["meeting"], prepared.ids["binh"])
        made_up = participation_id(prepared.ids["meeting"], "nobody")
        body = await membership.participations.get(binh)
        await backends.store.insert(membership.participations.collection, made_up, body | {"person_id": "nobody"})
        await spoil(backends.store, membership.participations.collection, binh, role="guest")
        stored = await backends.store.get(membership.meetings.collection, prepared.ids["meeting"])
        assert stored
        await backends.keeping.forget("documents.meetings_heard", stored.id, stored.version)
        assert await kept(hop) != before
        code, told = await run(settings, "rebuild", "documents.meetings")
        assert code == 0
        assert ", 2 replaced, 1 removed" in told
        assert await kept(hop) == before
        assert (await (await hop.sign_in("binh")).get(f"{hop.path}/documents"))["items"]


async def test_product_goes_on_while_its_copies_are_made_anew(prepared: Prepared, settings: Settings, run: Run) -> None:
    ending, written = asyncio.Event(), 0

    async def write_on(hop: Commune) -> None:
        nonlocal written
        secretary, binh = await hop.sign_in("thuky"), await hop.sign_in("binh")
        while not ending.is_set():
            etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
            await secretary.send("PATCH", hop.path, {"place": f"Phòng {written}"}, **{"If-Match": etag})
            assert (await binh.get(f"{hop.path}/documents"))["items"]
            written += 1

    async with commune(settings, prepared.ids) as hop:
        load = asyncio.create_task(write_on(hop))
        for name in ("documents.meetings", "notify.facts", "meeting.directory", "meeting.diary", "documents.search"):
            await run(settings, "rebuild", name)
        before = written

        async def goes_on() -> bool:
            return written > before

        await until(goes_on)
        ending.set()
        await load
        await hop.settle()
        assert not any([await group.parked() for service in hop.product.services for group in service.reactions])
        after = await kept(hop)
        assert after["documents.meetings_heard", prepared.ids["meeting"]]["place"] == f"Phòng {written - 1}"
        assert (await run(settings, "rebuild", "all"))[0] == 0
        assert await kept(hop) == after


async def test_crash_in_the_middle_leaves_the_old_ones_in_use(
    prepared: Prepared, settings: Settings, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    async with commune(settings, prepared.ids) as hop:
        await hop.settle()
        before = await kept(hop)
        with monkeypatch.context() as breaking:
            breaking.setattr(Rebuilding, "_switch", killed)
            with pytest.raises(KeyboardInterrupt):
                await run(settings, "rebuild", "notify.facts")
        assert await kept(hop) == before
        assert (await run(settings, "rebuild", "notify.facts"))[0] == 0


async def test_rebuild_tells_nobody_anything_again(prepared: Prepared, settings: Settings, run: Run) -> None:
    told = ("notify.deliveries", "notify.inbox", "notify.feeds", "documents.jobs", "meeting.jobs")
    async with commune(settings, prepared.ids) as hop:
        await hop.settle()
        before = await kept(hop, told)
        await run(settings, "rebuild", "all")
        await hop.settle()
        assert (await kept(hop, told)).keys() == before.keys()


async def test_unknown_group_is_named(settings: Settings, run: Run) -> None:
    with pytest.raises(Exception, match=r"there are documents\.meetings, documents\.directory, documents\.search"):
        await run(settings, "rebuild", "documents.nothing")
