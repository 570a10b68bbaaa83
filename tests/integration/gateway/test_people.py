"""Accounts, the directory, and who may see and change what of whom."""

import asyncio
import unicodedata
from collections.abc import Sequence
from typing import Any

import pytest

from shared.events.envelope import Event
from tests.factories.installation import until
from tests.integration.gateway.conftest import PASSWORD, Browser, Hop, grant, new_person, new_unit

NEW = {"name": "an.nguyen", "full_name": "Nguyễn Văn An", "email": "an@tinh.example", "phone": "0912 345 678"}


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id)


@pytest.fixture
async def an(quantri: Browser, unit: str) -> Browser:
    return await new_person(quantri, unit, "an", full_name="Nguyễn Văn An", email="an@tinh.example")


async def test_colleagues_are_the_active_people_of_ones_own_bodies(quantri: Browser, root_id: str) -> None:
    department = await new_unit(quantri, root_id, "Sở")
    an = await new_person(quantri, department, "an")
    for name in ("deputy", "gone"):
        await new_person(quantri, department, name)
    gone = (await quantri.get("/api/people?q=gone"))["items"][0]
    await quantri.send("PATCH", f"/api/people/{gone['id']}", {"active": False})
    found = (await an.get("/api/colleagues"))["items"]
    assert len(found) == 1
    assert "email" not in found[0]


async def test_new_person_signs_in_with_the_one_time_password_and_must_change_it(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    created = await quantri.send("POST", "/api/people", NEW | {"organisation_id": unit})
    person = await hop.browser().sign_in("an.nguyen", created["password"])
    assert person.person["must_change_password"] is True
    assert await person.problem("GET", "/api/organisations") == "account-step-due"
    change = {"current": created["password"], "new": PASSWORD}
    answer = await person.send("PUT", "/api/me/password", change)
    assert answer["person"]["must_change_password"] is False
    person.token = answer["access_token"]
    assert await person.status("GET", "/api/organisations") == 200
    assert (await hop.browser().try_to_sign_in("an.nguyen", created["password"])).status == 401


async def test_restricted_person_may_sign_out(hop: Hop, quantri: Browser, unit: str) -> None:
    created = await quantri.send("POST", "/api/people", NEW | {"organisation_id": unit})
    person = await hop.browser().sign_in("an.nguyen", created["password"])
    assert await person.status("DELETE", "/api/sessions/current") == 204


async def test_creation_sent_twice_makes_one_person_and_tells_the_same_password(quantri: Browser, unit: str) -> None:
    body = NEW | {"organisation_id": unit}
    first = await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    again = await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    assert first == again


async def test_creation_sent_again_after_the_change_leaves_the_chosen_password(
    hop: Hop, quantri: Browser, unit: str
) -> None:
    body = NEW | {"organisation_id": unit}
    created = await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    person = await hop.browser().sign_in("an.nguyen", created["password"])
    await person.send("PUT", "/api/me/password", {"current": created["password"], "new": PASSWORD})
    await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    await hop.browser().sign_in("an.nguyen", PASSWORD)


async def test_key_used_again_for_somebody_else_is_refused(quantri: Browser, unit: str) -> None:
    body = NEW | {"organisation_id": unit}
    await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    other = body | {"name": "binh"}
    assert await quantri.problem("POST", "/api/people", other, **{"Idempotency-Key": "k"}) == "idempotency-key-reused"


async def test_another_person_s_key_is_not_ours(quantri: Browser, unit: str) -> None:
    """The same key from somebody else is another creation: neither his answer nor his password comes back."""
    other = await new_person(quantri, unit, "quanly")
    await grant(quantri, other, "administrator", unit)
    body = NEW | {"organisation_id": unit}
    await quantri.send("POST", "/api/people", body, **{"Idempotency-Key": "k"})
    assert await other.problem("POST", "/api/people", body, **{"Idempotency-Key": "k"}) == "name-taken"
    fresh = await other.send("POST", "/api/people", body | {"name": "binh"}, **{"Idempotency-Key": "k"})
    assert fresh["name"] == "binh"


async def test_name_belongs_to_one_person(quantri: Browser, unit: str) -> None:
    body = NEW | {"organisation_id": unit}
    await quantri.send("POST", "/api/people", body)
    assert await quantri.problem("POST", "/api/people", body | {"name": " AN.nguyen "}) == "name-taken"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a"},
        {"name": "hai từ"},
        {"name": "quản.trị"},
        {"full_name": " \u0000 "},
        {"email": "không phải địa chỉ"},
        {"email": "a@b"},
        {"email": "a@b.example\r\nBcc: c@d.example"},
        {"phone": "gọi tôi"},
        {"language": "fr"},
        {"roles": []},
    ],
)
async def test_account_that_cannot_work_is_refused(quantri: Browser, unit: str, wrong: dict[str, Any]) -> None:
    response = await quantri.ask("POST", "/api/people", NEW | {"organisation_id": unit} | wrong)
    assert response.status == 422
    error = (await response.json())["errors"][0]
    assert error["pointer"].startswith(f"/{next(iter(wrong))}")
    assert error["detail"].endswith(".")


