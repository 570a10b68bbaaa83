"""What needs no token is bounded per address; who has one is not touched."""

import pytest

from tests.integration.gateway.conftest import Browser, Hop


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRANGERS_AT_ONCE", "5")
    monkeypatch.setenv("STRANGERS_A_SECOND", "0.01")


async def test_flood_without_token_is_slowed_and_people_inside_are_not(quantri: Browser, hop: Hop) -> None:
    stranger = hop.browser()
    statuses = [await stranger.status("GET", "/api/me") for _ in range(6)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert await quantri.status("GET", "/api/me") == 200
