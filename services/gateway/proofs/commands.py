from collections.abc import Collection

from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes
from services.gateway.passwords.model import LONGEST, WrongPassword
from services.gateway.proofs.model import GOOD_FOR, ProofCodeDue, SignInAgain
from services.gateway.second_factors.commands import FailedSecond, prove
from services.gateway.second_factors.model import SecondFactorDue, WrongFirstCode
from services.gateway.world import World
from shared.aggregates import Act
from shared.auth import Caller
from shared.text import nfc


async def give_proof(world: World, session_id: str, person_id: str, password: str, code: str, act: Act) -> None:
    """Raises WrongPassword, ProofCodeDue, WrongFirstCode, TooMany."""
    try:
        async with world.attempts.attempt(lanes(person_id, "", session_id), act):
            stored = await world.passwords.get(person_id)
            if not await world.hasher.verify(stored.hash, nfc(password)[:LONGEST]):
                raise Failed
            await prove(world, await world.second_factors.look_up(person_id), code, act)
    except SecondFactorDue:
        raise ProofCodeDue from None
    except FailedSecond:
        raise WrongFirstCode from None
    except Failed:
        raise WrongPassword("/password") from None
    await world.sessions.change(session_id, lambda session: session.prove(act.at), act)


async def require_proof_for_oneself(world: World, caller: Caller, person_ids: Collection[str], act: Act) -> None:
    """What an administrator does to others would take over his own account from an open tablet. Raises SignInAgain."""
    if caller.person_id in person_ids:
        await require_proof(world, caller.session_id, act)


async def require_proof(world: World, session_id: str, act: Act) -> None:
    """Raises SignInAgain, unless password and second factor were shown within five minutes."""
    session = await world.sessions.get(session_id)
    if act.at - session.proven_at > GOOD_FOR:
        raise SignInAgain
