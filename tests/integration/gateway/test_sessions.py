"""Cookies, refresh tokens, signing out, and tokens that say what is no longer true."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from services.gateway.sessions.commands import end_sessions
from services.gateway.sessions.model import Session
from shared.aggregates import Act
from tests.integration.gateway.conftest import ORIGIN, PASSWORD, Browser, Hop, grant, new_person, new_unit

EXCHANGE = "/api/sessions/current/tokens"


async def exchange(browser: Browser, **headers: str) -> int:
    browser.token = ""
    return await browser.status("POST", EXCHANGE, **headers)


async def test_cookie_is_out_of_reach_for_scripts_and_other_sites(hop: Hop) -> None:
    answer = await hop.browser().try_to_sign_in("quantri", PASSWORD)
    cookies = {line.partition("=")[0]: line for line in answer.headers.getall("Set-Cookie")}
    for name in ("hop_session", "hop_device"):
        parts = {part.strip().lower() for part in cookies[name].split(";")}
        assert {"httponly", "samesite=strict", "path=/api/sessions"} <= parts
        assert "secure" not in parts


async def test_cookie_gives_a_new_access_token(hop: Hop, quantri: Browser) -> None:
    before = quantri.token
    await quantri.refresh()
    assert quantri.token != before
    assert (await quantri.get("/api/me"))["name"] == "quantri"


async def test_refresh_token_that_comes_back_ends_the_session(hop: Hop, quantri: Browser) -> None:
    old = quantri.cookie("hop_session")
    assert old
    await quantri.refresh()
    thief = hop.browser()
    thief.set_cookie("hop_session", old)
    assert await exchange(thief) == 401
    assert await quantri.status("GET", "/api/me") == 401
    assert await exchange(quantri) == 401


async def test_same_refresh_token_twice_at_the_same_moment_is_given_once_at_most(hop: Hop, quantri: Browser) -> None:
    quantri.token = ""
    answers = await asyncio.gather(*(quantri.ask("POST", EXCHANGE) for _ in range(5)))
    assert sorted(answer.status for answer in answers)[1:] == [401] * 4


async def test_session_that_ends_in_the_middle_of_an_exchange_is_over(
    hop: Hop, quantri: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, look_up = hop.gateway.world.people, hop.gateway.world.people.look_up

    async def end_meanwhile(person_id: str) -> Any:
        await end_sessions(hop.gateway.world, person_id, Act(hop.kit.clock.now()))
        return await look_up(person_id)

    monkeypatch.setattr(people, "look_up", end_meanwhile)
    assert await exchange(quantri) == 401


async def test_exchange_whose_answer_was_lost_is_repeated_by_its_key(hop: Hop, quantri: Browser) -> None:
    old = quantri.cookie("hop_session")
    assert old
    assert await exchange(quantri, **{"Idempotency-Key": "k1"}) == 200
    new = quantri.cookie("hop_session")
    quantri.set_cookie("hop_session", old)
    assert await exchange(quantri, **{"Idempotency-Key": "k1"}) == 200
    assert quantri.cookie("hop_session") == new
    quantri.set_cookie("hop_session", old)
    assert await exchange(quantri, **{"Idempotency-Key": "k2"}) == 401


async def test_forged_refresh_tokens_end_nobody_s_session(hop: Hop, quantri: Browser) -> None:
    good = quantri.cookie("hop_session")
    assert good
    session_id, turn, proof = good.split(".")
    flipped = proof[:-1] + ("0" if proof[-1] != "0" else "1")
    for forged in (
        "",
        "x",
        f"{session_id}.{turn}",
        f"{session_id}.{turn}.{flipped}",
        f"{session_id}.2.{proof}",
        "a.ⅷ.b",
    ):
        thief = hop.browser()
        thief.set_cookie("hop_session", forged)
        assert await exchange(thief) == 401
    assert await quantri.status("GET", "/api/me") == 200


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ORIGIN + ".evil.example", ORIGIN + ":81"])
async def test_cookie_is_taken_from_our_own_pages_only(hop: Hop, quantri: Browser, origin: str) -> None:
    assert await exchange(quantri, Origin=origin) == 403
    assert await exchange(quantri) == 200


async def test_cookie_without_origin_is_not_taken(hop: Hop, quantri: Browser) -> None:
    answer = await quantri.client.post(EXCHANGE)
    assert answer.status == 403


async def test_signing_out_ends_the_session_and_takes_the_cookie_away(hop: Hop, quantri: Browser) -> None:
    cookie = quantri.cookie("hop_session")
    assert cookie
    await quantri.send("DELETE", "/api/sessions/current")
    assert quantri.cookie("hop_session") is None
    assert await quantri.status("GET", "/api/me") == 401
    quantri.set_cookie("hop_session", cookie)
    assert await exchange(quantri) == 401


async def test_cookie_alone_signs_out_when_the_access_token_ran_out(hop: Hop, quantri: Browser) -> None:
    token, quantri.token = quantri.token, ""
    await quantri.send("DELETE", "/api/sessions/current")
    quantri.token = token
    assert await quantri.status("GET", "/api/me") == 401


async def test_signing_out_everywhere_ends_all_own_sessions_and_nobody_else_s(hop: Hop, quantri: Browser) -> None:
    other = await new_person(quantri, quantri.person["organisation"]["id"], "nguoikhac")
    tablet = await hop.browser().sign_in("quantri")
    assert await tablet.status("GET", "/api/me") == 200
    await quantri.send("DELETE", "/api/sessions")
    assert [await one.status("GET", "/api/me") for one in (quantri, tablet, other)] == [401, 401, 200]


async def test_own_sessions_are_listed_with_their_devices(hop: Hop, quantri: Browser) -> None:
    ipad = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
    await hop.browser().sign_in("quantri", **{"User-Agent": ipad})
    items = (await quantri.get("/api/sessions"))["items"]
    assert items[0]["device"] == "Safari · iPad"
    assert [item["current"] for item in items].count(True) == 1
    assert items == sorted(items, key=lambda item: item["started_at"], reverse=True)


async def test_changed_role_makes_the_old_token_useless_at_once(hop: Hop, quantri: Browser, root_id: str) -> None:
    person = await new_person(quantri, root_id, "thuky")
    body = {"role": "secretary", "organisation_id": root_id}
    assert await person.status("GET", "/api/me") == 200
    await quantri.send("POST", f"/api/people/{person.person['id']}/roles", body)
    assert await person.status("GET", "/api/me") == 401
    await person.refresh()
    assert person.person["roles"] == [body]
    await quantri.send("DELETE", f"/api/people/{person.person['id']}/roles/secretary/{root_id}")
    assert await person.status("GET", "/api/people") == 401
    await person.refresh()
    assert await person.status("GET", "/api/people") == 404


async def test_deactivated_person_is_out_at_once_and_comes_back_without_roles(
    hop: Hop, quantri: Browser, root_id: str
) -> None:
    unit = await new_unit(quantri, root_id)
    person = await new_person(quantri, unit, "thuky")
    await grant(quantri, person, "secretary", unit)
    cookie = person.cookie("hop_session")
    assert cookie
    await quantri.send("PATCH", f"/api/people/{person.person['id']}", {"active": False})
    assert await person.status("GET", "/api/me") == 401
    assert await exchange(person) == 401
    assert (await person.try_to_sign_in("thuky", PASSWORD)).status == 401
    await quantri.send("PATCH", f"/api/people/{person.person['id']}", {"active": True})
    assert await exchange(person) == 401
    assert (await person.sign_in("thuky")).person["roles"] == []


async def test_session_that_ran_out_is_over(hop: Hop, quantri: Browser) -> None:
    world = hop.gateway.world
    session_id = (await quantri.get("/api/sessions"))["items"][0]["id"]

    def run_out(session: Session) -> None:
        session.expires_at = datetime(2020, 1, 1, tzinfo=UTC)

    await world.sessions.change(session_id, run_out, Act(world.clock.now()))
    world.check.forget_session(session_id)
    assert await quantri.status("GET", "/api/me") == 401
    assert await exchange(quantri) == 401
