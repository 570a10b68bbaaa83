"""Mails that came back: whom they should have reached is not reached, and his address takes no mail."""

import asyncio

import structlog

from services.notify.bounces.mailbox import BounceMailbox, MailboxAway
from services.notify.bounces.model import Bounce, read_report
from services.notify.deliveries.commands import try_again
from services.notify.deliveries.model import Delivery, DeliveryState
from services.notify.mails.model import AddressInvalid, checked_address
from services.notify.notices.model import ELSEWHERE
from services.notify.world import World
from shared.aggregates import Act
from shared.metrics import Counter, counted
from shared.store.port import StoreAway

log = structlog.get_logger()

# kind: failed (a mail of ours), foreign (a report about somebody else's), other (anything else that lies there)
RETURNED = counted(
    Counter("hop_bounces", "Messages in the mailbox of returned mails, by kind.", ["kind"]),
    "failed",
    "foreign",
    "other",
)


async def run_bounces(world: World, mailbox: BounceMailbox, seconds: float) -> None:
    """For ever. While the mailbox or the store is away its messages wait."""
    while True:
        try:
            while await take_in(world, mailbox):
                pass
            world.bounces_away = False
        except MailboxAway as trouble:
            log.warning("returned mails cannot be read", reason=str(trouble))
            world.bounces_away = True
        except StoreAway:
            log.warning("returned mails wait for the store")
        await asyncio.sleep(seconds)


async def take_in(world: World, mailbox: BounceMailbox) -> int:
    """What nobody has looked at; gives how many there were. Marked as seen when it has had its effect."""
    returned = await mailbox.unseen()
    for name, content in returned.items():
        bounce = _report_in(content)
        kind = await take_bounce(world, bounce) if bounce else "other"
        RETURNED.labels(kind).inc()
        await mailbox.see(name)
    return len(returned)


def _report_in(content: bytes) -> Bounce | None:
    """Whoever writes to this address chooses what is taken apart here, and not all that can be sent can be read."""
    try:
        return read_report(content)
    except Exception as error:
        log.warning("a message cannot be read", error=type(error).__name__)
        return None


async def take_bounce(world: World, bounce: Bounce) -> str:
    """Told again it changes nothing. A mail to a former address goes to the one he has now, once."""
    assert world.marks is not None
    delivery_id = world.marks.read(bounce.mark)
    delivery = await world.deliveries.look_up(delivery_id) if delivery_id else None
    if delivery is None:
        return "foreign"
    act = Act(world.clock.now())
    if delivery.state is DeliveryState.SENT:
        delivery = await world.deliveries.change(delivery.id, lambda one: one.come_back(bounce.reason), act)
        if await _has_another_address(world, delivery, bounce.mark):
            await try_again(world, delivery, act)
    return "failed"


async def _has_another_address(world: World, delivery: Delivery, mark: str) -> bool:
    """Than the one the mail went to, which was not meant to be another."""
    contact = await world.audiences.contacts.get(delivery.person_id)
    if delivery.template in ELSEWHERE or not contact or not contact["email"]:
        return False
    try:
        address = checked_address(contact["email"])
    except AddressInvalid:
        return False
    assert world.marks is not None
    return not world.marks.went_to(mark, address)
