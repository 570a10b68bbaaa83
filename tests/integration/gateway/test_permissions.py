"""Who may what at the gateway, by hand: route × role. A denied read looks exactly like a missing one."""

from base64 import b64encode
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.integration.gateway.conftest import Browser, Hop, grant, left_behind, new_person, new_unit

PEOPLE = ("root", "above", "own", "beside", "secretary", "leader", "operator", "auditor", "desk", "plain", "himself")
ROLES = {
    "secretary": "secretary",
    "leader": "leader",
    "operator": "operator",
    "auditor": "auditor",
    "desk": "print_desk",
}  # at the unit
EVERYBODY = set(PEOPLE)
OFFICERS = {"root", "above", "own", "beside", "secretary"}
OVER_UNIT = {"root", "above", "own"}
OVER_UNIT_FROM_ABOVE = {"root", "above"}

MAY: dict[str, set[str]] = {
    "GET /api/me": EVERYBODY,
    "GET /api/sessions": EVERYBODY,
    "PATCH /api/me": EVERYBODY,
    "GET /api/levels": EVERYBODY,
    "GET /api/organisations": EVERYBODY,
    "GET /api/organisations/{unit}": EVERYBODY,
    "POST /api/organisations": OVER_UNIT,
    "PATCH /api/organisations/{unit} name": OVER_UNIT,
    "PATCH /api/organisations/{unit} active": OVER_UNIT_FROM_ABOVE,
    "PATCH /api/organisations/{unit} parent_id": {"root"},
    "GET /api/reorganisations": OVER_UNIT | {"beside"},
    "POST /api/reorganisations": {"root"},
    "GET /api/audit": {"auditor"},
    "GET /api/audit/export": {"auditor"},
    "GET /api/colleagues": EVERYBODY,
    "GET /api/usage?organisation={unit}": OVER_UNIT | {"leader"},
    "GET /api/usage/meetings?organisation={unit}": OVER_UNIT | {"leader"},
    "GET /api/organisations/{unit}/yardsticks": OVER_UNIT | {"leader"},
    "PUT /api/organisations/{unit}/yardsticks": OVER_UNIT | {"leader"},
    "GET /api/organisations/{unit}/house-rules": OVER_UNIT,
    "PUT /api/organisations/{unit}/house-rules": OVER_UNIT,
    "GET /api/organisations/{unit}/usage-reports": OVER_UNIT | {"leader"},
    "POST /api/organisations/{unit}/usage-reports": OVER_UNIT | {"leader"},
    "GET /api/organisations/{unit}/report-schedules": OVER_UNIT | {"leader"},
    "PUT /api/organisations/{unit}/report-schedules/month": OVER_UNIT | {"leader"},
    "GET /api/me/usage-reports": EVERYBODY,
    "GET /api/organisations/{unit}/report-form": OVER_UNIT | {"leader"},
    "GET /api/organisations/{unit}/receiving-systems": OVER_UNIT | {"leader"},
    "POST /api/organisations/{unit}/receiving-systems": OVER_UNIT,
    "GET /api/print-desk/meetings?organisation={unit}": {"desk"},
    "GET /api/people": OFFICERS,
    "POST /api/people": OVER_UNIT,
    "POST /api/people/handles": OFFICERS,
    "POST /api/people-imports": OVER_UNIT,
    "GET /api/people/export?organisation={unit}": OVER_UNIT,
    "GET /api/people/{person}": OFFICERS | {"himself"},
    "PATCH /api/people/{person}": OVER_UNIT,
    "PUT /api/people/{person}/password": OVER_UNIT,
    "DELETE /api/people/{person}/second-factor": OVER_UNIT,
    "GET /api/me/second-factor": EVERYBODY,
    "POST /api/slips": OVER_UNIT,
    "GET /api/people/{person}/slip": OVER_UNIT,
    "POST /api/people/{person}/roles secretary": OVER_UNIT,
    "POST /api/people/{person}/roles administrator": OVER_UNIT_FROM_ABOVE,
    "DELETE /api/people/{person}/roles/secretary/{unit}": OVER_UNIT,
    "DELETE /api/people/{person}/roles/administrator/{unit}": OVER_UNIT_FROM_ABOVE,
}
DENIED = {401, 404}
MERGER: dict[str, Any] = {"kind": "merge", "on": "2999-01-01"}
LIST = b64encode("Họ và tên,Tên đăng nhập\nLê Mới,lemoi".encode()).decode()


