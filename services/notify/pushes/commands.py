from collections.abc import Sequence
from datetime import datetime, timedelta

from services.notify.deliveries.matter import weigh
from services.notify.deliveries.model import Delivery
from services.notify.notices.model import LEAVING, Template
from services.notify.pushes.model import Push, encode_notice, kept_for, topic_of, urgency_of, write_notice
from services.notify.subscriptions.commands import taking_device
from services.notify.subscriptions.model import Subscription, from_base64url
from services.notify.world import World
from shared.words import Language
from shared.zones import all_zones


async def compose_push(world: World, delivery: Delivery, followers: Sequence[Delivery] = ()) -> Push | None:
    """None when the device takes none any more, when later facts overtook all of it, or when the meeting is over.

    Raises NotTaken for what cannot be judged yet.
    """
    device = await taking_device(world, delivery.session_id)
    matter = await weigh(world, delivery, followers) if device else None
    now = world.clock.now()
    if device is None or matter is None or matter.person is None:
        return None
    meeting, template = matter.meeting, matter.told[0].template
    if template not in LEAVING and datetime.fromisoformat(meeting["ends_at"]) <= now:
        return None
    zone, language = all_zones()[meeting["zone"]], Language(matter.person["language"])
    notice = write_notice(template, meeting, zone, language, matter.news, matter.due)
    return push_to(device, delivery, template, notice, topic_of(template, meeting), kept_for(meeting, now))


def push_to(
    device: Subscription, delivery: Delivery, template: Template, notice: dict[str, str], topic: str, kept: timedelta
) -> Push:
    return Push(
        delivery_id=delivery.id,
        session_id=device.id,
        endpoint=device.endpoint,
        key=from_base64url(device.key),
        secret=from_base64url(device.secret),
        content=encode_notice(notice),
        topic=topic,
        urgency=urgency_of(template),
        kept=kept,
    )
