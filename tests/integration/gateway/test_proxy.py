"""The gateway before services that run apart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientResponse, web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from services.gateway.app import build
from services.gateway.proxy.app import forwarded
from services.gateway.proxy.model import FAILURES
from services.gateway.proxy.table import read_description
from services.gateway.proxy.upstream import PIECE
from services.gateway.settings import GatewaySettings
from shared.app import Kit, application
from shared.auth import Verifier
from shared.backends import BadSetting, open_backends
from shared.clock import SystemClock
from shared.cursors import Cursors
from shared.door import Door
from shared.keys import secret
from shared.settings import Settings
from tests.factories.collector import collecting, traced
from tests.factories.installation import until
from tests.integration.gateway.conftest import FIRST, ROOT, Browser, Hop
from tests.integration.gateway.upstream import Behind, never, pieces

MEETINGS = "/api/meetings?limit=5"
LARGE = 3 << 20
TRACE = "0af7651916cd43dd8448eb211c80319c"


@asynccontextmanager
async def standing_before(settings: Settings, address: str, **more: Any) -> AsyncIterator[Hop]:
    """As `python -m services.gateway` is put together."""
    description = await asyncio.to_thread(read_description)
    async with open_backends(settings) as backends:
        cursors = Cursors(await asyncio.to_thread(secret, settings.keys, "cursors", 64))
        kit = Kit(settings, backends, SystemClock(), cursors)
        gateway = await asyncio.to_thread(build, kit, description["x-problems"])
        gateway_settings = GatewaySettings(meeting_url=address, documents_url=address, notify_url=address, **more)
        async with forwarded(gateway_settings, description, gateway.world.addresses) as others:
            door = Door(Verifier(gateway.keys), cursors, kit.clock, gateway.check_session, gateway.admit_stranger)
            server = TestServer(application([*others, gateway.service], door, backends, description))
            await server.start_server()
            hop = Hop(server, kit, gateway)
            try:
                await hop.browser().send(
                    "POST", "/api/setup", {"code": await hop.code(), "organisation": ROOT, "person": FIRST}
                )
                yield hop
            finally:
                for client in hop.browsers:
                    await client.session.close()
                await server.close()


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
async def service(behind: Behind) -> AsyncIterator[str]:
    async with TestServer(behind.app()) as server:
        yield str(server.make_url(""))


@pytest.fixture
async def limits() -> dict[str, Any]:
    return {}


@pytest.fixture
async def proxied(service: str, settings: Settings, limits: dict[str, Any]) -> AsyncIterator[Hop]:
    async with standing_before(settings, service, **limits) as hop:
        yield hop


@pytest.fixture
async def by(proxied: Hop) -> Browser:
    return await proxied.browser().sign_in("quantri")


async def stream(by: Browser) -> ClientResponse:
    return await by.client.get("/api/stream", headers={"Authorization": f"Bearer {by.token}"})


async def test_request_goes_to_the_service_that_owns_its_route(by: Browser, behind: Behind) -> None:
    response = await by.ask("POST", "/api/meetings?x=%26y", {"title": "Hop"}, **{"Idempotency-Key": "k"})
    (asked,) = behind.asked
    assert response.status == 200
    assert (asked.method, asked.path, asked.body) == ("POST", "/api/meetings?x=%26y", b'{"title": "Hop"}')
    assert asked.headers["Authorization"] == f"Bearer {by.token}"
    assert asked.headers["Idempotency-Key"] == "k"
    assert await by.status("GET", "/api/me") == 200
    assert len(behind.asked) == 1, "what the gateway owns it answers itself"


async def test_what_belongs_to_one_connection_stays_there(by: Browser, behind: Behind) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"Keep-Alive": "timeout=3", "Connection": "X-Own", "X-Own": "1", "ETag": '"e"'})

    behind.answering = answer
    headers = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers", "Proxy-Authorization": "x"}
    response = await by.ask("GET", MEETINGS, **headers)
    sent = behind.asked[0].headers
    assert not {"X-Mine", "TE", "Proxy-Authorization"} & sent.keys()
    assert not {"X-Own", "Keep-Alive"} & response.headers.keys()
    assert response.headers["ETag"] == '"e"'


async def test_who_asks_is_said_by_the_gateway_alone(by: Browser, behind: Behind) -> None:
    lies = {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-User": "root", "Forwarded": "for=10.9.9.9", "X-Real-IP": "1"}
    response = await by.ask("GET", MEETINGS, **lies, **{"X-Request-Id": "mine", "Cookie": "hop_session=secret"})
    sent = behind.asked[0].headers
    assert sent["X-Forwarded-For"] == "127.0.0.1"
    assert sent["X-Forwarded-Host"] == by.client.server.make_url("").authority
    assert not {"X-Forwarded-User", "Forwarded", "X-Real-IP", "Cookie"} & sent.keys()
    assert sent["X-Request-Id"] == response.headers["X-Request-Id"] != "mine"


async def test_what_a_client_leaves_out_is_not_made_up(by: Browser, behind: Behind) -> None:
    left_out = ["Accept", "Accept-Encoding", "Content-Type", "User-Agent"]
    signed = {"Authorization": f"Bearer {by.token}"}
    async with by.client.post(MEETINGS, data=b"{}", headers=signed, skip_auto_headers=left_out) as response:
        assert response.status == 200
    (asked,) = behind.asked
    assert asked.body == b"{}"
    assert not {*left_out} & asked.headers.keys()


async def test_service_hears_nobody_without_a_session(by: Browser, behind: Behind) -> None:
    assert await by.status("GET", MEETINGS, Authorization="Bearer forged") == 401
    token = by.token
    await by.send("DELETE", "/api/sessions/current")
    by.token = token
    assert await by.problem("GET", MEETINGS) == "unauthenticated"
    by.token = ""
    assert await by.status("GET", MEETINGS) == 401
    assert behind.asked == []


async def test_one_time_password_opens_no_other_service(by: Browser, behind: Behind) -> None:
    body = {"name": "an", "full_name": "Nguyễn An", "organisation_id": by.person["organisation"]["id"]}
    created = await by.send("POST", "/api/people", body)
    other = await by.hop.browser().sign_in("an", created["password"])
    assert await other.problem("GET", MEETINGS) == "account-step-due"
    assert behind.asked == []


async def test_stream_arrives_piece_by_piece(by: Browser, behind: Behind) -> None:
    go_on = asyncio.Event()
    behind.answering = pieces(b"id: 1\n\n", b"id: 2\n\n", then=go_on)
    async with await stream(by) as response:
        assert await response.content.readany() == b"id: 1\n\n"
        go_on.set()
        assert await response.content.read() == b"id: 2\n\n"


async def test_reader_who_leaves_ends_the_request_behind(by: Browser, behind: Behind) -> None:
    behind.answering = pieces(b"id: 1\n\n", b"", then=asyncio.Event())
    response = await stream(by)
    await response.content.readany()
    response.close()
    async with asyncio.timeout(10):
        await behind.cancelled.wait()


@pytest.mark.parametrize("length", [100, LARGE])
async def test_answer_that_breaks_off_is_never_taken_for_whole(by: Browser, behind: Behind, length: int) -> None:
    behind.answering = pieces(b"half", length=length)
    try:
        response = await by.ask("GET", MEETINGS)
        await response.read()
    except ClientPayloadError:
        return
    assert response.status == 503


async def test_stream_that_breaks_off_breaks_off_here_too(by: Browser, behind: Behind) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = await pieces(b"id: 1\n\n")(request)
        assert request.transport is not None
        request.transport.abort()
        return response

    behind.answering = answer
    async with await stream(by) as response:
        with pytest.raises(ClientPayloadError):
            await response.content.read()


@pytest.mark.parametrize("announced", [True, False])
async def test_large_body_goes_up_while_it_comes(by: Browser, behind: Behind, announced: bool) -> None:
    first, rest = b"x" * (2 * PIECE), b"y" * (5 * PIECE)

    async def parts() -> AsyncIterator[bytes]:
        yield first
        async with asyncio.timeout(10):
            await behind.hearing.wait()
        yield rest

    headers = {"Authorization": f"Bearer {by.token}"}
    if announced:
        headers["Content-Length"] = str(len(first + rest))
    async with by.client.post("/api/meetings", data=parts(), headers=headers) as response:
        assert response.status == 200
    (asked,) = behind.asked
    assert asked.body == first + rest
    assert ("Content-Length" in asked.headers) is announced


@pytest.mark.parametrize("announced", [True, False])
async def test_request_that_is_too_large_is_refused(by: Browser, behind: Behind, announced: bool) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(LARGE // 65536):
            yield b" " * 65536

    data = BytesIO(b" " * LARGE) if announced else parts()
    headers = {"Authorization": f"Bearer {by.token}"}
    async with by.client.post("/api/meetings", data=data, headers=headers) as response:
        assert response.status == 413
    assert behind.asked == []


async def test_compressed_body_is_sent_on_as_it_was_read(by: Browser, behind: Behind) -> None:
    headers = {"Authorization": f"Bearer {by.token}"}
    async with by.client.post("/api/meetings", data=b"{}" * 9, headers=headers, compress="deflate") as response:
        assert response.status == 200
    assert behind.asked[0].body == b"{}" * 9
    assert "Content-Encoding" not in behind.asked[0].headers


async def test_service_that_is_down_is_left_alone_and_found_again(
    settings: Settings, unused_tcp_port: int, behind: Behind
) -> None:
    async with standing_before(settings, f"http://127.0.0.1:{unused_tcp_port}") as hop:
        by = await hop.browser().sign_in("quantri")
        for _ in range(FAILURES):
            response = await by.ask("GET", MEETINGS)
            assert (response.status, response.headers["Retry-After"]) == (503, "2")
        health = await (await by.client.get("/readyz")).json()
        assert health == {"ready": True, "degraded": ["meeting: does not answer"]}
        revived = TestServer(behind.app(), port=unused_tcp_port)
        assert await by.problem("GET", MEETINGS) == "unavailable"
        async with revived:
            await until(lambda: _is(by, 200))
            assert (await (await by.client.get("/readyz")).json())["degraded"] == []


async def _is(by: Browser, status: int) -> bool:
    return await by.status("GET", MEETINGS) == status


@pytest.mark.parametrize("limits", [{"upstream_answer_seconds": 0.2}])
async def test_lost_answer_to_a_change_is_not_called_a_failure(by: Browser, behind: Behind) -> None:
    behind.answering = never
    assert await by.problem("POST", "/api/meetings", {}) == "no-answer"
    assert await by.problem("GET", MEETINGS) == "unavailable"


@pytest.mark.parametrize("limits", [{"upstream_at_once": 2}])
async def test_more_than_a_service_can_bear_is_sent_away_at_once(by: Browser, behind: Behind) -> None:
    behind.answering = never
    waiting = [asyncio.create_task(by.ask("GET", MEETINGS)) for _ in range(2)]
    await until(lambda: _has(behind, 2))
    response = await by.ask("GET", MEETINGS)
    assert (response.status, response.headers["Retry-After"]) == (503, "1")
    behind.answering = Behind().answering
    assert await by.status("GET", "/api/documents/d1") == 200, "another service has its own measure"
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def _has(behind: Behind, count: int) -> bool:
    return len(behind.asked) >= count


async def test_open_streams_are_ended_when_the_gateway_goes(by: Browser, behind: Behind, proxied: Hop) -> None:
    behind.answering = pieces(b"id: 1\n\n", b"", then=asyncio.Event())
    async with await stream(by) as response:
        await response.content.readany()
        await proxied.server.app.shutdown()
        assert await response.content.read() == b"", "ended, not broken off"


async def test_trace_goes_on_behind_the_gateway(by: Browser, behind: Behind) -> None:
    lies = {"traceparent": f"00-{TRACE}-{'b' * 16}-00", "tracestate": "theirs=1", "baggage": "person=an"}
    async with collecting() as collector, traced(collector):
        response = await by.ask("GET", MEETINGS, **lies)
    spans = {span.kind: span for span in collector.of_trace(TRACE)}
    asking, asked = spans[Span.SPAN_KIND_CLIENT], spans[Span.SPAN_KIND_SERVER]
    sent = behind.asked[0].headers
    assert sent["traceparent"] == f"00-{TRACE}-{asking.span_id.hex()}-01"
    assert response.headers["traceresponse"] == f"00-{TRACE}-{asked.span_id.hex()}-01"
    assert not {"tracestate", "baggage"} & sent.keys()


async def test_without_traces_nothing_of_one_is_sent_on(by: Browser, behind: Behind) -> None:
    await by.ask("GET", MEETINGS, traceparent=f"00-{TRACE}-{'b' * 16}-01")
    assert "traceparent" not in behind.asked[0].headers


async def test_gateway_describes_the_whole_product(by: Browser) -> None:
    described = await (await by.client.get("/openapi.json")).json()
    assert {one["x-service"] for path in described["paths"].values() for one in path.values()} == {
        "gateway",
        "meeting",
        "documents",
        "notify",
    }
    assert (await by.client.get("/problems/secret-refused")).status == 200


@pytest.mark.parametrize("address", ["meeting:8080", "http://", "ftp://meeting", "http://meeting/api"])
async def test_address_that_cannot_work_is_named(settings: Settings, address: str) -> None:
    with pytest.raises(BadSetting, match="MEETING_URL"):
        async with standing_before(settings, address):
            pass
