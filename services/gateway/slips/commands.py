from dataclasses import dataclass

from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes
from services.gateway.passwords.commands import check_new, set_password
from services.gateway.people.model import Person, PersonInactive
from services.gateway.second_factors.commands import FailedSecond, prove
from services.gateway.second_factors.model import WrongSecondFactor
from services.gateway.sessions.commands import SignedIn, end_sessions, start_session
from services.gateway.slips.model import Slip, code_id
from services.gateway.slips.store import S, slip_with_code
from services.gateway.world import World
from shared.aggregates import Act, Repository


@dataclass(frozen=True, slots=True)
class Redemption:
    """What somebody who holds a slip shows. `id` is the same when it is said again."""

    id: str
    slip: str
    password: str
    code: str
    address: str
    device_label: str


async def issue_slip(world: World, person: Person, seed: str, act: Act) -> Slip:
    """Voids the person's slip before; the same `seed` again gives the same one. Raises PersonInactive."""
    if not person.active:
        raise PersonInactive
    if await world.slips.look_up(person.id) is None:
        await world.slips.add(Slip.issue(person.id, world.key, seed, act.at), act)
    return await world.slips.change(person.id, lambda slip: slip.replace(world.key, seed, act.at), act)


async def redeem(world: World, slips: Repository[S], shown: Redemption, act: Act) -> SignedIn:
    """Sets the password, ends what sessions there were, and signs in. `slips` are those on paper, or those by mail.

    Raises WeakPassword, SlipUnknown, SlipSpent, SlipExpired, SecondFactorDue, WrongSecondFactor, TooMany.
    """
    password = await check_new(world, shown.password)
    wanted = code_id(world.key, shown.slip)
    try:
        async with world.attempts.attempt(lanes(wanted, shown.address, None), act):
            slip, person = await _holder(world, slips, wanted, shown.id, act)
            proven = await prove(world, await world.second_factors.look_up(person.id), shown.code, act)
    except FailedSecond:
        raise WrongSecondFactor from None
    except Failed:
        raise slips.model.unknown from None
    act.actor_id = person.id
    await slips.change(slip.id, lambda slip: slip.use(wanted, shown.id, act.at), act)
    await set_password(world, person.id, password, act)
    await end_sessions(world, person.id, act)
    return await start_session(world, person, shown.device_label, act, proven=proven)


async def _holder(world: World, slips: Repository[S], wanted: str, redemption: str, act: Act) -> tuple[S, Person]:
    """Raises Failed, SlipSpent, SlipExpired."""
    slip = await slip_with_code(slips, wanted)
    person = await world.people.look_up(slip.person_id) if slip else None
    if slip is None or person is None or not person.active:
        raise Failed
    slip.check(wanted, redemption, act.at)
    return slip, person
