from contextlib import suppress

from services.gateway.attempts.commands import Failed
from services.gateway.passwords.model import Password, WeakPassword, check_length
from services.gateway.passwords.one_time import one_time_password
from services.gateway.world import World
from shared.aggregates import Act
from shared.problems import KeyReused
from shared.text import nfc


async def give_first_password(world: World, person_id: str, creation_id: str, act: Act) -> str:
    """The password to hand over. Said again it is the same, and replaces none that was chosen since."""
    password = one_time_password(world.key, creation_id)
    if await world.passwords.look_up(person_id) is None:
        hashed = await world.hasher.hash(password)
        await world.passwords.add(Password.create(person_id, hashed, True, act.at, creation_id), act)
    return password


async def reset_password(world: World, person_id: str, creation_id: str, act: Act) -> str:
    """A new one-time password to hand over; the same `creation_id` resets only once."""
    password = one_time_password(world.key, creation_id)
    stored = await world.passwords.look_up(person_id)
    if stored is None or stored.fingerprint != creation_id:
        await set_password(world, person_id, password, act, one_time=True, fingerprint=creation_id)
    return password


async def check_new(world: World, password: str) -> str:
    """As it is hashed. Raises WeakPassword."""
    password = nfc(password)
    check_length(password)
    if await world.hasher.is_common(password):
        raise WeakPassword("common")
    return password


async def set_password(
    world: World, person_id: str, password: str, act: Act, *, one_time: bool = False, fingerprint: str | None = None
) -> None:
    """Without asking for the old one. Also the first of somebody who came by a list, which has no passwords."""
    hashed = await world.hasher.hash(password)
    first = Password.create(person_id, hashed, one_time, act.at, fingerprint or "")
    if await world.passwords.look_up(person_id) is None:
        with suppress(KeyReused):  # somebody was faster
            await world.passwords.add(first, act)

    def decide(stored: Password) -> None:
        stored.replace(hashed, one_time, act.at, fingerprint)

    await world.passwords.change(person_id, decide, act)


async def change_own_password(world: World, person_id: str, current: str, new: str, act: Act) -> None:
    """Raises Failed when `current` is wrong, WeakPassword."""
    stored = await world.passwords.get(person_id)
    if not await world.hasher.verify(stored.hash, nfc(current)):
        raise Failed
    new = await check_new(world, new)
    if new == nfc(current):
        raise WeakPassword("same")
    await set_password(world, person_id, new, act)
