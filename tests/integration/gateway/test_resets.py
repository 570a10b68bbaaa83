"""A forgotten password: a link by mail, good once and for half an hour; nobody learns whether there is an account."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.gateway.resets.model import Reset, reset_id
from services.gateway.slips.model import code_of
from tests.factories.installation import until
from tests.integration.gateway.conftest import PASSWORD, Browser, Hop, new_person
from tests.integration.gateway.test_second_factors import code, enrol

CHOSEN = "mật khẩu của riêng tôi"
ASK = "/api/password-resets"
REDEEM = "/api/password-reset-redemptions"


@pytest.fixture
async def an(quantri: Browser, root_id: str) -> Browser:
    an = await new_person(quantri, root_id, "an")
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"email": "an@tinh.example"})
    return an


async def ask(hop: Hop, name: str = "an", **headers: str) -> tuple[int, str]:
    answer = await hop.browser().ask("POST", ASK, {"name": name}, **headers)
    return answer.status, await answer.text()


async def link(hop: Hop, an: Browser, *seeds: str) -> str:
    """The code of the newest link, once one came that is none of `seeds`."""
    resets = hop.gateway.world.resets
    key = reset_id(an.person["id"])

    async def issued() -> bool:
        found = await resets.look_up(key)
        return found is not None and found.seed not in {"", *seeds}

    await until(issued)
    return code_of(hop.gateway.world.key, (await resets.get(key)).seed)


async def redeem(hop: Hop, slip: str, code: str = "", password: str = CHOSEN) -> tuple[int, dict[str, Any]]:
    answer = await hop.browser().ask("POST", REDEEM, {"slip": slip, "password": password, "code": code})
    return answer.status, await answer.json()


async def refused(hop: Hop, slip: str, **more: str) -> str:
    return str((await redeem(hop, slip, **more))[1]["type"]).rpartition("/")[2]


@pytest.mark.parametrize("name", ["an", " AN ", "An@Tinh.example"])
async def test_link_lets_choose_a_password_and_ends_what_was_signed_in(hop: Hop, an: Browser, name: str) -> None:
    assert await ask(hop, name) == (202, "")
    assert (await redeem(hop, await link(hop, an)))[0] == 201
    assert await an.status("GET", "/api/me") == 401
    await hop.browser().sign_in("an", CHOSEN)
    assert (await hop.browser().try_to_sign_in("an", PASSWORD)).status == 401


async def test_answer_is_the_same_for_nobody_and_nothing_is_issued(hop: Hop, quantri: Browser, root_id: str) -> None:
    without = await new_person(quantri, root_id, "khongthu")
    gone = await new_person(quantri, root_id, "danghi")
    await quantri.send("PATCH", f"/api/people/{gone.person['id']}", {"email": "g@tinh.example", "active": False})
    for name in ("nobody", "nobody@tinh.example", "khongthu", "danghi", "Không phải tên"):
        assert await ask(hop, name) == (202, ""), name
    await jobs_done(hop)
    for one in (without, gone):
        assert await hop.gateway.world.resets.look_up(reset_id(one.person["id"])) is None


async def jobs_done(hop: Hop) -> None:
    world = hop.gateway.world

    async def done() -> bool:
        return not (await world.people.store.find(world.jobs.collection, "by_state", "running", limit=1)).items

    await until(done)


async def test_asking_is_slowed_alike_whether_there_is_an_account_or_not(hop: Hop, an: Browser) -> None:
    for name in ("an", "nobody"):
        assert [(await ask(hop, name))[0] for _ in range(5)] == [202, 202, 202, 429, 429]


async def test_link_works_once(hop: Hop, an: Browser) -> None:
    await ask(hop)
    slip = await link(hop, an)
    answers = await asyncio.gather(*(redeem(hop, slip) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    assert await refused(hop, slip) == "reset-spent"


async def test_newer_link_voids_the_older(hop: Hop, an: Browser) -> None:
    await ask(hop)
    first = await link(hop, an)
    seed = (await hop.gateway.world.resets.get(reset_id(an.person["id"]))).seed
    await ask(hop)
    second = await link(hop, an, seed)
    assert await refused(hop, first) == "reset-unknown"
    assert (await redeem(hop, second))[0] == 201


async def test_link_ends_after_its_time(hop: Hop, an: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reset, "good_for", timedelta(0))
    await ask(hop)
    assert await refused(hop, await link(hop, an)) == "reset-expired"


async def test_link_is_no_slip_and_a_made_up_one_is_refused(hop: Hop, an: Browser) -> None:
    await ask(hop)
    slip = await link(hop, an)
    assert await refused(hop, "abcd-efgh-jkmn-pqrs") == "reset-unknown"
    body = {"slip": slip, "password": CHOSEN, "code": ""}
    assert await hop.browser().problem("POST", "/api/slip-redemptions", body) == "slip-unknown"


async def test_second_factor_is_asked_for_as_at_the_door(hop: Hop, an: Browser) -> None:
    secret, _ = await enrol(an)
    await ask(hop)
    slip = await link(hop, an)
    assert await refused(hop, slip) == "second-factor-due"
    assert (await redeem(hop, slip, code(secret, 1)))[0] == 201


async def test_asking_again_under_one_key_is_one_mail(hop: Hop, an: Browser) -> None:
    for _ in range(2):
        await ask(hop, **{"Idempotency-Key": "k1"})
    await link(hop, an)
    await jobs_done(hop)
    assert (await hop.gateway.world.resets.get(reset_id(an.person["id"]))).sequence == 1
