"""To whom a mail goes: address, name and language as they are when it is sent."""

from services.notify.deliveries.carrier import NotTaken
from services.notify.deliveries.model import Reason
from services.notify.mails.model import AddressInvalid, Recipient, checked_address
from services.notify.world import World
from shared.store.port import Document
from shared.words import Language


async def recipient_of(
    world: World, person_id: str, person: Document | None, role: str = "", address: str | None = None
) -> Recipient:
    """`address` is another than the one he has now, as a former one. Raises NotTaken for whom no mail can reach."""
    contact = await world.audiences.contacts.get(person_id)
    if contact is None:  # what is known of him may come in a moment
        raise NotTaken(Reason.NO_ADDRESS)
    to = address or contact["email"]
    if not to:
        raise NotTaken(Reason.NO_ADDRESS, permanent=True)
    try:
        to = checked_address(to)
    except AddressInvalid:
        raise NotTaken(Reason.ADDRESS_INVALID, permanent=True) from None
    ref = (await world.directory.refs([person_id]))[person_id]
    language = Language(person["language"] if person else contact["language"])
    return Recipient(to, ref["full_name"], ref["post"], language, role)
