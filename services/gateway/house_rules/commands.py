"""House rules are a part of their organisation, so that whoever has a copy of it has them too."""

from services.gateway.house_rules.model import Held, held_from
from services.gateway.organisations.model import Organisation
from services.gateway.world import World
from shared.aggregates import Act
from shared.events.gateway import HouseRules


async def held_above(world: World, organisation: Organisation) -> Held:
    """What holds for it where it has decided nothing itself."""
    above = organisation.path[:-1]
    bodies = await world.organisations.get_many(list(above))
    return held_from(above, {key: body.house_rules for key, body in bodies.items()})


async def decide(world: World, organisation: Organisation, rules: HouseRules, act: Act) -> Organisation:
    """Raises Conflict when the organisation was changed meanwhile."""
    organisation.decide(rules)
    return await world.organisations.save(organisation, act)
