"""House rules are a part of their organisation, so that whoever has a copy of it has them too."""

from services.gateway.organisations.model import Organisation
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import HouseRules
from shared.house_rules import Decided, decided_on


async def decided_above(world: World, organisation: Organisation) -> dict[str, Decided | None]:
    """By name of the rule, what holds for it where it has decided nothing itself."""
    above = organisation.path[:-1]
    bodies = await world.organisations.get_many(list(above))
    rules = {key: body.house_rules for key, body in bodies.items()}
    return {name: decided_on(above, rules, name) for name in HouseRules.model_fields}


async def decide(world: World, organisation: Organisation, rules: HouseRules, act: Act) -> Organisation:
    """Raises Conflict when the organisation was changed meanwhile."""
    organisation.decide(rules)
    return await world.organisations.save(organisation, act)
