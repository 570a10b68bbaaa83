"""A pasted sign-in name or address finds whom the directory shows anyway, and nobody else."""

import pytest

from tests.integration.gateway.conftest import Browser, grant, new_person, new_unit


@pytest.fixture
async def unit(quantri: Browser, root_id: str) -> str:
    return await new_unit(quantri, root_id)


@pytest.fixture
async def secretary(quantri: Browser, unit: str) -> Browser:
    person = await new_person(quantri, unit, "thuky")
    await grant(quantri, person, "secretary", unit)
    return person


async def found(browser: Browser, *handles: str) -> list[tuple[str, str]]:
    answer = await browser.send("POST", "/api/people/handles", {"handles": list(handles)})
    return [(one["handle"], one["person"]["full_name"]) for one in answer["items"]]


async def test_names_and_addresses_find_their_people_in_any_case(
    quantri: Browser, secretary: Browser, unit: str
) -> None:
    await new_person(quantri, unit, "an.le", full_name="Lê An", email="An.Le@tinh.example")
    assert await found(secretary, "AN.LE", "an.le@TINH.example", "khong.co", "ai@tinh.example") == [
        ("AN.LE", "Lê An"),
        ("an.le@TINH.example", "Lê An"),
    ]


async def test_answer_shows_no_more_than_the_directory(quantri: Browser, secretary: Browser, unit: str) -> None:
    await new_person(quantri, unit, "an.le", full_name="Lê An", email="an.le@tinh.example")
    answer = await secretary.send("POST", "/api/people/handles", {"handles": ["an.le"]})
    shown = set(answer["items"][0]["person"])
    assert shown == {"id", "full_name", "posts", "organisation", "active"}


async def test_address_that_several_share_names_all_of_them(quantri: Browser, secretary: Browser, unit: str) -> None:
    for name in ("an", "binh"):
        await new_person(quantri, unit, name, full_name=f"Văn thư {name}", email="vanthu@tinh.example")
    assert sorted(name for _, name in await found(secretary, "vanthu@tinh.example")) == ["Văn thư an", "Văn thư binh"]


async def test_who_has_left_is_found_no_more(quantri: Browser, secretary: Browser, unit: str) -> None:
    person = await new_person(quantri, unit, "an.le", full_name="Lê An", email="an.le@tinh.example")
    await quantri.send("PATCH", f"/api/people/{person.person['id']}", {"active": False})
    assert await found(secretary, "an.le", "an.le@tinh.example") == []


async def test_changed_address_finds_the_person_and_the_old_one_nobody(
    quantri: Browser, secretary: Browser, unit: str
) -> None:
    person = await new_person(quantri, unit, "an.le", full_name="Lê An", email="cu@tinh.example")
    await quantri.send("PATCH", f"/api/people/{person.person['id']}", {"email": "moi@tinh.example"})
    assert await found(secretary, "cu@tinh.example", "moi@tinh.example") == [("moi@tinh.example", "Lê An")]
