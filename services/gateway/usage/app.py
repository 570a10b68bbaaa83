"""The usage figures' own parts: what hears, what settles, what answers."""

from dataclasses import dataclass

from services.gateway.settings import GatewaySettings
from services.gateway.usage.commands import Settling
from services.gateway.usage.reactions import usage_reactions
from services.gateway.usage.snapshot import Snapshot
from services.gateway.usage.store import Records, Rows
from shared.app import Kit, Loop
from shared.backends import BadSetting
from shared.clock import SystemClock
from shared.reactions import Reactions
from shared.working_days import SHIPPED, WorkingCalendar, load_calendar
from shared.zones import all_zones

SERVICE = "gateway"


@dataclass(frozen=True, slots=True)
class Usage:
    """`reactions` and the loops that count are empty where another process counts."""

    records: Records
    rows: Rows
    settling: Settling
    snapshot: Snapshot
    reactions: tuple[Reactions, ...]
    loops: dict[str, Loop]


def usage_of(kit: Kit, settings: GatewaySettings) -> Usage:
    """Reads files, so it blocks. Raises BadSetting."""
    store, clock = kit.backends.store, SystemClock()  # changes are found by when they were really made
    records, rows = Records(store, clock), Rows(store, clock)
    settling = Settling(records, rows, working_calendar(settings), clock)
    snapshot = Snapshot(rows, clock)
    loops: dict[str, Loop] = {"snapshot": snapshot.run}
    if not settings.usage_here:
        return Usage(records, rows, settling, snapshot, (), loops)
    heard = usage_reactions(SERVICE, records, store, clock)
    return Usage(records, rows, settling, snapshot, (heard,), loops | {"settling": settling.run})


def working_calendar(settings: GatewaySettings) -> WorkingCalendar:
    """And the zones that days are counted in. Raises BadSetting."""
    all_zones()
    try:
        return load_calendar([SHIPPED, *([settings.holidays] if settings.holidays else [])])
    except (OSError, ValueError, KeyError) as error:
        raise BadSetting(f"HOLIDAYS cannot be read: {error!r}") from None
