"""A commune's whole product in the test's process, set up by the requests that people would send."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from services.embedded import Embedded, embedded
from services.gateway.setup.commands import code_to_print
from services.hop.contents import rank
from shared.clock import SystemClock
from shared.settings import Settings
from tests.factories.installation import Person, until
from tests.factories.papers import pdf
from tests.integration.documents.papers import Desk

PASSWORD = "một câu dài để nhớ"
ROOT = {"name": "Ủy ban nhân dân xã", "short_name": "UBND xã", "level": "commune", "since": "2000-01-01"}
FIRST = {"name": "quantri", "full_name": "Trần Thị Quản Trị", "password": PASSWORD}
MEETING = {
    "title": "Phiên họp thường kỳ",
    "kind": "work_resolving",
    "mode": "in_person",
    "starts_at": "2031-12-10T01:30:00Z",
    "ends_at": "2031-12-10T04:00:00Z",
    "place": "Phòng họp số 1",
}


@dataclass(slots=True)
class Commune:
    product: Embedded
    client: TestClient[Any, Any]
    ids: dict[str, str] = field(default_factory=dict)
    """Of people by sign-in name, and of `root`, `meeting` and `paper`."""

    async def sign_in(self, name: str) -> Person:
        return await self._enter({"name": name, "password": PASSWORD})

    async def _enter(self, said: dict[str, str]) -> Person:
        answer = await self.client.post("/api/sessions", json=said)
        assert answer.status == 201, await answer.text()
        body = await answer.json()
        self.ids[said["name"]] = body["person"]["id"]
        return Person(self.client, body["access_token"])

    async def set_up(self) -> None:
        code = await code_to_print(self.product.gateway.world)
        body = {"code": code, "organisation": ROOT, "person": FIRST}
        answer = await self.client.post("/api/setup", json=body)
        assert answer.status == 201, await answer.text()
        self.ids["root"] = (await answer.json())["person"]["organisation"]["id"]
        for name, roles in {"thuky": ["secretary"], "an": [], "binh": []}.items():
            await self.add_person(name, *roles)

    async def add_person(self, name: str, *roles: str) -> None:
        administrator = await self.sign_in("quantri")
        body = {"name": name, "full_name": f"Nguyễn Văn {name.title()}", "organisation_id": self.ids["root"]}
        created = await administrator.send("POST", "/api/people", body)
        for role in roles:
            grant = {"role": role, "organisation_id": self.ids["root"]}
            await administrator.send("POST", f"/api/people/{created['id']}/roles", grant)
        person = await self._enter({"name": name, "password": created["password"]})
        await person.send("PUT", "/api/me/password", {"current": created["password"], "new": PASSWORD})

    async def hold_meeting(self, **fields: Any) -> None:
        """Called, an in the chair, binh takes part, one paper handed out. `fields` differ from the usual ones."""
        await self.settle()
        secretary = await self.sign_in("thuky")
        body = MEETING | {"organisation_id": self.ids["root"], "chair_id": self.ids["an"]} | fields
        self.ids["meeting"] = (await secretary.send("POST", "/api/meetings", body))["id"]
        people = {"people": [{"person_id": self.ids["binh"]}]}
        await secretary.send("POST", f"{self.path}/participants", people)
        await secretary.send("POST", f"{self.path}/call", {})
        paper = await Desk(self, secretary, self.ids["meeting"]).hand_out(pdf("Báo cáo kinh tế"))  # type: ignore[arg-type]
        self.ids["paper"] = paper["id"]
        await self.settle()

    async def original_is_whole(self, document_id: str) -> bool:
        """Whether what the secretary is given is, byte for byte, what was handed in and checked."""
        content, checked = await Desk(self, await self.sign_in("thuky")).original(document_id)  # type: ignore[arg-type]
        return sha256(content).hexdigest() == checked

    @property
    def path(self) -> str:
        return f"/api/meetings/{self.ids['meeting']}"

    async def settle(self) -> None:
        """Until nothing is left to tell or to hear."""
        log = self.product.kit.backends.log
        groups = [group for service in self.product.services for group in service.reactions]

        behind: dict[str, int] = {}

        async def is_heard() -> bool:
            behind.update([(group.group, await log.behind(group.group, group.topics)) for group in groups])
            return not any(behind.values())

        async def all_heard() -> bool:  # what is told between two looks is not heard at the second
            return await is_heard() and await self._all_told() and await is_heard()

        try:
            await until(all_heard, 60)
        except AssertionError:
            raise AssertionError(f"still to be told or heard: {behind}") from None

    async def _all_told(self) -> bool:
        """A log that was away for a moment gets what it missed from the sweeper, seconds later."""
        async with aclosing(self.product.kit.backends.keeping.documents(rank)) as pages:
            return not any([kept.waiting async for batch in pages for kept in batch])


@asynccontextmanager
async def commune(settings: Settings, ids: dict[str, str] | None = None) -> AsyncIterator[Commune]:
    """`ids` are those of an earlier run on the same data, or on what was made of them."""
    async with (
        embedded(settings, SystemClock()) as product,
        TestClient(TestServer(product.app), cookie_jar=DummyCookieJar()) as client,
    ):
        yield Commune(product, client, dict(ids or {}))
