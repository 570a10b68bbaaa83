"""For who forgot his password: asks for a link by mail, and chooses another with it. Both without signing in."""

from typing import Annotated

from pydantic import Field

from services.gateway.resets.commands import ask_for_reset
from services.gateway.sessions.http import SignedInView
from services.gateway.slips.http import RedemptionBody, redeem_code
from services.gateway.world import World
from shared.http import Answer, Body, Call, Routes
from shared.ids import derived_id, new_id
from shared.permissions import Permission
from shared.text import Line


class ResetBody(Body):
    """`name` is a sign-in name or an e-mail address."""

    name: Annotated[Line, Field(min_length=1, max_length=254)]


routes = Routes()


@routes.post("/api/password-resets", Permission.SIGN_IN, status=202)
async def ask_for_password_reset(call: Call[World, None], body: ResetBody) -> Answer:
    """A mail with a link goes to who has an account and an address. The answer is the same for everybody."""
    world = call.world
    world.cookies.check_origin(call.request, given=False)
    given = call.request.headers.get("Idempotency-Key")
    asking_id = derived_id("reset", given, call.fingerprint()) if given else new_id()
    await ask_for_reset(world, body.name, world.addresses.of(call.request), asking_id, call.act)
    return Answer(status=202)


@routes.post("/api/password-reset-redemptions", Permission.SIGN_IN, answer=SignedInView, status=201)
async def redeem_password_reset(call: Call[World, None], body: RedemptionBody) -> Answer:
    """Chooses a password, ends all sessions and signs in; `slip` is the code of the link."""
    return await redeem_code(call, body, call.world.resets)
