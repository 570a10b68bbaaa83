"""Who is on duty at which connecting sites of a meeting, and who takes part at one, as far as we know now."""

from collections.abc import Iterable

from services.notify.audiences.commands import is_withheld
from services.notify.world import World
from shared.store.port import Document, every
from shared.words import Reply


async def sites_of(world: World, meeting_id: str) -> list[Document]:
    """In the order they were added, without those that were taken away."""
    found = every(world.store, world.audiences.sites.collection, "by_meeting", meeting_id)
    return [stored.body async for stored in found if not stored.body["removed"]]


async def duty_sites(world: World, meeting_id: str, person_id: str) -> list[Document]:
    """Those of a called meeting at which the person is on duty; none also while facts that decide it are parked."""
    if await is_withheld(world, meeting_id, person_id):
        return []
    parked = await world.parked()
    manned = await _manned_sites(world, meeting_id)
    return [site for site in manned if site["duty_id"] == person_id and f"site/{site['id']}" not in parked]


async def are_sites_parked(world: World, meeting_id: str) -> bool:
    """Whether facts of any site of the meeting are."""
    parked = await world.parked()
    return any(f"site/{site['id']}" in parked for site in await sites_of(world, meeting_id))


async def on_duty_among(world: World, meeting_id: str, people: Iterable[str]) -> set[str]:
    """By all that was heard, also while facts that decide it are parked: what they are told waits for those."""
    return {site["duty_id"] for site in await _manned_sites(world, meeting_id)}.intersection(people)


async def _manned_sites(world: World, meeting_id: str) -> list[Document]:
    """Of a called meeting, those with somebody on duty."""
    meeting = await world.membership.meetings.get(meeting_id)
    if meeting is None or meeting.get("called_at") is None:
        return []
    return [site for site in await sites_of(world, meeting_id) if site["duty_id"]]


async def people_at(world: World, site: Document) -> list[str]:
    """Who takes part there."""
    return [one["person_id"] async for one in world.membership.participants_at(site["id"])]


async def expected_at(world: World, sites: Iterable[Document]) -> int:
    """How many take part there and have not declined."""
    count = 0
    for site in sites:
        async for one in world.membership.participants_at(site["id"]):
            count += one["reply"] != Reply.DECLINED
    return count


async def participants_site(world: World, participation: Document | None) -> Document | None:
    """Where one who has that participation takes part; None is the main room."""
    site_id = participation.get("site_id") if participation else None
    site = await world.audiences.sites.get(site_id) if site_id else None
    return site if site and not site["removed"] else None


async def site_name(world: World, site: Document) -> str:
    """Its organisation and room: `Ủy ban nhân dân xã Đông Thành, phòng họp tầng 2`."""
    organisation = (await world.directory.organisation_refs([site["organisation_id"]]))[site["organisation_id"]]
    return f"{organisation['name']}, {site['place']}" if site["place"] else organisation["name"]
