"""Signing in: with the right password, and what stands in the way of guessing."""

import asyncio
import unicodedata
from typing import Any

import pytest
from argon2 import PasswordHasher

from services.gateway.attempts.commands import Attempts
from services.gateway.attempts.model import lanes
from services.gateway.attempts.store import attempts
from services.gateway.people.names import person_id_of
from shared.aggregates import Act
from shared.problems import TooMany
from tests.integration.gateway.conftest import PASSWORD, Browser, Hop, new_person


async def test_name_and_password_sign_in(hop: Hop) -> None:
    browser = await hop.browser().sign_in("quantri")
    assert await browser.get("/api/me") == browser.person
    assert browser.person["name"] == "quantri"


@pytest.mark.parametrize("typed", ["QuanTri", " quantri "])
async def test_case_and_blanks_of_the_name_do_not_matter(hop: Hop, typed: str) -> None:
    assert (await hop.browser().sign_in(typed)).person["name"] == "quantri"


async def test_password_typed_with_separate_marks_is_the_same(hop: Hop) -> None:
    await hop.browser().sign_in("quantri", unicodedata.normalize("NFD", PASSWORD))


async def test_refused_answers_are_the_same_for_known_and_unknown_names(hop: Hop, quantri: Browser) -> None:
    await new_person(quantri, quantri.person["organisation"]["id"], "roidi")
    person = (await quantri.get("/api/people?q=roidi"))["items"][0]
    await quantri.send("PATCH", f"/api/people/{person['id']}", {"active": False})
    answers = [
        await hop.browser().try_to_sign_in(name, password)
        for name, password in [("quantri", "wrong password"), ("nobody", "wrong password"), ("roidi", PASSWORD)]
    ]
    bodies = [(await answer.json()) | {"request_id": ""} for answer in answers]
    headers = [
        {name for name in answer.headers.items() if name[0] not in {"X-Request-ID", "Date"}} for answer in answers
    ]
    assert [answer.status for answer in answers] == [401, 401, 401]
    assert bodies[0] == bodies[1] == bodies[2]
    assert headers[0] == headers[1] == headers[2]


async def test_unknown_name_costs_as_much_work_as_a_known_one(hop: Hop, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    argon2 = hop.gateway.world.hasher._argon2
    honest = type(argon2).verify

    def verify(self: Any, hash_: str, password: str) -> Any:
        verified.append(hash_)
        return honest(self, hash_, password)

    monkeypatch.setattr(type(argon2), "verify", verify)
    await hop.browser().try_to_sign_in("quantri", "wrong password")
    await hop.browser().try_to_sign_in("nobody", "wrong password")
    assert len(verified) == 2
    assert [hash_.split("$")[3] for hash_ in verified] == ["m=8192,t=1,p=1"] * 2


async def test_guessing_is_slowed_and_says_for_how_long(hop: Hop) -> None:
    stranger = hop.browser()
    statuses = [(await stranger.try_to_sign_in("quantri", f"guess {n}")).status for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    answer = await stranger.try_to_sign_in("quantri", PASSWORD)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


async def test_guesses_at_the_same_moment_are_counted_too(hop: Hop) -> None:
    answers = await asyncio.gather(*(hop.browser().try_to_sign_in("quantri", f"guess {n}") for n in range(40)))
    assert sorted(answer.status for answer in answers) == [401] * 10 + [429] * 30


async def test_guessing_at_an_unknown_name_is_slowed_alike(hop: Hop) -> None:
    stranger = hop.browser()
    statuses = [(await stranger.try_to_sign_in("nobody", f"guess {n}")).status for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2


async def test_known_device_is_not_slowed_by_strangers(hop: Hop) -> None:
    own = await hop.browser().sign_in("quantri")
    stranger = hop.browser()
    for n in range(11):
        answer = await stranger.try_to_sign_in("quantri", f"guess {n}")
    assert answer.status == 429
    await own.sign_in("quantri")


async def test_known_device_that_guesses_is_slowed_itself(hop: Hop) -> None:
    own = await hop.browser().sign_in("quantri")
    statuses = [(await own.try_to_sign_in("quantri", f"guess {n}")).status for n in range(11)]
    assert statuses == [401] * 10 + [429]


async def test_device_of_one_person_is_a_stranger_to_another(hop: Hop, quantri: Browser) -> None:
    other = await new_person(quantri, quantri.person["organisation"]["id"], "nguoikhac")
    for n in range(10):
        await other.try_to_sign_in("quantri", f"guess {n}")
    assert (await hop.browser().try_to_sign_in("quantri", PASSWORD)).status == 429


async def test_forged_device_cookie_is_no_known_device(hop: Hop) -> None:
    stranger = hop.browser()
    stranger.set_cookie("hop_device", "Zm9yZ2Vk")
    statuses = [(await stranger.try_to_sign_in("quantri", f"guess {n}")).status for n in range(11)]
    assert statuses[-1] == 429


async def test_hall_of_two_hundred_behind_one_address_signs_in_at_once(hop: Hop) -> None:
    answers = await asyncio.gather(*(hop.browser().try_to_sign_in("quantri", PASSWORD) for _ in range(200)))
    assert [answer.status for answer in answers] == [201] * 200


async def test_failures_are_remembered_by_another_process(hop: Hop) -> None:
    """What counts stands in the store, not in this process."""
    stranger = hop.browser()
    for n in range(10):
        await stranger.try_to_sign_in("quantri", f"guess {n}")
    world = hop.gateway.world
    other = Attempts(attempts(hop.kit.backends.store), world.clock, world.key)
    with pytest.raises(TooMany):
        async with other.attempt(lanes(person_id_of("quantri"), "127.0.0.1", None), Act(world.clock.now())):
            pass


async def test_password_hash_follows_the_settings_when_its_owner_comes_by(hop: Hop, quantri: Browser) -> None:
    world = hop.gateway.world
    before = (await world.passwords.get(quantri.person["id"])).hash
    world.hasher._argon2 = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)
    await hop.browser().sign_in("quantri")
    after = (await world.passwords.get(quantri.person["id"])).hash
    assert before.split("$")[3] == "m=8192,t=1,p=1"
    assert after.split("$")[3] == "m=8192,t=2,p=1"
    await hop.browser().sign_in("quantri")


@pytest.mark.parametrize(
    "body", [{}, {"name": "quantri"}, {"name": 1, "password": []}, {"name": "x", "password": "y", "z": 1}]
)
async def test_sign_in_without_name_and_password_is_invalid(hop: Hop, body: Any) -> None:
    assert await hop.browser().problem("POST", "/api/sessions", body) == "invalid"


async def test_sign_in_from_another_site_is_refused(hop: Hop) -> None:
    answer = await hop.browser().try_to_sign_in("quantri", PASSWORD, Origin="https://elsewhere.example")
    assert answer.status == 403


async def test_more_sign_ins_than_may_wait_are_told_to_come_back(hop: Hop) -> None:
    hop.gateway.world.hasher._places = asyncio.Semaphore(2)
    answers = await asyncio.gather(*(hop.browser().try_to_sign_in(f"nobody{n}", PASSWORD) for n in range(10)))
    assert {answer.status for answer in answers} == {401, 503}
    assert {answer.headers.get("Retry-After") for answer in answers if answer.status == 503} == {"5"}
