"""What is done to connecting sites, and who is assigned to one. Each saves one site, or one participation."""

from contextlib import suppress
from typing import Any

from services.meeting.meetings.commands import PeopleUnknown
from services.meeting.meetings.model import MeetingOver, WrongState
from services.meeting.participants.commands import check_called, check_open
from services.meeting.sites.model import MeetingInPerson, Site, SiteUnknown
from services.meeting.sites.store import sites_of
from services.meeting.world import World
from shared.aggregates import Act
from shared.ids import participation_id
from shared.problems import Conflict, Invalid, NotFound, Said
from shared.secrecy import check_secrecy
from shared.store.port import Document, every
from shared.words import Classification, MeetingState, Mode


class OrganisationUnknown(Invalid):
    code = "organisation-unknown"
    title = Said("Không có cơ quan, đơn vị này", "This organisation is unknown")
    advice = Said("Hãy chọn lại trong cây cơ quan, đơn vị.", "Choose it from the tree of organisations.")


async def add_site(world: World, site: Site, act: Act) -> Site:
    """Raises MeetingOver, MeetingInPerson, OrganisationUnknown, PeopleUnknown, SecretRefused."""
    meeting = await check_open(world, site.meeting_id)
    if meeting.mode is Mode.IN_PERSON:
        raise MeetingInPerson
    await _check(world, site.id, site.model_dump(include={"organisation_id", "place", "duty_id", "note"}))
    site.add()
    return await world.sites.add(site, act)


async def change_site(world: World, site: Site, fields: dict[str, Any], act: Act) -> Site:
    """Raises MeetingOver, OrganisationUnknown, PeopleUnknown, SecretRefused."""
    await check_open(world, site.meeting_id)
    await _check(world, site.id, fields)
    return await world.sites.change(site.id, lambda one: one.change(fields), act)


async def remove_site(world: World, site: Site, act: Act) -> None:
    """Whoever was assigned to it follows from the fact. Raises MeetingOver."""
    await check_open(world, site.meeting_id)
    while True:
        found = await world.sites.get(site.id)
        found.remove()
        try:
            return await world.sites.remove(found, act)
        except Conflict:
            continue


async def report_readiness(world: World, site: Site, ready: bool, note: str, act: Act) -> Site:
    """For the time the meeting has now. Raises WrongState unless it is called, TroubleUnnamed, SecretRefused."""
    meeting = await check_called(world, site.meeting_id)
    if meeting.state is not MeetingState.CALLED:
        raise WrongState(state=meeting.state)
    await _check(world, site.id, {"note": note})
    return await world.sites.change(
        site.id, lambda one: one.report(ready, note, meeting.starts_at, act.actor_id or "", act.at), act
    )


async def assign_people(
    world: World, job_id: str, meeting_id: str, rows: list[dict[str, Any]], act: Act, fingerprint: str
) -> Document:
    """A job with one row per person; no site is the main room. Raises SiteUnknown, MeetingOver, KeyReused."""
    await check_open(world, meeting_id)
    there = {site["id"] async for site in sites_of(world.store, meeting_id)}
    if not there.issuperset(row["site_id"] for row in rows if row["site_id"]):
        raise SiteUnknown
    return await world.jobs.begin(job_id, "sites", {"meeting_id": meeting_id}, rows, act, fingerprint)


async def assign_row(world: World, about: Document, row: Document, act: Act) -> None:
    """A site that was removed meanwhile is the main room."""
    site_id = row["site_id"]
    if site_id and await world.sites.look_up(site_id) is None:
        site_id = None
    await world.participations.change(
        participation_id(about["meeting_id"], row["person_id"]), lambda one: one.assign_site(site_id), act
    )


async def vacate_site(world: World, site_id: str, meeting_id: str, act: Act) -> None:
    """Follows when a site is removed: its people take part in the main room again."""
    async for stored in every(world.store, world.participations.collection, "by_meeting", meeting_id, limit=200):
        if stored.body.get("site_id") == site_id:
            with suppress(NotFound):
                await world.participations.change(stored.id, lambda one: one.leave_site(site_id), act)


async def close_sites(world: World, meeting_id: str, act: Act) -> None:
    """Follows when a meeting is held in person, unless that has changed again meanwhile."""
    meeting = await world.meetings.get(meeting_id)
    if meeting.mode is not Mode.IN_PERSON:
        return
    async for site in sites_of(world.store, meeting_id):
        with suppress(NotFound, MeetingOver):
            await remove_site(world, Site.model_validate(site), act)


async def _check(world: World, about: str, fields: dict[str, Any]) -> None:
    check_secrecy(
        Classification.NONE, fields.get("place", ""), fields.get("note", ""), about=about, allowed=world.secrets_allowed
    )
    if "organisation_id" in fields and await world.directory.organisations.get(fields["organisation_id"]) is None:
        raise OrganisationUnknown
    if duty_id := fields.get("duty_id"):
        person = await world.directory.people.get(duty_id)
        if person is None or not person["active"]:
            raise PeopleUnknown(people=[duty_id])
