"""Every route against its own description: generated requests, honest and broken, never break a service."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.documents.app import build as build_documents
from services.gateway.app import build as build_gateway
from services.meeting.app import build as build_meeting
from services.notify.app import build as build_notify
from shared.app import Kit, Service
from shared.events import gateway
from tests.factories.facts import organisation, person
from tests.factories.installation import Installation, installation
from tests.integration.test_permissions import PEOPLE, ROLES

EXAMPLES = 12  # requests generated for each route
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
ENDLESS = "/api/stream"  # answers until the reader leaves


def _gateway(kit: Kit) -> Service:
    return build_gateway(kit).service


@pytest.fixture
async def hop(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(tmp_path, build_meeting, build_documents, build_notify, _gateway) as running:
        await running.tell(gateway.SOURCE, "organisation", "o1", organisation("o1"))
        for name in PEOPLE:
            await running.tell(gateway.SOURCE, "person", name, person(name))
        await running.settle()
        yield running


@pytest.mark.timeout(300)
async def test_no_generated_request_breaks_a_service(hop: Installation) -> None:
    server = hop.client.server
    assert isinstance(server, TestServer)
    document = await (await hop.client.get("/openapi.json")).json()
    token = hop.key.token("secretary", [ROLES["secretary"], ("administrator", "o1")])
    await asyncio.to_thread(_try_all, document, str(server.make_url("/")), token)


def _try_all(document: dict[str, Any], address: str, token: str) -> None:
    with requests.Session() as session:  # one connection for all
        _try_each(document, address, token, session)


def _try_each(document: dict[str, Any], address: str, token: str, session: requests.Session) -> None:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    tried = 0
    found: Any  # schemathesis' Ok, or an Err that raises here
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path != ENDLESS:
            _try(operation, {"Authorization": f"Bearer {token}"}, session)
            tried += 1
    assert tried > 50


def _try(operation: Any, headers: dict[str, str], session: requests.Session) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, session=session, checks=CHECKS, timeout=30)

    ask()
