"""Copies are made anew from the log beside the running product, and are then what they were."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from services.hop.contents import is_copy
from services.hop.rebuild import Rebuilding
from shared.ids import participation_id
from shared.keeping import Kept
from shared.settings import Settings
from shared.store.port import Collection, Store
from tests.factories.commune import Commune, commune
from tests.factories.installation import until
from tests.integration.documents.papers import links
from tests.integration.hop.conftest import Prepared, Run
from tests.integration.hop.test_projections import rebuilt

pytestmark = pytest.mark.slow

ROOM = {"name": "Phòng họp tầng 2", "location": "Tầng 2", "capacity": 20, "seats": 20}
ITEM = {"title": "Công tác nhân sự"}

OTHERWISE = ("notify.feeds", "gateway.usage_records", "gateway.usage_rows")
"""The feeds are a tape of what was said; the figures have a command of their own."""


def is_rebuilt(collection: str) -> bool:
    return is_copy(collection) and collection not in OTHERWISE


async def kept(hop: Commune, wanted: Callable[[str], bool] = is_rebuilt) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    async for batch in hop.product.kit.backends.keeping.documents(str):
        found |= {(one.collection, one.id): _told(one) for one in batch if one.body and wanted(one.collection)}
    return found


def _told(one: Kept) -> dict[str, Any]:
    return {name: value for name, value in (one.body or {}).items() if name != "changed_at"}


async def use(hop: Commune) -> None:
    """What the prepared commune lacks, so that there is something in every copy."""
    administrator, secretary, binh = [await hop.sign_in(name) for name in ("quantri", "thuky", "binh")]
    await administrator.send("POST", "/api/rooms", ROOM | {"organisation_id": hop.ids["root"]})
    await secretary.send("POST", f"{hop.path}/agenda-items", ITEM | {"audience": {"people": [hop.ids["binh"]]}})
    etag = (await secretary.ask("GET", hop.path)).headers["ETag"]
    await secretary.send("PATCH", hop.path, {"mode": "hybrid"}, **{"If-Match": etag})
    await secretary.send("POST", f"{hop.path}/sites", {"organisation_id": hop.ids["root"], "duty_id": hop.ids["an"]})
    await links(binh, await binh.get(f"/api/documents/{hop.ids['paper']}"))
    await binh.send("DELETE", "/api/sessions/current")
    await hop.settle()


async def spoil(store: Store, collection: Collection, document_id: str, **fields: Any) -> None:
    stored = await store.get(collection, document_id)
    assert stored
    await store.save(collection, stored, stored.body | fields)


async def test_rebuilt_is_what_was_there(prepared: Prepared, settings: Settings, run: Run) -> None:
    async with commune(settings, prepared.ids) as hop:
        await use(hop)
        before = await kept(hop)
        assert rebuilt(hop.product.services, hop.product.kit.backends.store) <= {name for name, _ in before}
        code, told = await run(settings, "rebuild", "all")
        assert code == 0, told
        assert await kept(hop) == before
    for line in told.splitlines():
        assert "written anew" in line or " 0 replaced, 0 removed" in line, line


async def test_all_copies_lost_come_back_as_they_were(prepared: Prepared, settings: Settings, run: Run) -> None:
    async with commune(settings, prepared.ids) as hop:
        await use(hop)
        before, keeping = await kept(hop), hop.product.kit.backends.keeping
        async for batch in keeping.documents(str):
            for lost in [one for one in batch if is_rebuilt(one.collection)]:
                await keeping.forget(lost.collection, lost.id, lost.version)
        assert await kept(hop) == {}
        assert (await run(settings, "rebuild", "all"))[0] == 0
        assert await kept(hop) == before


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
        before = await kept(hop, told.__contains__)
        await run(settings, "rebuild", "all")
        await hop.settle()
        assert (await kept(hop, told.__contains__)).keys() == before.keys()


async def test_unknown_group_is_named(settings: Settings, run: Run) -> None:
    with pytest.raises(Exception, match=r"there are documents\.meetings, documents\.directory, documents\.search"):
        await run(settings, "rebuild", "documents.nothing")