@dataclass
class Case:
    """A department below the province, a unit below it with the person in question, another department beside."""

    people: dict[str, Browser] = field(default_factory=dict)
    unit: str = ""
    beside: str = ""

    def path(self, route: str) -> str:
        return route.split()[1].format(unit=self.unit, person=self.people["himself"].person["id"])

    def body(self, route: str) -> dict[str, Any] | None:
        unit = {"name": "Phòng", "short_name": "P", "parent_id": self.unit, "level": "commune", "since": "2020-01-01"}
        bodies: dict[str, dict[str, Any]] = {
            "PATCH /api/me": {"language": "vi"},
            "POST /api/organisations": unit,
            "POST /api/reorganisations": MERGER | {"sources": [self.unit], "into": self.beside},
            "POST /api/slips": {"people": [self.people["himself"].person["id"]]},
            "PATCH /api/organisations/{unit} name": {"name": "Đơn vị"},
            "PATCH /api/organisations/{unit} active": {"active": True},
            "PATCH /api/organisations/{unit} parent_id": {"parent_id": self.beside},
            "POST /api/people": {"name": "moi", "full_name": "Người Mới", "organisation_id": self.unit},
            "PUT /api/organisations/{unit}/yardsticks": {"baseline": {"minutes": 120, "source": "Báo cáo"}},
            "PUT /api/organisations/{unit}/house-rules": {"delegates_take_books": True},
            "POST /api/organisations/{unit}/receiving-systems": {
                "name": "Hệ thống báo cáo",
                "url": "https://baocao.tinh.example",
                "periods": [],
                "indicators": [],
            },
            "POST /api/organisations/{unit}/usage-reports": {"period": "year", "since": "2024-01-01"},
            "PUT /api/organisations/{unit}/report-schedules/month": {"recipients": []},
            "POST /api/people/handles": {"handles": ["himself"]},
            "POST /api/people-imports": {"file_name": "a.csv", "content": LIST, "organisation_id": self.unit},
            "PATCH /api/people/{person}": {"full_name": "Lê Mình"},
            "POST /api/people/{person}/roles secretary": {"role": "secretary", "organisation_id": self.unit},
            "POST /api/people/{person}/roles administrator": {"role": "administrator", "organisation_id": self.unit},
        }
        return bodies.get(route)


async def gather(hop: Hop) -> Case:
    quantri = await hop.browser().sign_in("quantri")
    root_id = quantri.person["organisation"]["id"]
    department = await new_unit(quantri, root_id, "Sở")
    unit, beside = await new_unit(quantri, department, "Đơn vị"), await new_unit(quantri, root_id, "Sở khác")
    one = Case({"root": quantri}, unit, beside)
    homes = {"above": department, "own": unit, "beside": beside}
    for name in PEOPLE[1:]:
        one.people[name] = await new_person(quantri, homes.get(name, unit), name)
    for name, home in homes.items():
        await grant(quantri, one.people[name], "administrator", home)
    for name, role in ROLES.items():
        await grant(quantri, one.people[name], role, unit)
    return one


@pytest.fixture(scope="module")
def gathered(set_up: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Case]:
    """The folder they left, and who they were."""
    found: list[Case] = []

    async def begin(hop: Hop) -> None:
        found.append(await gather(hop))

    return left_behind(tmp_path_factory.mktemp("gathered"), begin, like=set_up), found[0]


@pytest.fixture
def data(gathered: tuple[Path, Case]) -> Path:
    return gathered[0]


@pytest.fixture
async def case(hop: Hop, gathered: tuple[Path, Case]) -> Case:
    """Signed in anew: a token is not good for as long as a slow machine may take for all routes."""
    before = gathered[1]
    people = {name: await hop.browser().sign_in("quantri" if name == "root" else name) for name in before.people}
    return replace(before, people=people)


@pytest.mark.parametrize("route", MAY)
async def test_route_is_open_to_exactly_these(case: Case, route: str) -> None:
    """Those who may not come first: what the others do may change who may."""
    allowed = MAY[route]
    for name in sorted(PEOPLE, key=lambda name: (name in allowed, name == "himself", name)):
        browser = case.people[name]
        headers = {"Idempotency-Key": "same"} if name in allowed else {}
        response = await browser.ask(route.split()[0], case.path(route), case.body(route), **headers)
        await response.read()
        if name not in allowed:
            assert response.status in DENIED, f"{name} may {route}: {response.status}"
        else:
            assert response.status < 300 or response.status in {409, 422, 428}, (
                f"{name} may not {route}: {response.status}"
            )


async def test_denied_and_missing_look_the_same_everywhere(case: Case) -> None:
    plain = case.people["plain"]
    for route in MAY:
        if "{person}" in route and not route.startswith("GET /api/people/{person}/"):
            method, path = route.split()[0], case.path(route)
            missing = path.replace(case.people["himself"].person["id"], "0" * 32)
            answers = [await plain.ask(method, one, case.body(route)) for one in (path, missing)]
            bodies = [(await answer.json()) | {"request_id": ""} for answer in answers]
            assert answers[0].status == answers[1].status == 404, route
            assert bodies[0] == bodies[1]


async def test_nothing_is_open_without_a_token(case: Case, hop: Hop) -> None:
    stranger = hop.browser()
    for route in MAY:
        assert await stranger.status(route.split()[0], case.path(route), case.body(route)) == 401, route
