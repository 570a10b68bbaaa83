from services.gateway.address_changes.model import AddressChange, AddressLinkUnknown, address_change_id, lanes
from services.gateway.attempts.commands import Failed
from services.gateway.attempts.model import lanes as guessing_lanes
from services.gateway.contacts.commands import change_contact
from services.gateway.contacts.model import NO_ADDRESS, check_email
from services.gateway.slips.model import code_id
from services.gateway.slips.store import slip_with_code
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import FieldError, Invalid, Said

_SAME = Said(
    "Đây đang là địa chỉ của Ông/Bà. Hãy nhập địa chỉ khác.", "This is your address already. Enter another one."
)


async def ask_for_address(world: World, person_id: str, email: str, seed: str, act: Act) -> AddressChange:
    """A mail with a link goes to the new address; nothing changes before it is used. Raises Invalid, TooMany."""
    contact = await world.contacts.get(person_id)
    if not check_email(email):
        raise Invalid(errors=(FieldError("/email", "not-an-address", NO_ADDRESS),))
    if email == contact.email:
        raise Invalid(errors=(FieldError("/email", "same", _SAME),))
    key = address_change_id(person_id)
    await world.address_changes.add(AddressChange.none(person_id, act.at), act)
    await _count(world, person_id, act)
    return await world.address_changes.change(
        key, lambda one: one.ask(email, contact.email, world.key, seed, act.at), act
    )


async def confirm_address(world: World, code: str, address: str, confirmation: str, act: Act) -> None:
    """`confirmation` names the attempt, so that one whose answer was lost can be repeated.

    Raises AddressLinkUnknown, AddressLinkSpent, AddressLinkExpired, TooMany.
    """
    wanted = code_id(world.key, code)
    try:
        async with world.attempts.attempt(guessing_lanes(wanted, address, None), act):
            change = await _asked(world, wanted, confirmation, act)
    except Failed:
        raise AddressLinkUnknown from None
    act.actor_id = change.person_id
    await change_contact(world, change.person_id, change.email, None, frozenset({"email"}), act)
    await world.address_changes.change(change.id, lambda one: one.use(wanted, confirmation, act.at), act)


async def _asked(world: World, wanted: str, confirmation: str, act: Act) -> AddressChange:
    """Raises Failed, AddressLinkSpent, AddressLinkExpired."""
    change = await slip_with_code(world.address_changes, wanted)
    if change is None:
        raise Failed
    person = await world.people.look_up(change.person_id)
    contact = await world.contacts.look_up(change.person_id)
    if person is None or not person.active or contact is None or contact.email not in {change.before, change.email}:
        raise Failed
    change.check(wanted, confirmation, act.at)
    return change


async def _count(world: World, person_id: str, act: Act) -> None:
    """Raises TooMany."""
    try:
        async with world.attempts.attempt(lanes(person_id), act):
            raise Failed  # each asking counts
    except Failed:
        return
