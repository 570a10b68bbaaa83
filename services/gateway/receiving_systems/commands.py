"""Sets receiving systems up; what waits for one that was mended is tried at once."""

from services.gateway.indicator_sets.model import SetState
from services.gateway.indicator_sets.store import SETS
from services.gateway.receiving_systems.model import AddressUnusable, ReceivingSystem
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import FieldError
from shared.secrecy import check_secrecy
from shared.store.port import every
from shared.words import Classification
from shared.zones import home_day


async def add_system(world: World, wanted: ReceivingSystem, act: Act) -> ReceivingSystem:
    """Raises AddressUnusable, IndicatorsAmbiguous, SecretRefused, KeyReused."""
    _check(world, wanted)
    wanted.tell()
    return await world.receiving.systems.add(wanted, act)


async def change_system(world: World, before: ReceivingSystem, wanted: ReceivingSystem, act: Act) -> ReceivingSystem:
    """What waits for it is tried at once. Raises as above, and Conflict when somebody else changed it meanwhile."""
    _check(world, wanted)
    before.change(wanted, home_day(act.at))
    saved = await world.receiving.systems.save(before, act)
    sets = world.receiving.sets
    async for stored in every(sets.store, SETS, "by_system", saved.id):
        if stored.body["state"] == SetState.WAITING:
            await sets.change(stored.id, lambda one: one.hurry(act.at), act)
    world.receiving.asked.set()
    return saved


def _check(world: World, wanted: ReceivingSystem) -> None:
    wanted.check()
    if not world.receiving.courier.reach.takes(wanted.url):
        raise AddressUnusable(errors=(FieldError("/url", "unusable"),))
    typed = [wanted.name, *(text for one in wanted.indicators for text in (one.unit, one.note))]
    check_secrecy(Classification.NONE, *typed, about=wanted.id, allowed=world.secrets_allowed)
