"""Choosing one's own password, and handing out a new one-time password."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes
from services.gateway.passwords import commands
from services.gateway.passwords.model import WrongPassword
from services.gateway.people.http import resolve
from services.gateway.people.model import Person
from services.gateway.proofs.commands import require_proof_for_oneself
from services.gateway.sessions.commands import end_sessions, renew, settle
from services.gateway.sessions.http import SignedInView, signed_in_answer
from services.gateway.words import Due
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission


class PasswordChange(Body):
    """Blanks in a password are part of it."""

    model_config = ConfigDict(str_strip_whitespace=False)

    current: Annotated[str, Field(max_length=1000)]
    new: Annotated[str, Field(max_length=1000)]


class OneTimePasswordView(TypedDict):
    password: str


routes = Routes()


@routes.put("/api/me/password", Permission.USE_OWN_ACCOUNT, answer=SignedInView)
async def change_own_password(call: Call[World, Any], body: PasswordChange) -> Answer:
    """Ends the person's other sessions; this one goes on with the tokens in the answer."""
    world, caller = call.world, call.caller
    own_lane = lanes(caller.person_id, "", caller.session_id)
    try:
        async with world.attempts.attempt(own_lane, call.act):
            await commands.change_own_password(world, caller.person_id, body.current, body.new, call.act)
    except Failed:
        raise WrongPassword from None
    await settle(world, caller.session_id, Due.PASSWORD, call.act)
    await end_sessions(world, caller.person_id, call.act, but=caller.session_id)
    return await signed_in_answer(call, await renew(world, caller.session_id), 200)


@routes.put("/api/people/{id}/password", Permission.MANAGE_PERSON, answer=OneTimePasswordView, resolve=resolve)
async def reset_password(call: Call[World, Person]) -> Answer:
    """A new one-time password to hand over; ends the person's sessions. For oneself it needs a proof."""
    await require_proof_for_oneself(call.world, call.caller, [call.thing.id], call.act)
    password = await commands.reset_password(call.world, call.thing.id, call.creation_id(), call.act)
    await end_sessions(call.world, call.thing.id, call.act)
    return Answer({"password": password}, headers={"Cache-Control": "no-store"})