async def test_names_are_kept_in_one_form(quantri: Browser, unit: str) -> None:
    body = NEW | {"organisation_id": unit, "full_name": unicodedata.normalize("NFD", "  Nguyễn  Văn Ân ")}
    assert (await quantri.send("POST", "/api/people", body))["full_name"] == "Nguyễn Văn Ân"


async def test_directory_shows_names_and_posts_but_no_addresses_to_a_secretary(
    quantri: Browser, an: Browser, unit: str
) -> None:
    secretary = await new_person(quantri, unit, "thuky")
    await grant(quantri, secretary, "secretary", unit)
    shown = await secretary.get(f"/api/people/{an.person['id']}")
    assert shown.keys() == {"id", "full_name", "posts", "organisation", "active"}
    listed = (await secretary.get("/api/people?q=an"))["items"]
    assert shown in listed


async def test_directory_is_closed_to_those_without_office(an: Browser, quantri: Browser) -> None:
    assert await an.problem("GET", "/api/people") == "not-found"
    assert await an.problem("GET", f"/api/people/{quantri.person['id']}") == "not-found"
    assert await an.status("GET", f"/api/people/{an.person['id']}") == 200


async def test_missing_and_denied_people_look_the_same(an: Browser, quantri: Browser) -> None:
    answers = [await an.ask("GET", f"/api/people/{name}") for name in (quantri.person["id"], "nobody")]
    bodies = [(await answer.json()) | {"request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]


async def test_directory_is_sorted_by_given_name_page_by_page(quantri: Browser, unit: str) -> None:
    for name, full_name in [("z", "Phạm Thị Ánh"), ("y", "Trần Văn Đạt"), ("x", "Lê Bình"), ("w", "Đỗ Thị Ánh")]:
        await quantri.send("POST", "/api/people", {"name": name * 3, "full_name": full_name, "organisation_id": unit})
    for path in (f"/api/people?organisation={unit}&limit=2", "/api/people?limit=3"):
        found, following = [], path
        while following:
            page = await quantri.get(following)
            found += [item["full_name"] for item in page["items"]]
            following = page["next"]
        assert [name for name in found if name != "Trần Thị Quản Trị"] == [
            "Đỗ Thị Ánh",
            "Phạm Thị Ánh",
            "Lê Bình",
            "Trần Văn Đạt",
        ]


@pytest.mark.parametrize(
    ("query", "found"),
    [("an", True), ("ÁN", True), ("nguyen van a", True), ("Nguyễn An", True), ("dan", False), ("an nguyen le", False)],
)
async def test_search_ignores_marks_and_case(quantri: Browser, an: Browser, query: str, found: bool) -> None:
    items = (await quantri.get(f"/api/people?q={query}"))["items"]
    assert (an.person["id"] in [item["id"] for item in items]) is found


async def test_search_finds_d_for_đ(quantri: Browser, unit: str) -> None:
    await quantri.send("POST", "/api/people", {"name": "dat", "full_name": "Trần Văn Đạt", "organisation_id": unit})
    assert [one["full_name"] for one in (await quantri.get("/api/people?q=dat"))["items"]] == ["Trần Văn Đạt"]


async def test_marks_without_a_letter_ask_for_nobody_in_particular(quantri: Browser) -> None:
    everybody = await quantri.get("/api/people")
    assert (await quantri.get("/api/people?q=%CC%81%20%CC%81"))["items"] == everybody["items"]


async def test_person_with_a_post_elsewhere_is_listed_there_too(quantri: Browser, an: Browser, root_id: str) -> None:
    posts = [{"organisation_id": root_id, "title": "Ủy viên"}]
    await quantri.send("PATCH", f"/api/people/{an.person['id']}", {"posts": posts})
    items = (await quantri.get(f"/api/people?organisation={root_id}"))["items"]
    assert an.person["id"] in [item["id"] for item in items]


async def test_forged_cursor_is_refused(quantri: Browser) -> None:
    cursor = "Zm9yZ2Vk"
    assert await quantri.problem("GET", f"/api/people?after={cursor}") == "malformed"
    made_for_another_list = (await quantri.get("/api/organisations?limit=1"))["next"]
    await new_unit(quantri, quantri.person["organisation"]["id"])
    made_for_another_list = (await quantri.get("/api/organisations?limit=1"))["next"]
    other = made_for_another_list.partition("after=")[2]
    assert await quantri.problem("GET", f"/api/people?after={other}") == "malformed"


async def test_forged_hop_after_is_refused(quantri: Browser) -> None:
    assert await quantri.problem("GET", "/api/me", **{"Hop-After": "Zm9yZ2Vk"}) == "malformed"


async def test_administrator_of_another_unit_sees_no_address_and_changes_nothing(
    quantri: Browser, an: Browser, root_id: str
) -> None:
    elsewhere = await new_unit(quantri, root_id, "Sở Tài chính")
    other = await new_person(quantri, elsewhere, "quanly")
    await grant(quantri, other, "administrator", elsewhere)
    path = f"/api/people/{an.person['id']}"
    assert "email" not in await other.get(path)
    assert await other.problem("PATCH", path, {"email": "x@y.example"}) == "not-found"
    assert await other.problem("PUT", f"{path}/password") == "not-found"
    assert await other.problem("PATCH", path, {"active": False}) == "not-found"


async def test_administrator_of_a_unit_cannot_take_over_a_higher_administrator_who_lives_there(
    hop: Hop, quantri: Browser, an: Browser, unit: str, root_id: str
) -> None:
    await grant(quantri, an, "administrator", root_id)
    lower = await new_person(quantri, unit, "quanly")
    await grant(quantri, lower, "administrator", unit)
    path = f"/api/people/{an.person['id']}"
    assert await lower.problem("PUT", f"{path}/password") == "not-found"
    assert await lower.problem("PATCH", path, {"active": False}) == "not-found"
    assert await lower.problem("PATCH", path, {"email": "lower@evil.example"}) == "not-found"
    assert await quantri.status("PATCH", path, {"email": "an@new.example"}) == 200


async def test_addresses_travel_in_their_own_topic_only(hop: Hop, quantri: Browser, an: Browser) -> None:
    told = {topic: await said_in(hop, topic) for topic in ("hop.gateway", "hop.contacts")}
    assert "an@tinh.example" not in told["hop.gateway"]
    assert "an@tinh.example" in told["hop.contacts"]


async def said_in(hop: Hop, topic: str) -> str:
    """Everything a topic holds, as text."""
    log = hop.kit.backends.log
    heard: list[str] = []

    async def hear(events: Sequence[Event]) -> None:
        heard.extend(event.model_dump_json() for event in events)

    async def all_heard() -> bool:
        return not await log.behind("test", [topic])

    task = asyncio.create_task(log.consume("test", [topic], hear))
    await until(all_heard)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return "\n".join(heard)


async def test_reset_password_ends_sessions_and_must_be_changed(hop: Hop, quantri: Browser, an: Browser) -> None:
    answer = await quantri.send("PUT", f"/api/people/{an.person['id']}/password")
    assert await an.status("GET", "/api/me") == 401
    assert (await an.try_to_sign_in("an", PASSWORD)).status == 401
    assert (await an.sign_in("an", answer["password"])).person["must_change_password"] is True


async def test_own_password_change_ends_the_other_sessions(hop: Hop, an: Browser) -> None:
    tablet = await hop.browser().sign_in("an")
    await an.send("PUT", "/api/me/password", {"current": PASSWORD, "new": PASSWORD + " nữa"})
    assert await tablet.status("GET", "/api/me") == 401
    assert await an.status("GET", "/api/me") == 200


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("ngắn", "too-short"),
        ("123456789012", "common"),
        ("Password1234", "common"),
        (PASSWORD, "same"),
        ("x" * 257, "too-long"),
    ],
)
async def test_easy_password_is_refused(an: Browser, new: str, code: str) -> None:
    response = await an.ask("PUT", "/api/me/password", {"current": PASSWORD, "new": new})
    assert response.status == 422
    assert (await response.json())["errors"] == [{"pointer": "/new", "code": code, "detail": ""}]


