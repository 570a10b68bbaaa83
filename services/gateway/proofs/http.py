"""Showing the password once more, for what wants to be sure who sits there."""

from typing import Annotated

from pydantic import ConfigDict, Field

from services.gateway.proofs import commands
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.permissions import Permission


class ProofBody(Body):
    """Blanks in a password are part of it. `code` is of the second factor, where there is one."""

    model_config = ConfigDict(str_strip_whitespace=False)

    password: Annotated[str, Field(max_length=1000)]
    code: Annotated[str, Field(max_length=40)] = ""


routes = Routes()


@routes.put("/api/sessions/current/proof", Permission.USE_OWN_ACCOUNT)
async def give_proof(call: Call[World, None], body: ProofBody) -> Answer:
    """Good for five minutes, in this session. Signing in is one too."""
    caller = call.caller
    await commands.give_proof(call.world, caller.session_id, caller.person_id, body.password, body.code, call.act)
    return Answer()
