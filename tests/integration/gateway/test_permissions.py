"""Who may what at the gateway, by hand: route × role. A denied read looks exactly like a missing one."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from tests.factories.furnished import LIST
from tests.factories.receiving import SYSTEM, stopped_set
from tests.factories.usage import Story, busy
from tests.integration.gateway.conftest import (
    FIRST,
    PASSWORD,
    ROOT,
    Browser,
    Hop,
    grant,
    left_behind,
    new_person,
    new_unit,
)
from tests.integration.gateway.test_usage import hear
from tests.integration.test_permissions import filled

PEOPLE = (
    "root",
    "above",
    "own",
    "beside",
    "secretary",
    "leader",
    "operator",
    "auditor",
    "desk",
    "clerk",  # secretary of the meeting, without an office
    "named",  # in the report
    "plain",
    "himself",
    "nobody",  # has no token
)
ROLES = {
    "secretary": "secretary",
    "leader": "leader",
    "operator": "operator",
    "auditor": "auditor",
    "desk": "print_desk",
}  # at the unit
ALL = set(PEOPLE)
EVERYBODY = ALL - {"nobody"}
OFFICERS = {"root", "above", "own", "beside", "secretary"}
OVER_UNIT = {"root", "above", "own"}
OVER_UNIT_FROM_ABOVE = {"root", "above"}
LEADERS = OVER_UNIT | {"leader"}
COUNTERS = {"desk", "clerk"}

MAY: dict[str, set[str]] = {
    "GET /api/setup": ALL,
    "POST /api/setup": set(),  # it happens once
    "POST /api/slip-redemptions": ALL,
    "POST /api/password-resets": ALL,
    "POST /api/password-reset-redemptions": ALL,
    "POST /api/address-confirmations": ALL,
    "POST /api/sessions/current/tokens": EVERYBODY,
    "POST /api/sessions": ALL,
    "GET /api/sessions": EVERYBODY,
    "PUT /api/sessions/current/proof": EVERYBODY,
    "GET /api/me": EVERYBODY,
    "PATCH /api/me": EVERYBODY,
    "GET /api/me/second-factor": EVERYBODY,
    "POST /api/me/second-factor": EVERYBODY,
    "PUT /api/me/second-factor": EVERYBODY,
    "DELETE /api/me/second-factor": EVERYBODY,
    "GET /api/me/address": EVERYBODY,
    "PUT /api/me/address": EVERYBODY,
    "GET /api/me/usage-reports": EVERYBODY,
    "GET /api/levels": EVERYBODY,
    "GET /api/organisations": EVERYBODY,
    "GET /api/organisations/{unit}": EVERYBODY,
    "GET /api/colleagues": EVERYBODY,
    "POST /api/organisations": OVER_UNIT,
    "PATCH /api/organisations/{unit} name": OVER_UNIT,
    "PATCH /api/organisations/{unit} active": OVER_UNIT_FROM_ABOVE,
    "GET /api/organisations/{unit}/house-rules": OVER_UNIT,
    "PUT /api/organisations/{unit}/house-rules": OVER_UNIT,
    "GET /api/reorganisations": OVER_UNIT | {"beside"},
    "POST /api/reorganisations": {"root"},
    "GET /api/reorganisations/{reorganisation}": OVER_UNIT_FROM_ABOVE,
    "DELETE /api/reorganisations/{reorganisation}": OVER_UNIT_FROM_ABOVE,
    "GET /api/audit": {"auditor"},
    "GET /api/audit/export": {"auditor"},
    "GET /api/usage?organisation={unit}": LEADERS,
    "GET /api/usage/meetings?organisation={unit}": LEADERS,
    "GET /api/usage/meetings/{meeting}/paper": {"leader"},  # who is in the chair
    "GET /api/organisations/{unit}/yardsticks": LEADERS,
    "PUT /api/organisations/{unit}/yardsticks": LEADERS,
    "GET /api/organisations/{unit}/usage-reports": LEADERS,
    "POST /api/organisations/{unit}/usage-reports": LEADERS,
    "GET /api/usage-reports/{report}": LEADERS | {"named"},
    "GET /api/usage-reports/{report}/file": LEADERS | {"named"},
    "PUT /api/usage-reports/{report}/heading": LEADERS,
    "GET /api/organisations/{unit}/report-schedules": LEADERS,
    "PUT /api/organisations/{unit}/report-schedules/month": LEADERS,
    "GET /api/organisations/{unit}/report-form": LEADERS,
    "PUT /api/organisations/{unit}/report-form": LEADERS,
    "GET /api/organisations/{unit}/receiving-systems": LEADERS,
    "POST /api/organisations/{unit}/receiving-systems": OVER_UNIT,
    "GET /api/receiving-systems/{system}": LEADERS,
    "PUT /api/receiving-systems/{system}": OVER_UNIT,
    "GET /api/receiving-systems/{system}/preview?period=month&since=2025-10-01": LEADERS,
    "GET /api/receiving-systems/{system}/indicator-sets": LEADERS,
    "POST /api/receiving-systems/{system}/indicator-sets": OVER_UNIT,
    "POST /api/indicator-sets/{set}/tries": OVER_UNIT,
    "GET /api/print-desk/meetings?organisation={unit}": {"desk"},
    "GET /api/print-desk/meetings/{meeting}": COUNTERS,
    "POST /api/print-desk/meetings/{meeting}/prints": COUNTERS,
    "DELETE /api/print-desk/meetings/{meeting}/prints/{print}": COUNTERS,
    "PUT /api/print-desk/meetings/{meeting}/count": COUNTERS,
    "GET /api/people": OFFICERS,
    "POST /api/people": OVER_UNIT,
    "POST /api/people/handles": OFFICERS,
    "GET /api/people/export?organisation={unit}": OVER_UNIT,
    "POST /api/people-imports": OVER_UNIT,
    "GET /api/people-imports/{import}": {"own"},  # who brought the list
    "GET /api/people-imports/{import}/rows": {"own"},
    "PUT /api/people-imports/{import}/rows/2": {"own"},
    "POST /api/people-imports/{import}/run": {"own"},
    "DELETE /api/people-imports/{import}": {"own"},
    "GET /api/people/{person}": OFFICERS | {"himself"},
    "PATCH /api/people/{person}": OVER_UNIT,
    "POST /api/slips": OVER_UNIT,
    "GET /api/people/{person}/slip": OVER_UNIT,
    "POST /api/people/{person}/roles secretary": OVER_UNIT,
    "DELETE /api/people/{person}/roles/secretary/{unit}": OVER_UNIT,
    "POST /api/people/{person}/roles administrator": OVER_UNIT_FROM_ABOVE,
    "DELETE /api/people/{person}/roles/administrator/{unit}": OVER_UNIT_FROM_ABOVE,
    # What ends something comes last.
    "DELETE /api/sessions/current": EVERYBODY,
    "DELETE /api/sessions": EVERYBODY,
    "PUT /api/me/password": EVERYBODY,
    "PUT /api/people/{person}/password": OVER_UNIT,
    "DELETE /api/people/{person}/second-factor": OVER_UNIT,
    "PATCH /api/organisations/{unit} parent_id": {"root"},
}
SIGNS_OUT = {"DELETE /api/sessions/current", "DELETE /api/sessions"}
OCTOBER = {"period": "month", "since": "2025-10-01"}
PRINT = {"pages": 1, "copies": 1, "reason": "Đại biểu đề nghị bản giấy"}
MERGER = {"kind": "merge", "on": "2999-01-01", "sources": ["{unit}"], "into": "{beside}"}
IMPORT = {"file_name": "a.csv", "content": LIST, "organisation_id": "{unit}"}
CODE = {"slip": "{name}", "password": PASSWORD}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/setup": {"code": "", "organisation": ROOT, "person": FIRST},
    "POST /api/slip-redemptions": CODE,
    "POST /api/password-resets": {"name": "{name}"},
    "POST /api/password-reset-redemptions": CODE,
    "POST /api/address-confirmations": {"code": "{name}"},
    "POST /api/sessions": {"name": "{name}", "password": PASSWORD},
    "PUT /api/sessions/current/proof": {"password": PASSWORD},
    "PATCH /api/me": {"language": "vi"},
    "PUT /api/me/second-factor": {"code": "123456"},
    "PUT /api/me/address": {"email": "{name}@tinh.example"},
    "POST /api/organisations": {
        "name": "Phòng",
        "short_name": "P",
        "parent_id": "{unit}",
        "level": "commune",
        "since": "2020-01-01",
    },
    "PATCH /api/organisations/{unit} name": {"name": "Đơn vị"},
    "PATCH /api/organisations/{unit} active": {"active": True},
    "PUT /api/organisations/{unit}/house-rules": {"delegates_take_books": True},
    "POST /api/reorganisations": MERGER,
    "PUT /api/organisations/{unit}/yardsticks": {"baseline": {"minutes": 120, "source": "Báo cáo"}},
    "POST /api/organisations/{unit}/usage-reports": OCTOBER,
    "PUT /api/usage-reports/{report}/heading": {"number": "54/BC-UBND"},
    "PUT /api/organisations/{unit}/report-schedules/month": {"recipients": []},
    "PUT /api/organisations/{unit}/report-form": {"symbol": "BC-UBND"},
    "POST /api/organisations/{unit}/receiving-systems": SYSTEM,
    "PUT /api/receiving-systems/{system}": SYSTEM,
    "POST /api/receiving-systems/{system}/indicator-sets": OCTOBER,
    "POST /api/print-desk/meetings/{meeting}/prints": PRINT,
    "PUT /api/print-desk/meetings/{meeting}/count": {"complete": True},
    "POST /api/people": {"name": "moi", "full_name": "Người Mới", "organisation_id": "{unit}"},
    "POST /api/people/handles": {"handles": ["himself"]},
    "POST /api/people-imports": IMPORT,
    "PUT /api/people-imports/{import}/rows/2": {"left_out": True},
    "POST /api/people-imports/{import}/run": {},
    "PATCH /api/people/{person}": {"full_name": "Lê Mình"},
    "POST /api/slips": {"people": ["{person}"]},
    "POST /api/people/{person}/roles secretary": {"role": "secretary", "organisation_id": "{unit}"},
    "POST /api/people/{person}/roles administrator": {"role": "administrator", "organisation_id": "{unit}"},
    "PUT /api/me/password": {"current": PASSWORD, "new": f"{PASSWORD} hơn"},
    "PATCH /api/organisations/{unit} parent_id": {"parent_id": "{beside}"},
}


@dataclass
class Case:
    """A department below the province, a unit below it with the person in question, another department beside.

    The unit has held a meeting, made a report, and set up a system it will send figures to.
    """

    people: dict[str, Browser] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    async def ask(self, name: str, route: str, ids: dict[str, str], **headers: str) -> tuple[int, Any]:
        method, path = route.split()[:2]
        ids = ids | {"name": sign_in_name(name)}
        response = await self.people[name].ask(method, path.format(**ids), filled(BODIES.get(route), ids), **headers)
        told = await response.read()
        return response.status, await response.json() if told and "json" in response.content_type else None


def sign_in_name(name: str) -> str:
    return {"root": "quantri", "nobody": "plain"}.get(name, name)


async def gather(hop: Hop) -> Case:
    quantri = await hop.browser().sign_in("quantri")
    root_id = quantri.person["organisation"]["id"]
    department = await new_unit(quantri, root_id, "Sở")
    unit, beside = await new_unit(quantri, department, "Đơn vị"), await new_unit(quantri, root_id, "Sở khác")
    one = Case({"root": quantri}, {"unit": unit, "beside": beside})
    homes = {"above": department, "own": unit, "beside": beside}
    for name in sorted(EVERYBODY - {"root"}):
        one.people[name] = await new_person(quantri, homes.get(name, unit), name)
    for name, home in homes.items():
        await grant(quantri, one.people[name], "administrator", home)
    for name, role in ROLES.items():
        await grant(quantri, one.people[name], role, unit)
    one.ids["person"] = one.people["himself"].person["id"]
    await _work(hop, one)
    return one


async def _work(hop: Hop, case: Case) -> None:
    own, unit = case.people["own"], f"/api/organisations/{case.ids['unit']}"
    story = Story()
    leader, clerk, named = (case.people[name].person["id"] for name in ("leader", "clerk", "named"))
    led: dict[str, Any] = {"organisation_id": case.ids["unit"], "chair_id": leader, "secretary_ids": [clerk]}
    busy(story, "m1", "2025-10-20", "2025-10-05", **led)
    await hear(hop, story.events)
    desk = "/api/print-desk/meetings/m1"
    printed = await case.people["desk"].send("POST", f"{desk}/prints", PRINT)
    merger = filled(MERGER, case.ids)
    report = await own.send("POST", f"{unit}/usage-reports", OCTOBER | {"recipients": [named]})
    system = await own.send("POST", f"{unit}/receiving-systems", SYSTEM)
    case.ids |= {
        "meeting": "m1",
        "print": printed["prints"][0]["id"],
        "reorganisation": (await case.people["root"].send("POST", "/api/reorganisations", merger))["id"],
        "report": report["id"],
        "system": system["id"],
        "set": await stopped_set(hop.gateway.world, system["id"], case.ids["unit"]),
        "import": (await own.send("POST", "/api/people-imports", filled(IMPORT, case.ids)))["id"],
    }


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
    before = gathered[1]
    people = {name: await hop.browser().sign_in(sign_in_name(name)) for name in before.people}
    await hear(hop, [])
    return replace(before, people=people | {"nobody": hop.browser()})


async def test_every_route_is_in_the_table(hop: Hop, case: Case) -> None:
    answering = {await route_of(hop, row.format(**case.ids)) for row in MAY}
    assert answering == {route.name for route in hop.gateway.service.routes}


async def route_of(hop: Hop, row: str) -> str:
    """The one that answers a row of the table."""
    method, path = row.split()[:2]
    match = await hop.server.app.router.resolve(make_mocked_request(method, path))
    return f"{method} {resource.canonical}" if (resource := match.route.resource) else f"{row} leads nowhere"


async def test_denied_requests_look_like_requests_for_what_is_missing(case: Case) -> None:
    nowhere, wrong = dict.fromkeys(case.ids, "0" * 32), []
    for row, allowed in MAY.items():
        for name in sorted(ALL - allowed):
            status, answer = await case.ask(name, row, case.ids)
            missing = await case.ask(name, row, nowhere)
            due = 401 if name == "nobody" and row != "POST /api/setup" else 404
            if status != due or missing != (due, answer | {"request_id": missing[1]["request_id"]}):
                wrong.append(f"{name} {row}: {status} {answer}, where nothing is: {missing}")
    assert wrong == []


async def test_whoever_may_is_let_in(case: Case) -> None:
    wrong = []
    for row, allowed in MAY.items():
        for name in sorted(allowed):
            status, answer = await case.ask(name, row, case.ids, **{"Idempotency-Key": "same"})
            if status >= 300 and status not in {409, 422, 428}:
                wrong.append(f"{name} {row}: {status} {answer}")
            if row in SIGNS_OUT:
                await case.people[name].sign_in(sign_in_name(name))
    assert wrong == []
