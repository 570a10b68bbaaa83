"""What the secretary does reaches tablets that lie open, without a reload."""

import pytest
from playwright.sync_api import Page, expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def called(secretary: Secretary, language: str) -> tuple[str, str]:
    """A meeting with one paper of four pages; ids of both."""
    meeting = secretary.new_meeting(f"Họp theo dõi trực tiếp ({language})", ["daibieu20", "daibieu21"])
    secretary.call(meeting)
    return meeting, secretary.hand_out(meeting, "Tờ trình", "pdflatex-4-pages.pdf")


def mark(page: Page) -> None:
    """Gone after a reload."""
    page.evaluate("window.notReloaded = true")


def was_not_reloaded(page: Page) -> bool:
    return bool(page.evaluate("window.notReloaded === true"))


@both_languages
def test_open_tablets_hear_of_version_removal_and_postponement(
    secretary: Secretary, called: tuple[str, str], open_tablet: Open
) -> None:
    meeting, document = called
    reader, member, remover = open_tablet("daibieu20"), open_tablet("daibieu21"), open_tablet("daibieu21")
    words = reader.words
    reader.go(f"/meetings/{meeting}/book/{document}")
    expect(reader.page.get_by_text("/ 4")).to_be_visible()
    member.go(f"/meetings/{meeting}/book/{document}")
    expect(member.page.get_by_text("/ 4")).to_be_visible()
    remover.go(f"/meetings/{meeting}")
    remover.sees("Tờ trình")
    for tablet in (reader, member, remover):
        mark(tablet.page)

    secretary.replace(document, "multicolumn.pdf")
    reader.sees(words("book.newVersion", title="Tờ trình"))
    assert breaches(reader.page) == []
    reader.press(words("book.openNewVersion"))
    expect(reader.page.get_by_text("/ 4")).to_have_count(0)

    secretary.send("DELETE", f"/api/meetings/{meeting}/participants/{person_id_of('daibieu21')}")
    member.sees(words("book.removed"))
    expect(member.page.locator("canvas")).to_have_count(0)
    remover.sees(words("state.denied"))
    remover.sees_nothing_of("Tờ trình")

    secretary.send("POST", f"/api/meetings/{meeting}/postponement", {"reason": "Chờ số liệu mới"})
    reader.sees(words("book.postponed"))
    reader.sees(words("meeting.stateReason", reason="Chờ số liệu mới"))
    assert all(was_not_reloaded(tablet.page) for tablet in (reader, member, remover))
