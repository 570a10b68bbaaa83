"""A code beside the password: set up, asked for, lost, and taken away."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from pyotp import TOTP

from shared.events import meeting
from shared.events.envelope import Event
from shared.events.meeting import MeetingCreated
from shared.settings import Settings
from tests.integration.gateway.conftest import PASSWORD, Browser, Hop, grant, new_person, new_unit

PATH = "/api/me/second-factor"


def code(secret: str, steps: int = 0) -> str:
    """First the one of now, then the next: both stay good when half a minute ends meanwhile."""
    return TOTP(secret).at(int(time.time()) + 30 * steps)


async def enrol(browser: Browser) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    secret = (await browser.send("POST", PATH))["secret"]
    answer = await browser.send("PUT", PATH, {"code": code(secret)})
    browser.token = answer["access_token"]
    return secret, answer["recovery_codes"]


async def sign_in(browser: Browser, code: str = "") -> Any:
    """The code of the problem, or who is signed in."""
    response = await browser.try_to_sign_in("an", PASSWORD, code)
    answer = await response.json()
    return answer["person"] if response.status == 201 else answer["type"].rpartition("/")[2]


@pytest.fixture
async def an(quantri: Browser, root_id: str) -> Browser:
    return await new_person(quantri, root_id, "an")


async def test_code_is_asked_for_after_the_right_password(hop: Hop, an: Browser) -> None:
    secret, _ = await enrol(an)
    browser = hop.browser()
    assert await sign_in(browser) == "second-factor-due"
    assert await sign_in(browser, "000000") == "wrong-second-factor"
    shown = code(secret, 1)
    assert (await sign_in(browser, shown))["name"] == "an"
    assert await sign_in(browser, shown) == "wrong-second-factor", "a code seen over the shoulder is spent"


async def test_wrong_password_tells_nothing_of_a_second_factor(hop: Hop, an: Browser) -> None:
    await enrol(an)
    answers = [await hop.browser().try_to_sign_in(name, "wrong password") for name in ("an", "nobody")]
    bodies = [(await answer.json()) | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


async def test_wrong_codes_are_slowed_like_wrong_passwords(hop: Hop, an: Browser) -> None:
    await enrol(an)
    browser = hop.browser()
    answers = [await sign_in(browser, f"00000{n % 10}") for n in range(12)]
    assert set(answers[:10]) == {"wrong-second-factor"}
    assert answers[10:] == ["too-many"] * 2


async def test_recovery_code_signs_in_once(hop: Hop, an: Browser) -> None:
    _, recovery_codes = await enrol(an)
    browser = hop.browser()
    assert (await sign_in(browser, recovery_codes[3]))["name"] == "an"
    assert await sign_in(browser, recovery_codes[3]) == "wrong-second-factor"
    await browser.sign_in("an", code=recovery_codes[4])
    assert await browser.get(PATH) == {"on": True, "required": False, "recovery_codes_left": 8}


async def test_of_two_who_enter_one_code_at_the_same_moment_one_comes_in(hop: Hop, an: Browser) -> None:
    secret, recovery_codes = await enrol(an)
    for shown in (code(secret, 1), recovery_codes[0]):
        answers = await asyncio.gather(*(sign_in(hop.browser(), shown) for _ in range(3)))
        assert answers.count("wrong-second-factor") == 2
        assert [answer["name"] for answer in answers if answer != "wrong-second-factor"] == ["an"]


async def test_factor_without_its_first_code_is_not_asked_for(hop: Hop, an: Browser) -> None:
    begun = await an.send("POST", PATH)
    assert {len(row) for row in begun["qr"]} == {len(begun["qr"])}
    assert await an.problem("PUT", PATH, {"code": "000000"}) == "wrong-first-code"
    assert (await sign_in(hop.browser()))["name"] == "an"


async def test_begun_again_by_the_same_key_is_the_same_secret(an: Browser) -> None:
    secrets = [(await an.send("POST", PATH, **{"Idempotency-Key": key}))["secret"] for key in "112"]
    assert secrets[0] == secrets[1] != secrets[2]


async def test_first_code_said_again_is_right_and_no_other_one_is(an: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that heard no answer says it again; whoever finds the tablet open gets no recovery codes."""
    secret = (await an.send("POST", PATH))["secret"]
    first = code(secret)
    codes = [(await an.send("PUT", PATH, {"code": first}))["recovery_codes"] for _ in range(2)]
    assert codes[0] == codes[1]
    for wrong in ("x", "000000", code(secret, 1), codes[0][0]):
        assert await an.problem("PUT", PATH, {"code": wrong}) == "wrong-first-code"
    monkeypatch.setattr("services.gateway.second_factors.model.SAID_AGAIN", -1)
    assert await an.problem("PUT", PATH, {"code": first}) == "wrong-first-code"


