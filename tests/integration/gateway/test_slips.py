"""Slips of paper: handed out, used once, and of no use to anybody else."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from services.gateway.slips import model
from services.gateway.slips.store import SLIPS
from tests.integration.gateway.conftest import Browser, Hop, new_person, new_unit
from tests.integration.gateway.test_second_factors import code, enrol

CHOSEN = "mật khẩu của riêng tôi"


@pytest.fixture
async def an(quantri: Browser, root_id: str) -> Browser:
    return await new_person(quantri, root_id, "an")


async def issue(quantri: Browser, *people: Browser, **headers: str) -> list[dict[str, Any]]:
    body = {"people": [one.person["id"] for one in people]}
    return list((await quantri.send("POST", "/api/slips", body, **headers))["items"])


async def redeem(browser: Browser, slip: str, password: str = CHOSEN, code: str = "", **headers: str) -> ClientResponse:
    browser.token = ""
    body = {"slip": slip, "password": password, "code": code}
    return await browser.ask("POST", "/api/slip-redemptions", body, **headers)


async def refused(browser: Browser, slip: str, **more: str) -> str:
    answer = await (await redeem(browser, slip, **more)).json()
    return str(answer["type"]).rpartition("/")[2]


async def test_slip_lets_in_and_the_chosen_password_does_from_then_on(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    assert slip["address"].endswith(f"/slip#{slip['code']}")
    assert (slip["name"], len(slip["qr"])) == ("an", len(slip["qr"][0]))
    tablet = hop.browser()
    await tablet.enter(await redeem(tablet, slip["code"].upper().replace("-", " ")))
    assert (await tablet.get("/api/me"))["must_change_password"] is False
    await hop.browser().sign_in("an", CHOSEN)
    assert await an.status("GET", "/api/me") == 401, "what was signed in before is over"


async def test_used_slip_is_refused_and_the_administrator_sees_when_it_was_used(
    hop: Hop, quantri: Browser, an: Browser
) -> None:
    [slip] = await issue(quantri, an)
    path = f"/api/people/{an.person['id']}/slip"
    assert (await quantri.get(path))["used_at"] is None
    assert (await redeem(hop.browser(), slip["code"])).status == 201
    assert await refused(hop.browser(), slip["code"]) == "slip-spent"
    assert (await quantri.get(path))["used_at"]


async def test_two_who_photographed_a_slip_do_not_both_come_in(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    answers = await asyncio.gather(*(redeem(hop.browser(), slip["code"]) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


async def test_redemption_whose_answer_was_lost_is_repeated(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    key = {"Idempotency-Key": "k1"}
    answers = [(await redeem(hop.browser(), slip["code"], **key)).status for _ in range(2)]
    assert answers == [201, 201]
    assert (await redeem(hop.browser(), slip["code"], "another password of mine", **key)).status == 409


async def test_newer_slip_voids_the_older(hop: Hop, quantri: Browser, an: Browser) -> None:
    first, second = [(await issue(quantri, an))[0]["code"] for _ in range(2)]
    assert first != second
    assert await refused(hop.browser(), first) == "slip-unknown"
    assert (await redeem(hop.browser(), second)).status == 201


async def test_same_print_again_is_the_same_slip(quantri: Browser, an: Browser) -> None:
    prints = [await issue(quantri, an, **{"Idempotency-Key": "p1"}) for _ in range(2)]
    assert prints[0] == prints[1]


async def test_slip_ends_after_its_days(
    hop: Hop, quantri: Browser, an: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model.Slip, "good_for", timedelta(0))
    [slip] = await issue(quantri, an)
    assert await refused(hop.browser(), slip["code"]) == "slip-expired"


async def test_weak_password_leaves_the_slip_good(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    assert await refused(hop.browser(), slip["code"], password="short") == "weak-password"
    assert (await redeem(hop.browser(), slip["code"])).status == 201


async def test_slip_is_no_way_around_the_second_factor(hop: Hop, quantri: Browser, an: Browser) -> None:
    secret, _ = await enrol(an)
    [slip] = await issue(quantri, an)
    assert await refused(hop.browser(), slip["code"]) == "second-factor-due"
    assert await refused(hop.browser(), slip["code"], code="000000") == "wrong-second-factor"
    assert (await redeem(hop.browser(), slip["code"], code=code(secret, 1))).status == 201


async def test_guessing_slips_is_slowed(hop: Hop) -> None:
    stranger = hop.browser()
    answers = [await refused(stranger, "aaaa-bbbb-cccc-dddd") for _ in range(11)]
    assert answers == ["slip-unknown"] * 10 + ["too-many"]


async def test_deactivated_person_gets_and_uses_no_slip(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"active": False})
    assert await refused(hop.browser(), slip["code"]) == "slip-unknown"
    assert await quantri.problem("POST", "/api/slips", {"people": [an.person["id"]]}) == "person-inactive"


async def test_slips_of_people_elsewhere_are_not_given_out_with_ones_own(
    hop: Hop, quantri: Browser, an: Browser, root_id: str
) -> None:
    unit, beside = await new_unit(quantri, root_id), await new_unit(quantri, root_id, "Sở Y tế")
    own, other = await new_person(quantri, unit, "own"), await new_person(quantri, beside, "other")
    await quantri.send(
        "POST", f"/api/people/{an.person['id']}/roles", {"role": "administrator", "organisation_id": unit}
    )
    await an.refresh()
    assert len(await issue(an, own)) == 1
    body = {"people": [own.person["id"], other.person["id"]]}
    assert await an.problem("POST", "/api/slips", body) == "not-found"


async def test_store_holds_nothing_a_slip_could_be_printed_from(hop: Hop, quantri: Browser, an: Browser) -> None:
    [slip] = await issue(quantri, an)
    stored = await hop.kit.backends.store.get(SLIPS, an.person["id"])
    assert stored is not None
    assert slip["code"] not in str(stored.body)
    assert slip["code"].replace("-", "") not in str(stored.body)
