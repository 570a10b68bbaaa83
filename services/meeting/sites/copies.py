"""Connecting sites as other meetings get them: by a copy, a template or a series, or as the meeting before has them."""

from datetime import datetime, timedelta

from services.meeting.sites.commands import add_site, assign_row, change_site, remove_site
from services.meeting.sites.model import Site, SitePlan, copied_id
from services.meeting.sites.store import sites_of
from services.meeting.world import World
from shared.aggregates import Act
from shared.clock import from_text, to_text
from shared.ids import derived_id
from shared.store.port import Document, every


async def plan_sites(world: World, meeting_id: str) -> dict[str, SitePlan]:
    """By the id each has in that meeting, in the order they were added."""
    return {site["id"]: Site.model_validate(site).plan() async for site in sites_of(world.store, meeting_id)}


async def copy_sites(world: World, meeting_id: str, plans: list[SitePlan], act: Act) -> Document:
    """A job with one row per site of a new meeting."""
    rows = [
        {"site_id": copied_id(meeting_id, plan.origin_id), "added_at": to_text(moment), "plan": plan.model_dump()}
        for plan, moment in zip(plans, _one_after_another(act.at, len(plans)), strict=True)
    ]
    return await world.jobs.begin(
        derived_id("sites of", meeting_id), "copied_sites", {"meeting_id": meeting_id}, rows, act
    )


async def copied_site_row(world: World, about: Document, row: Document, act: Act) -> None:
    """Raises what add_site raises."""
    plan = SitePlan.model_validate(row["plan"])
    await _add(world, about["meeting_id"], row["site_id"], plan, from_text(row["added_at"]), act)


async def align_sites(
    world: World, meeting_id: str, plans: list[SitePlan], seats: dict[str, str | None], key: str, act: Act
) -> None:
    """Makes a meeting's sites those planned, and seats people as named: by the origin of their site, or in the room.

    The same `key` again changes nothing. Raises what commands of sites raise.
    """
    there = {site.origin_id or site.id: site for site in await _sites_now(world, meeting_id)}
    ids: dict[str, str] = {}
    for plan, moment in zip(plans, _one_after_another(act.at, len(plans)), strict=True):
        if site := there.pop(plan.origin_id, None):
            fields = (await _manned(world, plan)).model_dump(exclude={"origin_id"})
            ids[plan.origin_id] = (await change_site(world, site, fields, act)).id
        else:
            ids[plan.origin_id] = derived_id("aligned site", meeting_id, plan.origin_id, key)
            await _add(world, meeting_id, ids[plan.origin_id], plan, moment, act)
    for site in there.values():
        await remove_site(world, site, act)
    async for stored in every(world.store, world.participations.collection, "by_meeting", meeting_id, limit=200):
        person_id, site_id = stored.body["person_id"], stored.body.get("site_id")
        wanted = ids.get(seats.get(person_id) or "")
        if person_id in seats and site_id != wanted and not stored.body["removed"]:
            await assign_row(world, {"meeting_id": meeting_id}, {"person_id": person_id, "site_id": wanted}, act)


async def _sites_now(world: World, meeting_id: str) -> list[Site]:
    return [Site.model_validate(site) async for site in sites_of(world.store, meeting_id)]


async def _add(world: World, meeting_id: str, site_id: str, plan: SitePlan, added_at: datetime, act: Act) -> None:
    fields = (await _manned(world, plan)).model_dump()
    await add_site(world, Site(id=site_id, meeting_id=meeting_id, added_at=added_at, **fields), act)


async def _manned(world: World, plan: SitePlan) -> SitePlan:
    """Whoever has left since is on duty no more."""
    person = await world.directory.people.get(plan.duty_id) if plan.duty_id else None
    return plan if person and person["active"] else plan.model_copy(update={"duty_id": None})


def _one_after_another(first: datetime, count: int) -> list[datetime]:
    """So that sites made together keep their order."""
    return [first + timedelta(microseconds=number) for number in range(count)]
