"""One's own mail address: changed by who has just shown his password, and who reads mail at the new one."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from services.gateway.address_changes import commands
from services.gateway.address_changes.model import address_change_id
from services.gateway.people.http import Address
from services.gateway.proofs.commands import require_proof
from services.gateway.world import World
from shared.clock import to_text
from shared.http import Answer, Body, Call, Routes
from shared.ids import derived_id
from shared.permissions import Permission


class AddressView(TypedDict):
    """`asked` waits for its confirmation until `expires_at`; both are null when nothing does."""

    email: str | None
    asked: str | None
    expires_at: str | None


class AddressBody(Body):
    email: Address


class ConfirmationBody(Body):
    code: Annotated[str, Field(max_length=100)]


routes = Routes()


@routes.get("/api/me/address", Permission.USE_OWN_ACCOUNT, answer=AddressView)
async def read_own_address(call: Call[World, None]) -> Answer:
    return Answer(await _view(call))


@routes.put("/api/me/address", Permission.USE_OWN_ACCOUNT, answer=AddressView, status=202)
async def ask_for_own_address(call: Call[World, None], body: AddressBody) -> Answer:
    """Mails a link to the new address, a new one each time; for a day, or until it is used, the old one stays.

    Needs a proof.
    """
    await require_proof(call.world, call.caller.session_id, call.act)
    await commands.ask_for_address(call.world, call.caller.person_id, body.email, call.request_id, call.act)
    return Answer(await _view(call), 202)


@routes.post("/api/address-confirmations", Permission.SIGN_IN)
async def confirm_address(call: Call[World, None], body: ConfirmationBody) -> Answer:
    """By the code of the link, on whatever device it is opened. The address before is told."""
    world = call.world
    world.cookies.check_origin(call.request, given=False)
    confirmation = derived_id(call.request.headers.get("Idempotency-Key", call.request_id), call.fingerprint())
    await commands.confirm_address(world, body.code, world.addresses.of(call.request), confirmation, call.act)
    return Answer()


async def _view(call: Call[World, None]) -> AddressView:
    world, person_id = call.world, call.caller.person_id
    contact = await world.contacts.look_up(person_id)
    change = await world.address_changes.look_up(address_change_id(person_id))
    email = contact.email if contact else None
    waits = change is not None and change.is_open(call.act.at) and change.before == email
    return AddressView(
        email=email,
        asked=change.email if change and waits else None,
        expires_at=to_text(change.expires_at) if change and waits else None,
    )