async def test_what_an_administrator_does_to_others_needs_a_proof_for_himself(
    hop: Hop, quantri: Browser, an: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.proofs.commands.GOOD_FOR", timedelta(0))
    for person, code_ in ((quantri, "sign-in-again"), (an, "")):
        path, slips = f"/api/people/{person.person['id']}", {"people": [person.person["id"]]}
        deeds: list[tuple[str, str, Any]] = [("POST", "/api/slips", slips), ("DELETE", f"{path}/second-factor", None)]
        for deed in (*deeds, ("PUT", f"{path}/password", None)):
            if code_:
                assert await quantri.problem(*deed) == code_
            else:
                await quantri.send(*deed)


async def test_own_factor_is_removed_soon_after_signing_in_only(
    hop: Hop, an: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enrol(an)
    with monkeypatch.context() as patch:
        patch.setattr("services.gateway.proofs.commands.GOOD_FOR", timedelta(0))
        assert await an.problem("DELETE", PATH) == "sign-in-again"
    await an.send("DELETE", PATH)
    assert (await sign_in(hop.browser()))["name"] == "an"


async def test_administrator_takes_it_from_somebody_who_lost_his_phone(hop: Hop, quantri: Browser, an: Browser) -> None:
    await enrol(an)
    await quantri.send("DELETE", f"/api/people/{an.person['id']}/second-factor")
    assert await an.status("GET", "/api/me") == 401
    assert (await sign_in(hop.browser()))["name"] == "an"


async def test_role_that_asks_for_it_opens_nothing_else_before(
    hop: Hop, quantri: Browser, an: Browser, root_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hop.gateway.world.settings, "second_factor_for", frozenset({"secretary"}))
    await grant(quantri, an, "secretary", await new_unit(quantri, root_id))
    person = await sign_in(browser := hop.browser())
    assert (person["must_set_second_factor"], person["must_change_password"]) == (True, False)
    await browser.sign_in("an")
    assert await browser.problem("GET", "/api/people") == "account-step-due"
    await enrol(browser)
    assert await browser.status("GET", "/api/people") == 200
    assert (await browser.get("/api/me"))["must_set_second_factor"] is False


@pytest.fixture
async def asked_of_chairs(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the gateway is built."""
    monkeypatch.setenv("SECOND_FACTOR_FOR", "chair")


async def chairs(hop: Hop, person: Browser, sequence: int = 1, **changed: Any) -> None:
    """As the meeting service tells it."""
    facts = MeetingCreated.example["meeting"] | {"chair_id": person.person["id"], "ends_at": "2999-01-01T00:00:00Z"}
    fact = MeetingCreated.model_validate({"meeting": facts | changed})
    event = Event.model_validate(
        {
            "id": f"e{sequence}",
            "source": meeting.SOURCE,
            "type": fact.type,
            "time": "2026-11-23T01:00:00.000000Z",
            "subject": f"meeting/{fact.meeting.id}",
            "partitionkey": fact.meeting.id,
            "sequence": sequence,
            "data": fact.model_dump(mode="json"),
        }
    )
    groups = {group.group: group for group in hop.gateway.service.reactions}
    await groups["gateway.chairs"].hear(event)


async def test_setting_asks_whoever_chairs_a_meeting_that_is_not_over(
    asked_of_chairs: None, hop: Hop, an: Browser
) -> None:
    assert (await sign_in(hop.browser()))["must_set_second_factor"] is False
    await chairs(hop, an)
    assert (await sign_in(hop.browser()))["must_set_second_factor"] is True
    await chairs(hop, an, 2, state="cancelled")
    assert (await sign_in(hop.browser()))["must_set_second_factor"] is False
    await chairs(hop, an, 3, ends_at="2020-01-01T00:00:00Z")
    assert (await sign_in(hop.browser()))["must_set_second_factor"] is False


async def test_chair_is_not_asked_where_the_setting_does_not_say_so(hop: Hop, an: Browser) -> None:
    await chairs(hop, an)
    assert (await sign_in(hop.browser()))["must_set_second_factor"] is False
