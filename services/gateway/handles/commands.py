"""Who is meant by a sign-in name or an e-mail address, among the people of one tree."""

from services.gateway.contacts.store import CONTACTS, email_key
from services.gateway.people.model import Person
from services.gateway.people.names import is_sign_in_name, person_id_of, sign_in_name
from services.gateway.world import World

MOST_SHARING = 20  # people who have one address, as of an office


async def bearers(world: World, root_id: str, handles: list[str]) -> dict[str, list[Person]]:
    """By handle, active people of the tree only; what is nobody's there is not among the answers."""
    ids = {handle: await ids_of(world, handle) for handle in handles}
    people = await world.people.get_many(sorted({one for some in ids.values() for one in some}))
    found = {
        handle: [people[one] for one in some if one in people and people[one].active and people[one].root_id == root_id]
        for handle, some in ids.items()
    }
    return {handle: some for handle, some in found.items() if some}


async def ids_of(world: World, handle: str) -> list[str]:
    """Of people who may answer to a sign-in name or an address; some may not exist."""
    name = sign_in_name(handle)
    by_name = [person_id_of(name)] if is_sign_in_name(name) else []
    if "@" not in name:
        return by_name
    page = await world.contacts.store.find(CONTACTS, "by_email", email_key(name), limit=MOST_SHARING)
    return sorted({*by_name, *(stored.id for stored in page.items)})