async def test_wrong_current_password_changes_nothing_and_guessing_it_is_slowed(an: Browser) -> None:
    body = {"current": "wrong password", "new": "một câu khác hẳn"}
    assert [await an.problem("PUT", "/api/me/password", body) for _ in range(10)] == ["wrong-password"] * 10
    assert await an.problem("PUT", "/api/me/password", body | {"current": PASSWORD}) == "too-many"


async def test_language_is_the_person_s_and_his_mail_follows(hop: Hop, quantri: Browser, an: Browser) -> None:
    assert (await an.send("PATCH", "/api/me", {"language": "en"}))["language"] == "en"
    await hop.settle()
    assert (await hop.gateway.world.contacts.get(an.person["id"])).language == "en"
    await an.refresh()
    answer = await an.ask("GET", "/api/people")
    assert (await answer.json())["title"] == "Not found"


async def test_change_based_on_an_old_state_is_refused(quantri: Browser, an: Browser) -> None:
    path = f"/api/people/{an.person['id']}"
    etag = (await quantri.ask("GET", path)).headers["ETag"]
    await quantri.send("PATCH", path, {"full_name": "Nguyễn Văn Anh"}, **{"If-Match": etag})
    assert await quantri.problem("PATCH", path, {"full_name": "Lê An"}, **{"If-Match": etag}) == "stale"


