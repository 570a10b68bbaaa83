"""The people of the fault tests: an administrator, a secretary, a chair and delegates, set up once for each cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.backends.cluster import Cluster
from tests.factories.meetings import meeting_body
from tests.factories.tablet import PASSWORD, Tablet, set_up_code

ROOT = {"name": "Ủy ban nhân dân tỉnh", "short_name": "UBND tỉnh", "level": "province", "since": "2000-01-01"}
FIRST = {"name": "quantri", "full_name": "Trần Thị Quản", "title": "Quản trị viên", "password": PASSWORD}
DELEGATES = ("daibieu1", "daibieu2", "daibieu3")


@dataclass(slots=True)
class Office:
    hop: Cluster
    client: aiohttp.ClientSession

    def tablet(self) -> Tablet:
        """Nobody's yet."""
        return Tablet(self.client, self.hop.url, {"Origin": self.hop.url})

    async def of(self, name: str) -> Tablet:
        return await self.tablet().sign_in(name, PASSWORD)

    async def listeners(self, count: int) -> dict[str, Tablet]:
        """So many more people, by sign-in name; with no address, so that nobody writes to them."""
        administrator = await self.of("quantri")
        found = {}
        for name in [f"nghe{number}" for number in range(count)]:
            body = {"name": name, "full_name": f"Nguyễn {name}", "organisation_id": ROOT_ID}
            made = await administrator.send("POST", "/api/people", body)
            found[name] = await self.tablet().sign_in(name, made["password"])
        return found

    async def call_meeting(self, secretary: Tablet, title: str, names: Sequence[str] = DELEGATES) -> str:
        """Its id; these take part."""
        meeting = await self.draft(secretary, title, names)
        await secretary.send("POST", f"/api/meetings/{meeting}/call", {})
        return meeting

    async def draft(self, secretary: Tablet, title: str, names: Sequence[str] = DELEGATES) -> str:
        """Its id; these are invited."""
        meeting = str((await secretary.post_when_known("/api/meetings", meeting_body(title, ROOT_ID)))["id"])
        await secretary.post_when_known(f"/api/meetings/{meeting}/participants", people(names))
        return meeting


def address_of(name: str) -> str:
    return f"{name}@tinh.example"


def people(names: Sequence[str]) -> Any:
    return {"people": [{"person_id": person_id_of(name), "role": "delegate"} for name in names]}


async def set_up(hop: Cluster, client: aiohttp.ClientSession) -> Office:
    office = Office(hop, client)
    administrator = office.tablet()
    if not (await administrator.get("/api/setup"))["needed"]:
        return office
    code = await set_up_code(hop.services["gateway"].output)
    answer = await administrator.send("POST", "/api/setup", {"code": code, "organisation": ROOT, "person": FIRST})
    administrator.token = answer["access_token"]
    for name in ("thuky", "chutri", *DELEGATES):
        body = {"name": name, "full_name": f"Nguyễn {name}", "organisation_id": ROOT_ID, "email": address_of(name)}
        made = await administrator.send("POST", "/api/people", body)
        if name == "thuky":
            role = {"role": "secretary", "organisation_id": ROOT_ID}
            await administrator.send("POST", f"/api/people/{made['id']}/roles", role)
        await office.tablet().sign_in(name, made["password"])
    await office.draft(await office.of("thuky"), "Họp đầu tiên")  # whoever works from now on finds everybody known
    return office
