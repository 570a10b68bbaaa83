"""An installation opened for a command: engines and services, without listening, beside those that run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from services.documents.app import build as build_documents
from services.gateway.app import build as build_gateway
from services.hop.trouble import NoSuchName
from services.meeting.app import build as build_meeting
from services.notify.app import build as build_notify
from shared.app import Kit, Service
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.keys import secret
from shared.reactions import Reactions
from shared.settings import Settings

BUILDS: dict[str, Callable[[Kit], Service]] = {
    "gateway": lambda kit: build_gateway(kit).service,
    "meeting": build_meeting,
    "documents": build_documents,
    "notify": build_notify,
}


@dataclass(frozen=True, slots=True)
class Opened:
    kit: Kit
    services: Sequence[Service]

    def world(self, service: str) -> Any:
        """What that service's commands work with."""
        return next(one.world for one in self.services if one.name == service)

    def groups(self, wanted: str = "") -> list[Reactions]:
        """All groups, or one by its name, or those of a service."""
        groups = [group for service in self.services for group in service.reactions]
        return [group for group in groups if wanted in {"", group.group, group.group.partition(".")[0]}]


@asynccontextmanager
async def opened(settings: Settings, *names: str, whole: bool = True) -> AsyncIterator[Opened]:
    """`names` of services, none for all. `whole`: not while a restore or move is under way.

    Raises NoSuchName, BadSetting.
    """
    if unknown := set(names) - set(BUILDS):
        raise NoSuchName(f"no service {', '.join(sorted(unknown))}; there are {', '.join(BUILDS)}")
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, SystemClock(), cursors)
        services = [await asyncio.to_thread(BUILDS[name], kit) for name in names or BUILDS]
        if whole:
            await backends.verify()
        yield Opened(kit, services)