async def test_address_is_taken_away_by_null_and_kept_when_left_out(quantri: Browser, an: Browser) -> None:
    path = f"/api/people/{an.person['id']}"
    assert (await quantri.send("PATCH", path, {"phone": "0912345678"}))["email"] == "an@tinh.example"
    assert (await quantri.send("PATCH", path, {"email": None}))["email"] is None


async def test_person_moves_only_to_a_home_the_administrator_holds(quantri: Browser, unit: str, root_id: str) -> None:
    lower = await new_person(quantri, unit, "quanly")
    await grant(quantri, lower, "administrator", unit)
    person = await new_person(lower, unit, "binh")
    path = f"/api/people/{person.person['id']}"
    assert await lower.problem("PATCH", path, {"organisation_id": root_id}) == "not-found"
    assert (await quantri.send("PATCH", path, {"organisation_id": root_id}))["organisation"]["id"] == root_id


async def test_first_steps_that_were_put_away_stay_so_on_every_device(hop: Hop, quantri: Browser) -> None:
    assert (await quantri.get("/api/me"))["guides_seen"] == []
    before = await hop.gateway.world.people.get(quantri.person["id"])
    await quantri.send("PATCH", "/api/me", {"guides_seen": ["administrator", "administrator"]})
    tablet = await hop.browser().sign_in("quantri")
    assert tablet.person["guides_seen"] == ["administrator"]
    assert tablet.person["language"] == "vi"
    after = await hop.gateway.world.people.get(quantri.person["id"])
    assert after.sequence == before.sequence, "nobody else hears of it"
    await quantri.send("PATCH", "/api/me", {"guides_seen": []})
    assert (await quantri.get("/api/me"))["guides_seen"] == []
    assert await quantri.problem("PATCH", "/api/me", {"guides_seen": ["unknown"]}) == "invalid"
