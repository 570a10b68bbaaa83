"""Who may sign in to a demo, from where, and with which password."""

import pytest

from services.gateway.setup.commands import code_to_print
from tests.integration.demo.conftest import Running, Start

pytestmark = pytest.mark.slow

OWN = "một câu dài của riêng tôi"


async def sign_in(hop: Running, password: str, **headers: str) -> int:
    body = {"name": "thuky", "password": password}
    answer = await hop.client.post("/api/sessions", json=body, headers=headers)
    return answer.status


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=203.0.113.7"},
        {"Host": "hop.attacker.example"},
        {"Host": "127.0.0.1.attacker.example"},
    ],
    ids=str,
)
async def test_demo_sign_in_refuses_forwarded_requests_and_foreign_hosts(header: dict[str, str], hop: Running) -> None:
    assert await sign_in(hop, hop.demo.password, **header) == 403


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "hop.phutho.example"])
async def test_demo_sign_in_knows_its_own_hosts(host: str, hop: Running) -> None:
    assert await sign_in(hop, hop.demo.password, Host=host) == 201


async def test_guard_stays_when_a_loaded_demo_is_started_without(
    restart: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with restart() as hop:
        password = hop.demo.password
    monkeypatch.setenv("DEMO", "0")
    async with restart() as hop:
        assert hop.said == []
        assert await sign_in(hop, password) == 201
        assert await sign_in(hop, password, **{"X-Forwarded-For": "203.0.113.7"}) == 403


async def test_demo_0_starts_empty_and_real_use_is_not_guarded(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "0")
    async with start() as hop:
        code = await code_to_print(hop.product.gateway.world)
        assert await sign_in(hop, hop.demo.password, **{"X-Forwarded-For": "203.0.113.7"}) == 401
        root = {"name": "Ủy ban", "short_name": "UB", "level": "province", "since": "2000-01-01"}
        person = {"name": "thuky", "full_name": "Thư ký", "password": OWN}
        answer = await hop.client.post("/api/setup", json={"code": code, "organisation": root, "person": person})
        assert answer.status == 201, await answer.text()
    monkeypatch.delenv("DEMO")
    async with start() as hop:
        assert hop.said == []
        assert await sign_in(hop, OWN, **{"X-Forwarded-For": "203.0.113.7"}) == 201


async def test_password_is_taken_from_the_environment_and_never_shown(
    restart: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with restart() as hop:
        random = hop.demo.password
    monkeypatch.setenv("HOP_DEMO_PASSWORD", "mật khẩu dùng thử")
    async with restart() as hop:
        assert "mật khẩu dùng thử" not in await hop.announced()
        assert await sign_in(hop, "mật khẩu dùng thử") == 201
        assert await sign_in(hop, random) == 401


async def test_password_that_a_person_chose_outlives_a_start(restart: Start) -> None:
    async with restart() as hop:
        secretary = await hop.sign_in("thuky")
        await secretary.send("PUT", "/api/me/password", {"current": hop.demo.password, "new": OWN})
    async with restart() as hop:
        assert await sign_in(hop, OWN) == 201
