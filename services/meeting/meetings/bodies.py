"""The body a meeting is of. Bodies merge and split on a day; a meeting after that day belongs to one that went on."""

from datetime import date, datetime

from services.meeting.world import World
from shared.clock import from_text
from shared.directory import OrganisationRef
from shared.problems import Invalid, Said
from shared.store.port import Document
from shared.words import MeetingState
from shared.zones import all_zones


class OrganisationEnded(Invalid):
    """`successor_ids` are the bodies that went on."""

    code = "organisation-ended"
    title = Said("Cơ quan này đã kết thúc hoạt động", "This body has ended")
    advice = Said(
        "Hãy tạo cuộc họp tại cơ quan kế tục, hoặc chuyển cuộc họp đã soạn sang cơ quan đó.",
        "Make the meeting in the body that went on, or hand one that is drawn up to it.",
    )


class NotItsSuccessor(Invalid):
    code = "not-its-successor"
    title = Said("Đây không phải cơ quan kế tục", "This is not a body that went on")
    advice = Said(
        "Chỉ chuyển được cuộc họp của cơ quan đã kết thúc sang cơ quan kế tục của cơ quan đó.",
        "A meeting goes from a body that has ended to one of those that went on from it, and to no other.",
    )


async def check_body(world: World, organisation_id: str, begins_there: datetime) -> None:
    """A meeting of before its end may still be entered. Raises OrganisationEnded."""
    if body := await _ended(world, organisation_id, begins_there.date()):
        raise OrganisationEnded(successor_ids=body.get("successor_ids", []))


async def check_heir(world: World, organisation_id: str, heir_id: str) -> None:
    """Raises NotItsSuccessor, unless it is the very same body."""
    if heir_id != organisation_id and heir_id not in await world.directory.heirs_of(organisation_id):
        raise NotItsSuccessor


async def is_stranded(world: World, meeting: Document) -> bool:
    """Whether it is still to be held, after the day on which its body ended. A postponed one will be, whenever."""
    if meeting["state"] not in {MeetingState.DRAFT, MeetingState.CALLED, MeetingState.POSTPONED}:
        return False
    day = from_text(meeting["starts_at"]).astimezone(all_zones()[meeting["zone"]]).date()
    day = date.max if meeting["state"] == MeetingState.POSTPONED else day
    return await _ended(world, meeting["organisation_id"], day) is not None


async def heirs(world: World, meeting: Document) -> list[OrganisationRef] | None:
    """Whom a stranded meeting may be handed to; None for any other."""
    if not await is_stranded(world, meeting):
        return None
    found = await world.directory.heirs_of(meeting["organisation_id"])
    return list((await world.directory.organisation_refs(found)).values())


async def _ended(world: World, organisation_id: str, on: date) -> Document | None:
    body = await world.directory.organisations.get(organisation_id)
    if body is None or body["active"]:
        return None
    ended_on = body.get("ended_on")
    return body if ended_on is None or ended_on <= on.isoformat() else None
