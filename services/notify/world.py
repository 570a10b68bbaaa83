"""Everything the notify service works with, built once in app.py."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from email.headerregistry import Address
from typing import TYPE_CHECKING

from services.notify.audiences.store import Audiences
from services.notify.deliveries.model import Delivery
from services.notify.feeds.store import Feeds
from services.notify.inbox.model import InboxEntry
from services.notify.mails.carrier import Carrier
from services.notify.quiet_hours.model import QuietHours, Span
from shared.aggregates import Repository
from shared.clock import Clock
from shared.directory import Directory
from shared.jobs import Jobs
from shared.membership import Membership
from shared.reactions import Reactions
from shared.store.port import Store

if TYPE_CHECKING:
    from services.notify.stream.hub import Hub


@dataclass(slots=True)
class World:
    """`public` is the address people use, `host` its host: what makes ids of mails and calendar entries unique.

    `planned` is set when there may be a mail to send, `mail_away` while the mail server does not take any.
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
    carrier: Carrier
    smtp_timeout: float
    digest: timedelta
    quiet_hours: Repository[QuietHours]
    usual_quiet_hours: Span | None
    planned: asyncio.Event = field(default_factory=asyncio.Event)
    mail_away: bool = False
    hub: "Hub" = field(init=False)
    reactions: Reactions = field(init=False)

    async def degraded(self) -> list[str]:
        return ["mail"] if self.mail_away else []

    async def parked(self) -> frozenset[str]:
        """Subjects with facts that could not be handled: what depends on them is not shown (fails closed)."""
        return frozenset(event["subject"] for event in await self.reactions.parked())
