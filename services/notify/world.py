"""Everything the notify service works with, built once in app.py."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from typing import TYPE_CHECKING

from services.notify.audiences.store import Audiences
from services.notify.bounces.model import Marks
from services.notify.deliveries.carrier import Carrier
from services.notify.deliveries.model import Delivery
from services.notify.feeds.store import Feeds
from services.notify.inbox.model import InboxEntry
from services.notify.mails.model import Mail
from services.notify.pushes.allowed import PushServices
from services.notify.pushes.identity import PushIdentity
from services.notify.pushes.model import Push
from services.notify.quiet_hours.model import QuietHours, Span
from services.notify.subscriptions.model import Subscription
from shared.aggregates import Repository
from shared.clock import Clock
from shared.directory import Directory
from shared.jobs import Jobs
from shared.membership import Membership
from shared.reactions import Reactions
from shared.store.port import Store
from shared.words import Channel

if TYPE_CHECKING:
    from services.notify.stream.hub import Hub


class Planned:
    """Set when there may be a message to send; each channel's dispatcher looks and forgets for itself."""

    def __init__(self) -> None:
        self.of = {channel: asyncio.Event() for channel in (Channel.MAIL, Channel.PUSH)}

    def set(self) -> None:
        for event in self.of.values():
            event.set()


@dataclass(slots=True)
class World:
    """`public` is the address people use, `host` its host: what makes ids of mails and calendar entries unique.

    `mail_away` is set while the mail server does not take any, `bounces_away` while returned mails cannot be read.
    `digest` is how long changes of a meeting are gathered for one mail.
    """

    clock: Clock
    store: Store
    public: str
    host: str
    sender: Address
    directory: Directory
    membership: Membership
    audiences: Audiences
    feeds: Feeds
    inbox: Repository[InboxEntry]
    deliveries: Repository[Delivery]
    jobs: Jobs
    carrier: Carrier[Mail]
    push_carrier: Carrier[Push]
    push_services: PushServices
    push_identity: PushIdentity
    subscriptions: Repository[Subscription]
    smtp_timeout: float
    digest: timedelta
    quiet_hours: Repository[QuietHours]
    usual_quiet_hours: Span | None
    marks: Marks | None = None
    planned: Planned = field(default_factory=Planned)
    mail_away: bool = False
    bounces_away: bool = False
    hub: "Hub" = field(init=False)
    reactions: Reactions = field(init=False)

    async def degraded(self) -> list[str]:
        away = {"mail": self.mail_away, "bounces": self.bounces_away}
        return [name for name, is_away in away.items() if is_away]

    def mark(self, delivery_id: str, address: str) -> str:
        """Of a mail to that address, the same each time; where no mail comes back to us, the delivery itself."""
        return self.marks.of(delivery_id, address) if self.marks else delivery_id

    async def parked(self) -> frozenset[str]:
        """Subjects with facts that could not be handled: what depends on them is not shown (fails closed)."""
        return frozenset(event["subject"] for event in await self.reactions.parked())
