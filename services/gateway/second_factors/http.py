"""One's own second factor, and taking it from somebody who lost his phone."""

from typing import Annotated

import segno
from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes
from services.gateway.people.http import resolve
from services.gateway.people.model import Person
from services.gateway.proofs.commands import require_proof, require_proof_for_oneself
from services.gateway.second_factors import commands
from services.gateway.second_factors.model import WrongFirstCode
from services.gateway.sessions.commands import end_sessions, renew, settle
from services.gateway.sessions.http import SignedInView, signed_in_answer
from services.gateway.words import Due
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission


class SecondFactorView(TypedDict):
    on: bool
    required: bool
    recovery_codes_left: int


class EnrolmentView(TypedDict):
    """`qr` is a square of rows of 0 and 1 that says `address`."""

    secret: str
    address: str
    qr: list[str]


class FirstCode(Body):
    code: Annotated[str, Field(max_length=20)]


class RecoveryCodesView(SignedInView):
    """Shown once. The session goes on with the tokens in the answer."""

    recovery_codes: list[str]


routes = Routes()


@routes.get("/api/me/second-factor", Permission.USE_OWN_ACCOUNT, answer=SecondFactorView)
async def read_second_factor(call: Call[World, None]) -> Answer:
    world = call.world
    factor = await world.second_factors.look_up(call.caller.person_id)
    person = await world.people.get(call.caller.person_id)
    on = factor is not None and factor.confirmed
    return Answer(
        SecondFactorView(
            on=on,
            required=await commands.is_required(world, person, call.act.at),
            recovery_codes_left=factor.recovery_codes_left if factor and on else 0,
        )
    )


@routes.post("/api/me/second-factor", Permission.USE_OWN_ACCOUNT, answer=EnrolmentView, status=201)
async def begin_second_factor(call: Call[World, None]) -> Answer:
    """It is asked for once its first code was given (PUT)."""
    world = call.world
    person = await world.people.get(call.caller.person_id)
    factor = await commands.begin(world, person.id, call.creation_id(), call.act)
    address = factor.address(world.key, person.name)
    view = EnrolmentView(secret=factor.secret(world.key), address=address, qr=qr_rows(address))
    return Answer(view, 201, {"Cache-Control": "no-store"})


@routes.put("/api/me/second-factor", Permission.USE_OWN_ACCOUNT, answer=RecoveryCodesView)
async def confirm_second_factor(call: Call[World, None], body: FirstCode) -> Answer:
    world, caller = call.world, call.caller
    try:
        async with world.attempts.attempt(lanes(caller.person_id, "", caller.session_id), call.act):
            codes = await commands.confirm(world, caller.person_id, body.code, call.act)
    except Failed:
        raise WrongFirstCode from None
    await settle(world, caller.session_id, Due.SECOND_FACTOR, call.act)
    answer = await signed_in_answer(call, await renew(world, caller.session_id), 200)
    answer.body = {**answer.body, "recovery_codes": codes}
    return answer


@routes.delete("/api/me/second-factor", Permission.USE_OWN_ACCOUNT)
async def remove_own_second_factor(call: Call[World, None]) -> Answer:
    """Needs a proof, which asks for a code."""
    await require_proof(call.world, call.caller.session_id, call.act)
    await commands.remove(call.world, call.caller.person_id, call.act)
    return Answer()


@routes.delete("/api/people/{id}/second-factor", Permission.MANAGE_PERSON, resolve=resolve)
async def remove_second_factor(call: Call[World, Person]) -> Answer:
    """For somebody who lost phone and recovery codes; ends his sessions. For oneself it needs a proof."""
    await require_proof_for_oneself(call.world, call.caller, [call.thing.id], call.act)
    await commands.remove(call.world, call.thing.id, call.act)
    await end_sessions(call.world, call.thing.id, call.act)
    return Answer()


def qr_rows(text: str) -> list[str]:
    """Square, with the margin that scanners need (ISO/IEC 18004: four modules)."""
    return ["".join(map(str, row)) for row in segno.make(text, micro=False, error="m").matrix_iter(border=4)]
