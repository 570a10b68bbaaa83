"""Loads a meeting up to its answers: as its secretary and its people did it."""

import asyncio
from collections.abc import Awaitable, Callable
from string import Template
from typing import Any

from services.demo.history import History
from services.demo.meetings import Gathering, Item, Site
from services.demo.people import Places
from services.demo.province import CHAIR, PEOPLE, ROOT, SECRETARY, Somebody, of_units
from services.demo.steps import Steps
from services.demo.timetable import ZONE, Times, dates
from services.gateway.people.names import person_id_of
from shared.clock import to_text
from shared.groups import task_group
from shared.store.port import Document
from shared.words import ParticipantRole

LOOK_AGAIN = 0.25  # seconds between two looks at a job
ANSWERS_A_MINUTE = 10
BY_NAME = {person.name: person for person in PEOPLE}

Do = Callable[[], Awaitable[Document]]


class Prepared:
    """One meeting while it is being loaded; every method may be done twice."""

    def __init__(self, history: History, steps: Steps, places: Places, gathering: Gathering, times: Times) -> None:
        self.history = history
        self.steps = steps
        self.gathering = gathering
        self.times = times
        self.meeting_id = ""
        self.item_ids: dict[str, str] = {}
        """By title, which is unique within a meeting of the demo."""
        self._places = places

    @property
    def path(self) -> str:
        return f"/api/meetings/{self.meeting_id}"

    @property
    def accepted(self) -> list[Somebody]:
        """In the order of the invitations."""
        silent = {*self.gathering.silent, *self.gathering.declined}
        return [person for person in self._invited() if person.name not in silent]

    async def load(self) -> None:
        self.meeting_id = (await self.once("meeting", self._create))["id"]
        for item in self.gathering.items:
            await self._add_item(item, None)
        if self.gathering.asked:
            await self.once("asked", self._ask_for_papers)
        await self.once("participants", self._invite)
        await self.history.settle()
        sites = {site.unit: (await self._add_site(site))["id"] for site in self.gathering.sites}
        if sites:
            await self.once("seats", lambda: self._seat(sites))
        if self.gathering.called:
            await self.once("call", self._call)
            await self.once("answers", self._answer)
            for site in self.gathering.sites:
                await self._report(site, sites[site.unit])

    async def once(self, name: str, do: Do) -> Document:
        return await self.steps.once(f"{self.gathering.key}/{name}", do)

    async def _create(self) -> Document:
        gathering, times = self.gathering, self.times
        body = {
            "organisation_id": self._places[ROOT.key],
            "title": Template(gathering.title).substitute(dates(times.starts.date())),
            "kind": gathering.kind.value,
            "mode": gathering.mode.value,
            "chair_id": person_id_of(CHAIR.name),
            "starts_at": to_text(times.starts),
            "ends_at": to_text(times.ends),
            "zone": ZONE,
            "place": gathering.place,
            "video_link": gathering.video_link,
            "urgent_reason": gathering.urgent_reason,
        }
        made = await self._prepare("POST", "/api/meetings", body, gathering.key)
        return {"id": made["id"]}

    async def _add_item(self, item: Item, parent_id: str | None) -> None:
        async def do() -> Document:
            return {"id": (await self._prepare("POST", f"{self.path}/agenda-items", body, item.title))["id"]}

        people = None if item.only is None else [person_id_of(name) for name in item.only]
        body = {
            "title": item.title,
            "kind": item.kind.value,
            "planned_minutes": item.minutes,
            "owner_organisation_id": self._places[item.unit],
            "presenter_ids": [person_id_of(name) for name in item.presenters],
            "parent_id": parent_id,
            "audience": {"guests": item.guests, "people": people},
        }
        item_id = (await self.once(f"item/{item.title}", do))["id"]
        self.item_ids[item.title] = item_id
        for child in item.below:
            await self._add_item(child, item_id)

    async def _ask_for_papers(self) -> Document:
        items = [self.item_ids[title] for title in self.gathering.asked]
        await self._prepare("POST", f"{self.path}/paper-requests", {"item_ids": items}, "asked")
        return {}

    async def _invite(self) -> Document:
        gathering = self.gathering
        people = [(name, ParticipantRole.DELEGATE) for name in gathering.delegates]
        people += [(name, ParticipantRole.GUEST) for name in gathering.guests]
        body = {"people": [{"person_id": person_id_of(name), "role": role.value} for name, role in people]}
        await self._finish(await self._prepare("POST", f"{self.path}/participants", body, "participants"))
        return {}

    async def _finish(self, job: Any) -> None:
        while job["state"] == "running":  # after five seconds: a busy machine
            await asyncio.sleep(LOOK_AGAIN)
            job = await self._prepare("GET", f"{self.path}/participant-jobs/{job['id']}")
        assert not job["refused"], job["refused"]

    async def _add_site(self, site: Site) -> Document:
        async def do() -> Document:
            return {"id": (await self._prepare("POST", f"{self.path}/sites", body, site.unit))["id"]}

        body = {
            "organisation_id": self._places[site.unit],
            "place": site.place,
            "duty_id": person_id_of(site.duty) if site.duty else None,
            "seats": site.seats,
            "services": ["microphones"],
            "note": "Thử đường truyền trước giờ họp một ngày.",
        }
        return await self.once(f"site/{site.unit}", do)

    async def _seat(self, sites: dict[str, str]) -> Document:
        """The delegates of each unit at its site."""
        rows = [
            {"person_id": person_id_of(name), "site_id": site_id}
            for unit, site_id in sites.items()
            for name in of_units(unit)
            if name in self.gathering.delegates
        ]
        await self._finish(await self._prepare("POST", f"{self.path}/site-assignments", {"people": rows}, "seats"))
        return {}

    async def _report(self, site: Site, site_id: str) -> None:
        async def do() -> Document:
            body = {"ready": site.ready, "note": site.trouble}
            path = f"{self.path}/sites/{site_id}/readiness"
            await self.history.ask(BY_NAME[site.duty or ""], self.times.answered(0), "PUT", path, body)
            return {}

        if site.ready or site.trouble:
            await self.once(f"readiness/{site.unit}", do)

    async def _call(self) -> Document:
        await self.history.ask(SECRETARY, self.times.called, "POST", f"{self.path}/call", {})
        return {}

    async def _answer(self) -> Document:
        """A few in every minute."""
        invited = [person for person in self._invited() if person.name not in self.gathering.silent]
        for minute, start in enumerate(range(0, len(invited), ANSWERS_A_MINUTE)):
            async with task_group() as group:
                for person in invited[start : start + ANSWERS_A_MINUTE]:
                    group.create_task(self._answer_for(person, minute))
        return {}

    async def _answer_for(self, person: Somebody, minute: int) -> None:
        reason = self.gathering.declined.get(person.name)
        body = {"answer": "declined" if reason else "accepted", "reason": reason}
        await self.history.ask(person, self.times.answered(minute), "PUT", f"{self.path}/answer", body)

    def _invited(self) -> list[Somebody]:
        return [BY_NAME[name] for name in (CHAIR.name, *self.gathering.delegates, *self.gathering.guests)]

    async def _prepare(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        return await self.history.ask(SECRETARY, self.times.created, method, path, body, key=key)
