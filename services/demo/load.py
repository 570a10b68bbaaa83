"""The demo beside the running product: people before it listens, meetings and papers while it is used already."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from services.demo.figures import Figures
from services.demo.gatherings import Prepared
from services.demo.guard import guard
from services.demo.history import History, Part, open_history
from services.demo.meetings import GATHERINGS
from services.demo.people import Places, is_real, load_people
from services.demo.province import ADMINISTRATOR, CHAIR, DELEGATES, GUEST, PEOPLE, SECRETARY
from services.demo.settings import DemoSettings
from services.demo.steps import Steps
from services.demo.timetable import times_of
from services.documents.ingest import office_available
from services.gateway.passwords.one_time import one_time_password
from services.gateway.world import World
from services.meeting.legal_clock.model import SHIPPED, load_calendar
from shared.app import Kit
from shared.store.port import Document

if TYPE_CHECKING:
    from services.demo.handouts import Handout

log = structlog.get_logger()

NO_OFFICE = "LibreOffice is missing (Debian package libreoffice-nogui): only the PDFs among the papers are loaded."


class Demo:
    """`attach` it before the application starts.

    `say` is told who can sign in, once their meetings are there and `listening` is set.
    """

    def __init__(self, parts: Sequence[Part], kit: Kit, gateway: World, say: Callable[[str], None] = print) -> None:
        self._parts = parts
        self._kit = kit
        self._gateway = gateway
        self._say = say
        self._settings = DemoSettings()
        self._steps = Steps(kit.backends.store)
        self._office = True
        self._ready = asyncio.Event()
        self.listening = asyncio.Event()

    def attach(self, app: web.Application) -> None:
        app.middlewares.append(guard(self._gateway, self._kit.settings))
        if self.wanted:
            app.cleanup_ctx.append(self._run)

    @property
    def wanted(self) -> bool:
        return self._settings.demo

    @property
    def password(self) -> str:
        """The same at every start: it follows from the installation's own key."""
        return self._settings.password or one_time_password(self._gateway.key, "demo")

    def announcement(self) -> str:
        first, last = DELEGATES[0].name, DELEGATES[-1].name
        shown = "as in HOP_DEMO_PASSWORD" if self._settings.password else self.password
        return (
            f"Demo: {len(PEOPLE)} people can sign in: {ADMINISTRATOR.name} (administrator), {SECRETARY.name} "
            f"(secretary), {CHAIR.name} (chair), {first} … {last} (delegates), {GUEST.name} (guest)\n"
            f"Password of all: {shown}"
        ) + ("" if self._office else f"\n{NO_OFFICE}")

    async def load_apart(self) -> bool:
        """For services that run in processes of their own. False, and nothing done, for an installation in real use.

        Raises whatever went wrong; begun again it goes on.
        """
        if await is_real(self._gateway):
            return False
        self._office = await asyncio.to_thread(office_available)
        self.listening.set()
        async with open_history(self._parts, self._kit) as history:
            await self._load(history)
        return True

    async def _run(self, app: web.Application) -> AsyncIterator[None]:
        """Begins once the loops run, which hear what the demo does."""
        if await is_real(self._gateway):
            yield
            return
        self._office = await asyncio.to_thread(office_available)
        async with open_history(self._parts, self._kit) as history:
            story = asyncio.create_task(self._tell(history), name="demo")
            await self._ready.wait()
            yield
            story.cancel()
            with suppress(asyncio.CancelledError):
                await story

    async def _tell(self, history: History) -> None:
        """A demo that fails is logged, and tried again at the next start; the product goes on."""
        try:
            await self._load(history)
        except Exception:
            log.exception("demo not loaded")
        finally:
            self._ready.set()

    async def _load(self, history: History) -> None:
        began = await self._steps.begin(self._kit.clock.now())
        places = await load_people(history, self._steps, self._gateway, began, self.password)
        self._ready.set()
        prepared = await self._call_together(history, began, places)
        await self.listening.wait()
        self._say(self.announcement())
        papers = await self._steps.once("papers", lambda: self._hand_out(prepared))
        if self._office and not papers.get("office", True):
            await self._steps.once("office papers", lambda: self._hand_out_late(prepared))
        if any(one.gathering.held for one in prepared):
            await self._steps.once("figures", Figures(history, self._gateway, prepared, began).load)
        log.info("demo complete", meetings=len(prepared))

    async def _call_together(self, history: History, began: datetime, places: Places) -> list[Prepared]:
        calendar = await asyncio.to_thread(load_calendar, [SHIPPED])
        prepared = [
            Prepared(history, self._steps, places, gathering, times_of(gathering, began, calendar))
            for gathering in GATHERINGS
        ]
        for one in prepared:
            await one.load()
        return prepared

    async def _hand_out(self, prepared: list[Prepared]) -> Document:
        """Today's first. All are uploaded before the first check is waited for."""
        folder = self._kit.settings.data / "demo"
        ordered = sorted(prepared, key=lambda one: abs(one.gathering.when.working_day))
        handout = await asyncio.to_thread(_handout)
        handouts = [handout(of, folder, self._office) for of in ordered if of.gathering.called]
        for one in handouts:
            await one.upload()
        for one in handouts:
            await one.finish()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return {"office": self._office}

    async def _hand_out_late(self, prepared: list[Prepared]) -> Document:
        """What had to be left out when LibreOffice was missing; a meeting that is over takes no papers any more."""
        folder = self._kit.settings.data / "demo"
        handout = await asyncio.to_thread(_handout)
        for of in prepared:
            if of.gathering.called and not of.gathering.held:
                await handout(of, folder, self._office).catch_up()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return {}


def _handout() -> "type[Handout]":
    """Imported when there are papers to make: it brings three Office libraries, half a second of a start."""
    from services.demo.handouts import Handout

    return Handout
