"""What one person sees of a meeting."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired

from typing_extensions import TypedDict

from services.meeting.access import Seen
from services.meeting.agenda_items.views import in_order
from services.meeting.legal_clock.model import (
    Deadline,
    DeadlineRule,
    DeadlineState,
    due_after,
    due_before,
    judge,
    papers_done_at,
)
from services.meeting.meetings.bodies import heirs
from services.meeting.sites.store import SITES
from services.meeting.world import World
from shared.clock import from_text, to_text
from shared.directory import OrganisationRef, PersonRef
from shared.membership import has_seat
from shared.store.port import Document, every
from shared.views import (
    AgendaItemView,
    MeetingFields,
    MyPart,
    MySite,
    agenda_item_view,
    answer_of,
    meeting_fields,
    my_part,
    my_site,
    people_in,
    people_of,
    shown_role,
)
from shared.words import RoomService, RoomState


class MeetingSummary(MeetingFields):
    my: MyPart


class DeadlineView(TypedDict):
    rule: DeadlineRule
    due_at: str
    state: DeadlineState
    reason: str | None


class AnswerCounts(TypedDict):
    """Of those who have a seat. `substitute_requested` waits for the chair, whatever was answered before."""

    pending: int
    accepted: int
    declined: int
    substitute_requested: int


class TakenView(TypedDict):
    starts_at: str
    ends_at: str


class RoomRequestView(TypedDict):
    """`taken` is when another booking has the room; `gone`: it is no longer in use; `reason`: its keeper's words.

    `too_small`: more people take part than it holds.
    """

    room_id: str
    name: str
    zone: str
    state: RoomState
    services: list[RoomService]
    note: str
    taken: TakenView | None
    gone: bool
    reason: str | None
    too_small: bool


class HandoverView(TypedDict):
    from_person: PersonRef
    to_person: PersonRef
    note: str
    at: str


class MeetingView(MeetingSummary):
    """`deadlines`, `answers`, `room`, `series_id`, `handovers` and `heirs` are for secretary and chair.

    `heirs` are the bodies it may be handed to where its own has ended by its day; null where that goes on.
    """

    agenda: list[AgendaItemView]
    deadlines: NotRequired[list[DeadlineView]]
    answers: NotRequired[AnswerCounts]
    room: NotRequired[RoomRequestView | None]
    series_id: NotRequired[str | None]
    handovers: NotRequired[list[HandoverView]]
    heirs: NotRequired[list[OrganisationRef] | None]


async def summaries(world: World, seen: Sequence[Seen]) -> list[MeetingSummary]:
    people = await world.directory.refs(person for one in seen for person in _people_named(one))
    organisations = await world.directory.organisation_refs(one.meeting["organisation_id"] for one in seen)
    sites = await _sites(world, seen)
    return [_summary(one, meeting_fields(one.meeting, people, organisations), people, sites) for one in seen]


async def meeting_view(world: World, seen: Seen) -> MeetingView:
    items = in_order(seen.items())
    people = await world.directory.refs([*_people_named(seen), *_presenters(items)])
    owners = [item["owner_organisation_id"] for item in items if item["owner_organisation_id"]]
    organisations = await world.directory.organisation_refs([seen.meeting["organisation_id"], *owners])
    fields = meeting_fields(seen.meeting, people, organisations)
    agenda = [agenda_item_view(item, people, organisations, leads=seen.leads) for item in items]
    summary = _summary(seen, fields, people, await _sites(world, [seen]))
    view = MeetingView(**summary, agenda=agenda)  # type: ignore[typeddict-item]
    if seen.leads:
        view["deadlines"] = [_deadline_view(deadline) for deadline in await deadlines_of(world, seen.meeting)]
        view["answers"] = await count_answers(world, seen.meeting["id"])
        seated = sum(count for count in view["answers"].values() if isinstance(count, int))
        view["series_id"] = seen.meeting.get("series_id")
        view["handovers"] = await _handovers(world, seen.meeting)
        view["room"] = await room_request_view(world, seen.meeting, seated)
        view["heirs"] = await heirs(world, seen.meeting)
    return view


async def _handovers(world: World, meeting: Document) -> list[HandoverView]:
    """In the order of time."""
    kept = meeting.get("handovers", [])
    people = await world.directory.refs(one[end] for one in kept for end in ("from_id", "to_id"))
    return [
        HandoverView(from_person=people[one["from_id"]], to_person=people[one["to_id"]], note=one["note"], at=one["at"])
        for one in kept
    ]


async def room_request_view(world: World, meeting: Document, people: int) -> RoomRequestView | None:
    request = meeting.get("room")
    if request is None:
        return None
    room = await world.rooms.get(request["room_id"])
    return RoomRequestView(
        room_id=room.id,
        name=room.place,
        zone=room.zone,
        state=request["state"],
        services=request["services"],
        note=request["note"],
        taken=request["taken"],
        gone=not room.active,
        reason=request["reason"],
        too_small=people > room.capacity,
    )


async def agenda_views(world: World, seen: Seen) -> list[AgendaItemView]:
    items = in_order(seen.items())
    people = await world.directory.refs(_presenters(items))
    owners = (item["owner_organisation_id"] for item in items if item["owner_organisation_id"])
    organisations = await world.directory.organisation_refs(owners)
    return [agenda_item_view(item, people, organisations, leads=seen.leads) for item in items]


def _people_named(seen: Seen) -> list[str]:
    return [*people_of(seen.meeting), *(people_in(seen.participation) if seen.participation else [])]


async def _sites(world: World, seen: Sequence[Seen]) -> dict[str, MySite]:
    """Where people take part, by the site's id; one that was taken away is the main room."""
    ids = {site_id for one in seen if one.participation and (site_id := one.participation.get("site_id"))}
    found = {key: stored.body for key, stored in (await world.store.get_many(SITES, sorted(ids))).items()}
    organisations = await world.directory.organisation_refs(site["organisation_id"] for site in found.values())
    return {key: my_site(site, organisations) for key, site in found.items()}


