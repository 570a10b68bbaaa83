"""What a caller is to a connecting site of a meeting."""

from dataclasses import dataclass
from typing import Any

from services.meeting.access import Seen, meeting_of
from services.meeting.sites.model import Site
from services.meeting.world import World
from shared.http import Call, Found
from shared.permissions import Standing
from shared.problems import NotFound


@dataclass(frozen=True, slots=True)
class SeenSite:
    seen: Seen
    site: Site


async def site_of(call: Call[World, Any]) -> Found[SeenSite]:
    """Resolver of routes below /api/meetings/{meeting}/sites/{site}. Raises NotFound.

    Whoever is on duty knows of his site from the call on; what else he is to the meeting does not add to it.
    """
    found = await meeting_of(call)
    site = await call.world.sites.get(call.path("site"))
    seen = found.thing
    if site.meeting_id != seen.stored.id:
        raise NotFound
    standings = found.standings
    if site.duty_id == call.caller.person_id and seen.meeting["called_at"] is not None:
        standings |= {Standing.ON_DUTY}
    return Found(SeenSite(seen, site), standings)
