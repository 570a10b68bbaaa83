"""Who is in charge of a room, as far as we know now."""

from services.notify.world import World
from shared.store.port import Document


async def kept_room(world: World, room_id: str, person_id: str) -> Document | None:
    """The room, of one who is in charge of it now."""
    room = await world.audiences.rooms.get(room_id)
    return room if room and room["keeper_id"] == person_id else None