def _summary(
    seen: Seen, fields: MeetingFields, people: Mapping[str, PersonRef], sites: Mapping[str, MySite]
) -> MeetingSummary:
    participation = seen.participation if seen.meeting["called_at"] else None
    site = sites.get(participation.get("site_id") or "") if participation else None
    return MeetingSummary(**fields, my=my_part(shown_role(seen.standings), participation, people, site))


def _presenters(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [person for item in items for person in item["presenter_ids"]]


async def deadlines_of(world: World, meeting: Document) -> list[Deadline]:
    now, zone, excuse = world.clock.now(), meeting["zone"], meeting["urgent_reason"]
    if meeting["state"] == "cancelled":
        return []
    due = due_before(world.calendar, from_text(meeting["starts_at"]), zone)
    called = from_text(meeting["called_at"]) if meeting["called_at"] else None
    released = papers_done_at(await world.releases.first_releases(meeting["id"]))
    deadlines = [
        judge(DeadlineRule.INVITATION, due, called, now, excuse),
        judge(DeadlineRule.PAPERS, due, released, now, excuse),
    ]
    if meeting["held"]:
        after = due_after(world.calendar, from_text(meeting["held"]["ended_at"]), zone)
        deadlines.append(judge(DeadlineRule.CONCLUSION_NOTICE, after, None, now))
    return deadlines


def _deadline_view(deadline: Deadline) -> DeadlineView:
    return DeadlineView(
        rule=deadline.rule, due_at=to_text(deadline.due_at), state=deadline.state, reason=deadline.reason
    )


async def count_answers(world: World, meeting_id: str) -> AnswerCounts:
    counts = AnswerCounts(pending=0, accepted=0, declined=0, substitute_requested=0)
    async for stored in every(world.store, world.participations.collection, "by_meeting", meeting_id, limit=200):
        if has_seat(stored.body):
            counts[answer_of(stored.body)] += 1  # type: ignore[typeddict-item]
    return counts
