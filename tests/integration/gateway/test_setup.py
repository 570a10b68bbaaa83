import asyncio

import pytest

from services.gateway.setup.commands import tell_code
from shared.ending import end
from tests.factories.installation import until
from tests.integration.gateway.conftest import FIRST, PASSWORD, ROOT, Hop


async def test_first_administrator_enters_with_the_code_from_the_terminal(empty: Hop) -> None:
    browser = empty.browser()
    assert (await browser.get("/api/setup"))["needed"] is True
    body = {"code": (await empty.code()).lower(), "organisation": ROOT, "person": FIRST}
    answer = await browser.send("POST", "/api/setup", body)
    assert answer["person"]["roles"] == [
        {"role": "administrator", "organisation_id": answer["person"]["organisation"]["id"]}
    ]
    assert answer["person"]["must_change_password"] is False
    await empty.browser().sign_in("quantri", PASSWORD)


async def test_wrong_code_sets_nothing_up(empty: Hop) -> None:
    body = {"code": "AAAA-AAAA-AAAA", "organisation": ROOT, "person": FIRST}
    assert await empty.browser().problem("POST", "/api/setup", body) == "wrong-code"
    assert (await empty.browser().get("/api/setup"))["needed"] is True


async def test_set_up_happens_once(empty: Hop) -> None:
    body = {"code": await empty.code(), "organisation": ROOT, "person": FIRST}
    await empty.browser().send("POST", "/api/setup", body)
    assert await empty.browser().problem("POST", "/api/setup", body) == "not-found"
    assert await empty.browser().get("/api/setup") == {"needed": False, "levels": []}


async def test_two_who_set_up_at_once_get_one_installation(empty: Hop) -> None:
    code = await empty.code()
    bodies = [{"code": code, "organisation": ROOT, "person": FIRST | {"name": name}} for name in ("mot", "hai")]
    answers = await asyncio.gather(*(empty.browser().ask("POST", "/api/setup", body) for body in bodies))
    assert sorted(answer.status for answer in answers) == [201, 422]


async def test_weak_password_is_refused_before_anything_is_made(empty: Hop) -> None:
    person = FIRST | {"password": "123456789012"}
    body = {"code": await empty.code(), "organisation": ROOT, "person": person}
    assert await empty.browser().problem("POST", "/api/setup", body) == "weak-password"
    assert await empty.browser().send("POST", "/api/setup", body | {"person": FIRST})


async def test_code_is_told_in_the_terminal_while_nobody_is_there(
    empty: Hop, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    async def has_told() -> bool:
        told.append(capsys.readouterr().out)
        return await empty.code() in "".join(told)

    loop = asyncio.create_task(tell_code(empty.gateway.world, "https://hop"))
    await until(has_told)
    assert not loop.done()
    await end(loop)
