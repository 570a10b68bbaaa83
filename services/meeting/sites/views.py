"""How connecting sites are shown: to those who lead the meeting, and to who is on duty (logistics alone)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NotRequired

from typing_extensions import TypedDict

from services.meeting.meetings.store import MEETINGS
from services.meeting.sites.model import SitesState
from services.meeting.sites.store import sites_of
from services.meeting.world import World
from shared.clock import from_text
from shared.directory import OrganisationRef, PersonRef
from shared.membership import has_seat
from shared.store.port import Document, every
from shared.words import MeetingState, Mode, Reply, RoomService

NEAR = timedelta(days=2)  # before the meeting its secretary is told of sites that are not ready


class ReadinessView(TypedDict):
    """What was reported for the time the meeting has now; `by` whom, which may be a secretary who was told."""

    ready: bool
    note: str
    at: str
    by: PersonRef


class SiteView(TypedDict):
    """`people` are expected: assigned to it, and not declined. `accepted` of them is for secretary and chair."""

    id: str
    meeting_id: str
    organisation: OrganisationRef
    place: str
    duty: PersonRef | None
    seats: int
    services: list[RoomService]
    note: str
    people: int
    accepted: NotRequired[int]
    readiness: ReadinessView | None


class DutyMeeting(TypedDict):
    """What a person on duty learns of the meeting: no agenda, no papers, nobody who takes part.

    `contacts` are the secretaries.
    """

    id: str
    organisation: OrganisationRef
    title: str
    mode: Mode
    state: MeetingState
    starts_at: str
    ends_at: str
    zone: str
    video_link: str | None
    contacts: list[PersonRef]


class DutyView(TypedDict):
    site: SiteView
    meeting: DutyMeeting


class Expected(TypedDict):
    people: int
    accepted: int


async def expected_at(world: World, meeting_id: str) -> dict[str, Expected]:
    """By site, those who have a seat there."""
    people: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    async for stored in every(world.store, world.participations.collection, "by_meeting", meeting_id, limit=200):
        site_id = stored.body.get("site_id")
        if site_id and has_seat(stored.body) and stored.body["reply"] != Reply.DECLINED:
            people[site_id] += 1
            accepted[site_id] += stored.body["reply"] == Reply.ACCEPTED
    return {site_id: Expected(people=count, accepted=accepted[site_id]) for site_id, count in people.items()}


def readiness_now(site: Document, meeting: Document) -> Document | None:
    """The report that holds for the meeting's present time."""
    report: Document | None = site["readiness"]
    return report if report and report["ready_for"] == meeting["starts_at"] else None


async def site_views(world: World, sites: Sequence[Document], meeting: Document, *, leads: bool) -> list[SiteView]:
    expected = await expected_at(world, meeting["id"])
    people = await world.directory.refs(person for site in sites for person in _people_named(site))
    organisations = await world.directory.organisation_refs(site["organisation_id"] for site in sites)
    return [
        _site_view(one, meeting, expected.get(one["id"]), people, organisations[one["organisation_id"]], leads=leads)
        for one in sites
    ]


async def duty_views(world: World, sites: Sequence[Document]) -> list[DutyView]:
    stored = await world.store.get_many(MEETINGS, list({site["meeting_id"] for site in sites}))
    return [await duty_view(world, site, stored[site["meeting_id"]].body) for site in sites]


async def duty_view(world: World, site: Document, meeting: Document) -> DutyView:
    people = await world.directory.refs(meeting["secretary_ids"])
    organisations = await world.directory.organisation_refs([meeting["organisation_id"]])
    return DutyView(
        site=(await site_views(world, [site], meeting, leads=False))[0],
        meeting=DutyMeeting(
            id=meeting["id"],
            organisation=organisations[meeting["organisation_id"]],
            title=meeting["title"],
            mode=meeting["mode"],
            state=meeting["state"],
            starts_at=meeting["starts_at"],
            ends_at=meeting["ends_at"],
            zone=meeting["zone"],
            video_link=meeting["video_link"],
            contacts=list(people.values()),
        ),
    )


async def sites_wanting(world: World, meeting: Document) -> dict[SitesState, int]:
    """How many want something: `unmanned` (nobody is on duty), `trouble`, `unready` when the meeting is near."""
    counts: Counter[SitesState] = Counter()
    async for site in sites_of(world.store, meeting["id"]):
        report = readiness_now(site, meeting)
        if site["duty_id"] is None:
            counts["unmanned"] += 1
        elif report is None:
            counts["unready"] += _is_near(meeting, world.clock.now())
        elif not report["ready"]:
            counts["trouble"] += 1
    return {state: count for state, count in counts.items() if count}


def _is_near(meeting: Document, now: datetime) -> bool:
    return meeting["state"] == MeetingState.CALLED and from_text(meeting["starts_at"]) - now <= NEAR


def _people_named(site: Document) -> list[str]:
    report = site["readiness"]
    return [person for person in (site["duty_id"], report["by"] if report else None) if person]


def _site_view(
    site: Document,
    meeting: Document,
    expected: Expected | None,
    people: Mapping[str, PersonRef],
    organisation: OrganisationRef,
    *,
    leads: bool,
) -> SiteView:
    report = readiness_now(site, meeting)
    view = SiteView(
        id=site["id"],
        meeting_id=site["meeting_id"],
        organisation=organisation,
        place=site["place"],
        duty=people[site["duty_id"]] if site["duty_id"] else None,
        seats=site["seats"],
        services=site["services"],
        note=site["note"],
        people=expected["people"] if expected else 0,
        readiness=ReadinessView(ready=report["ready"], note=report["note"], at=report["at"], by=people[report["by"]])
        if report
        else None,
    )
    if leads:
        view["accepted"] = expected["accepted"] if expected else 0
    return view
