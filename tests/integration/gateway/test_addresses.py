"""One's own mail address: changed with a fresh password and from the new mailbox; another's with a fresh password."""

from datetime import timedelta
from typing import Any

import pytest

from services.gateway.address_changes.model import AddressChange, address_change_id
from services.gateway.slips.model import code_of
from tests.factories.installation import until
from tests.integration.gateway.conftest import PASSWORD, Browser, Hop, new_person
from tests.integration.gateway.test_second_factors import code, enrol

OLD, NEW = "an@tinh.example", "an.moi@tinh.example"
MINE = "/api/me/address"
PROOF = "/api/sessions/current/proof"
CONFIRM = "/api/address-confirmations"


@pytest.fixture
async def an(quantri: Browser, root_id: str) -> Browser:
    an = await new_person(quantri, root_id, "an")
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"email": OLD})
    return an


@pytest.fixture
def stale(an: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's password is fresh but for an instant; a proof given now is as old as any other."""
    monkeypatch.setattr("services.gateway.proofs.commands.GOOD_FOR", timedelta(seconds=-1))


async def link(hop: Hop, an: Browser) -> str:
    change = await hop.gateway.world.address_changes.get(address_change_id(an.person["id"]))
    return code_of(hop.gateway.world.key, change.seed)


async def confirm(hop: Hop, code: str, **headers: str) -> str:
    """Empty when it was confirmed, else the code of the problem."""
    answer = await hop.browser().ask("POST", CONFIRM, {"code": code}, **headers)
    return "" if answer.status == 204 else str((await answer.json())["type"]).rpartition("/")[2]


async def address(an: Browser) -> tuple[Any, Any]:
    shown = await an.get(MINE)
    return shown["email"], shown["asked"]


async def test_address_changes_when_the_link_in_the_new_mailbox_is_used(hop: Hop, an: Browser) -> None:
    await an.send("PUT", MINE, {"email": NEW})
    assert await address(an) == (OLD, NEW)
    assert await confirm(hop, await link(hop, an)) == ""
    assert await address(an) == (NEW, None)


async def test_link_is_good_once_and_its_lost_answer_can_be_repeated(hop: Hop, an: Browser) -> None:
    await an.send("PUT", MINE, {"email": NEW})
    same = {"Idempotency-Key": "k1"}
    assert [await confirm(hop, await link(hop, an), **same) for _ in range(2)] == ["", ""]
    assert await confirm(hop, await link(hop, an)) == "address-link-spent"
    assert await confirm(hop, "abcd-efgh-jkmn-pqrs") == "address-link-unknown"


async def test_newer_wish_voids_the_link_before(hop: Hop, an: Browser) -> None:
    await an.send("PUT", MINE, {"email": "nham@tinh.example"})
    first = await link(hop, an)
    await an.send("PUT", MINE, {"email": NEW})
    assert await confirm(hop, first) == "address-link-unknown"
    assert await confirm(hop, await link(hop, an)) == ""


async def test_administrator_who_was_faster_voids_the_link(hop: Hop, an: Browser, quantri: Browser) -> None:
    await an.send("PUT", MINE, {"email": NEW})
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"email": "khac@tinh.example"})
    assert await address(an) == ("khac@tinh.example", None)
    assert await confirm(hop, await link(hop, an)) == "address-link-unknown"


async def test_who_was_deactivated_confirms_nothing(hop: Hop, an: Browser, quantri: Browser) -> None:
    await an.send("PUT", MINE, {"email": NEW})
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"active": False})
    assert await confirm(hop, await link(hop, an)) == "address-link-unknown"


async def test_link_runs_out_after_a_day(hop: Hop, an: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AddressChange, "good_for", timedelta(0))
    await an.send("PUT", MINE, {"email": NEW})
    assert await address(an) == (OLD, None)
    assert await confirm(hop, await link(hop, an)) == "address-link-expired"


@pytest.mark.parametrize("wrong", [OLD, "", "an", "an@", "a@b.example\nBcc: x@y.example", f"{'x' * 250}@tinh.example"])
async def test_what_is_no_new_address_is_refused(an: Browser, wrong: str) -> None:
    assert await an.problem("PUT", MINE, {"email": wrong}) == "invalid"


async def test_nobody_floods_a_mailbox_with_links(an: Browser) -> None:
    for number in range(5):
        await an.send("PUT", MINE, {"email": f"a{number}@tinh.example"})
    assert await an.status("PUT", MINE, {"email": NEW}) == 429


@pytest.mark.usefixtures("stale")
async def test_old_sign_in_changes_no_address(hop: Hop, an: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await an.problem("PUT", MINE, {"email": NEW}) == "sign-in-again"
    assert await an.problem("PUT", PROOF, {"password": "không phải"}) == "wrong-password"
    monkeypatch.undo()
    await an.send("PUT", PROOF, {"password": PASSWORD})
    await an.send("PUT", MINE, {"email": NEW})


async def test_proof_is_what_counts_and_not_only_the_sign_in(hop: Hop, an: Browser) -> None:
    session = (await an.get("/api/sessions"))["items"][0]["id"]
    sessions = hop.gateway.world.sessions
    before = (await sessions.get(session)).proven_at
    await an.send("PUT", PROOF, {"password": PASSWORD})
    assert (await sessions.get(session)).proven_at > before


async def test_proof_asks_for_the_second_factor_where_there_is_one(an: Browser) -> None:
    secret, _ = await enrol(an)
    assert await an.problem("PUT", PROOF, {"password": PASSWORD}) == "proof-code-due"
    assert await an.problem("PUT", PROOF, {"password": PASSWORD, "code": "000000"}) == "wrong-first-code"
    await an.send("PUT", PROOF, {"password": PASSWORD, "code": code(secret, 1)})


@pytest.mark.usefixtures("stale")
async def test_administrator_shows_his_password_to_change_an_address_and_nothing_else(
    an: Browser, quantri: Browser
) -> None:
    path = f"/api/people/{an.person['id']}"
    assert await quantri.problem("PATCH", path, {"email": NEW}) == "sign-in-again"
    assert await quantri.problem("PATCH", path, {"email": None}) == "sign-in-again"
    await quantri.send("PATCH", path, {"email": OLD, "phone": "0912 345 678", "full_name": "Lê An"})


async def test_change_is_on_record_without_the_address(hop: Hop, an: Browser, quantri: Browser, root_id: str) -> None:
    await an.send("PUT", MINE, {"email": NEW})
    assert await confirm(hop, await link(hop, an)) == ""
    entries = hop.gateway.world.audit

    async def entered() -> bool:
        page = await entries.page(root_id, "address_changed", an.person["id"], None, 10)
        return len(page.items) == 2

    await until(entered)
    page = await entries.page(root_id, "address_changed", an.person["id"], None, 10)
    own, by_administrator = (one.body for one in page.items)
    assert (own["person_id"], own["about_id"]) == (an.person["id"], "")
    assert (by_administrator["person_id"], by_administrator["about_id"]) == (quantri.person["id"], an.person["id"])
    assert "tinh.example" not in str([own, by_administrator])
