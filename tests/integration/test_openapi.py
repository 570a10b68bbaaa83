"""Every route against its own description: generated requests, honest and broken, never break a service."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.settings import Settings
from tests.factories.commune import PASSWORD, Commune, commune
from tests.factories.furnished import furnish
from tests.factories.passwords import quick_passwords as quick_passwords
from tests.factories.processes import ROOT
from tests.integration.drawn_requests import Drawn, Requests, schema_of

EXAMPLES = int(os.environ.get("EXAMPLES", 8))  # requests generated for each route
SEED = os.environ.get("SEED", "1")  # the same one asks the same
CALLERS = ("thuky", "quantri", "lanhdao", "an", "binh", "nobody")
PROBLEMS = {page.stem for page in (ROOT / "docs/problems").glob("*.md")}
REACHED = 0.6  # of the routes must have done at least once what they are for; some need a code from a mail
ENDLESS = "/api/stream"  # answers until the reader leaves


def is_a_problem_when_refused(ctx: Any, response: Any, case: Any) -> None:
    """RFC 9457: of a type that has a page, with the status and the name of the request."""
    if response.status_code >= 400:
        problem = response.json()
        assert problem["type"].removeprefix("/problems/") in PROBLEMS, problem
        assert problem["status"] == response.status_code, problem
        assert [problem["request_id"]] == response.headers["x-request-id"], problem


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    is_a_problem_when_refused,
)
_ADMINISTERED = (
    *("read_directory", "manage_organisation", "manage_person", "grant_role", "manage_room", "keep_room"),
    *("set_receiving_systems", "read_deliveries"),
)
_LED = (
    *("read_audit", "keep_prints", "read_usage", "set_yardsticks", "make_report", "read_report"),
    "submit_documents",
)
FITTING = {
    **dict.fromkeys(_ADMINISTERED, "quantri"),
    **dict.fromkeys(_LED, "lanhdao"),
    **dict.fromkeys(("answer_invitation", "propose_substitute", "read_inbox"), "binh"),
    "decide_substitute": "an",
}


@dataclass
class Callers:
    """A browser for each; in a thread of its own, for the library waits."""

    address: str
    browsers: dict[str, requests.Session] = field(default_factory=dict)

    def sign_in(self, name: str) -> None:
        browser = self.browsers.setdefault(name, requests.Session())
        browser.headers["Origin"] = self.address
        if name != "nobody":
            browser.headers.pop("Authorization", None)
            answer = browser.post(f"{self.address}/api/sessions", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 201, f"{name} is let in no more: {answer.text}"
            browser.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def send(self, drawn: Drawn) -> int:
        browser, headers = self.browsers[drawn.caller], drawn.headers
        if drawn.matches and drawn.case.method in {"PUT", "PATCH"}:
            there = browser.get(f"{self.address}{drawn.case.formatted_path}", headers=headers)
            headers = headers | ({"If-Match": there.headers["ETag"]} if "ETag" in there.headers else {})
        answer = drawn.case.call_and_validate(session=browser, headers=headers, checks=CHECKS, timeout=30)
        if drawn.case.method == "DELETE" and drawn.case.path.startswith("/api/sessions"):
            self.sign_in(drawn.caller)
        return int(answer.status_code)

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.close()


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Commune]:
    async with commune(Settings(data=tmp_path / "data")) as running:
        yield running


# The services draw by chance beside a strategy, in their own thread.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.timeout(40 * EXAMPLES)
async def test_no_generated_request_breaks_a_service(hop: Commune) -> None:
    server = hop.client.server
    assert isinstance(server, TestServer)
    asked = Requests(await furnish(hop), CALLERS, FITTING)
    document = await (await hop.client.get("/openapi.json")).json()
    callers = Callers(str(server.make_url("/")).rstrip("/"))
    answers, wrong = await asyncio.to_thread(_try_all, document, asked, callers)
    assert wrong == []
    reached = [label for label, statuses in answers.items() if min(statuses) < 400]
    assert len(reached) > REACHED * len(answers), sorted(answers.keys() - set(reached))


def _try_all(document: dict[str, Any], asked: Requests, callers: Callers) -> tuple[dict[str, Counter[int]], list[str]]:
    """The statuses that each route answered with, and what went wrong."""
    answers: dict[str, Counter[int]] = {}
    wrong: list[str] = []
    try:
        for name in CALLERS:
            callers.sign_in(name)
        found = [one.ok() for one in schema_of(document, callers.address).get_all_operations()]
        for operation in sorted(found, key=_how_late):
            if operation.path != ENDLESS:
                answers[operation.label] = Counter()
                wrong += _try(operation.label, asked.of(operation), callers, answers[operation.label])
    finally:
        callers.close()
    return answers, wrong


def _how_late(operation: Any) -> int:
    """What ends something comes last: a thing, its meeting, and who may ask about it."""
    ends = ("/postponement", "/cancellation", "/record", "/handover")
    if operation.path.endswith(ends) or operation.path.startswith("/api/sessions"):
        return 4
    if operation.path.endswith(("/run", "/recall")):
        return 2
    return {"get": 0, "post": 0, "patch": 1, "put": 1, "delete": 3}[operation.method]


def _try(label: str, drawn: Any, callers: Callers, answers: Counter[int]) -> list[str]:
    """What went wrong. Nothing is asked again for it: the same request may well be answered otherwise by then."""
    wrong: list[str] = []

    @seed(f"{SEED} {label}")
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def ask(one: Drawn) -> None:
        try:
            answers[callers.send(one)] += 1
        except (FailureGroup, AssertionError) as error:
            wrong.append(f"{one.caller}: {error}")

    ask()
    return wrong
