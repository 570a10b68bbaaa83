from datetime import datetime

from services.gateway.attempts.commands import Failed
from services.gateway.people.model import Person
from services.gateway.second_factors.model import SecondFactor, SecondFactorDue
from services.gateway.settings import CHAIR
from services.gateway.world import World
from shared.aggregates import Act


class FailedSecond(Failed):
    """The password was right, the code was not."""


async def begin(world: World, person_id: str, seed: str, act: Act) -> SecondFactor:
    """One that waits for its first code. Raises SecondFactorThere."""
    if await world.second_factors.look_up(person_id) is None:
        await world.second_factors.add(SecondFactor.begin(person_id, seed), act)
    return await world.second_factors.change(person_id, lambda factor: factor.begin_again(seed), act)


async def confirm(world: World, person_id: str, code: str, act: Act) -> list[str]:
    """The recovery codes. Raises NotFound, Failed."""

    def decide(factor: SecondFactor) -> None:
        if not factor.confirm(world.key, code, act.at):
            raise FailedSecond

    factor = await world.second_factors.change(person_id, decide, act)
    return factor.recovery_codes(world.key)


async def remove(world: World, person_id: str, act: Act) -> None:
    """Nothing happens where there is none."""
    if await world.second_factors.look_up(person_id) is not None:
        await world.second_factors.change(person_id, lambda factor: factor.remove(), act)


async def prove(world: World, factor: SecondFactor | None, code: str, act: Act) -> bool:
    """Whether there is a second factor; then `code` was right, and is spent. Raises SecondFactorDue, Failed."""
    if factor is None or not factor.confirmed:
        return False
    if not code:
        raise SecondFactorDue

    def spend(factor: SecondFactor) -> None:
        if not factor.takes(world.key, code, act.at):
            raise FailedSecond

    await world.second_factors.change(factor.id, spend, act)
    return True


async def is_required(world: World, person: Person, now: datetime) -> bool:
    """By the setting; from the next sign-in on."""
    wanted = world.settings.second_factor_for
    if any(role.role in wanted for role in person.roles):
        return True
    return CHAIR in wanted and await world.chairs.chairs(person.id, now)
