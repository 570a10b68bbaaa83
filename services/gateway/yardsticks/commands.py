from collections.abc import Sequence

from services.gateway.organisations.levels import level_in_force, levels
from services.gateway.organisations.model import LevelNotInForce
from services.gateway.world import World
from services.gateway.yardsticks.model import Yardsticks
from shared.aggregates import Act
from shared.events.gateway import Baseline, PaperRate, Target


async def set_yardsticks(
    world: World,
    before: Yardsticks,
    paper: Sequence[PaperRate],
    baseline: Baseline | None,
    targets: Sequence[Target],
    act: Act,
) -> Yardsticks:
    """Raises LevelNotInForce, RateInsideMonth, TargetsOverlap; Conflict when somebody else set them meanwhile."""
    if not all(level_in_force(one.level, one.since, levels()) for one in targets):
        raise LevelNotInForce
    before.change(paper, baseline, targets)
    return await world.yardsticks.put(before, act)
