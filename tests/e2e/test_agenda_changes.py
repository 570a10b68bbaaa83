"""The agenda before and after: the secretary tells of a change with a note, the delegate sees what differs."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches

NOTE = "Báo cáo ngân sách trình bày trước"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@both_languages
def test_delegate_sees_the_agenda_before_and_after_with_the_secretarys_note(
    secretary: Secretary, open_tablet: Open, language: str
) -> None:
    meeting = secretary.new_meeting(f"Họp đổi chương trình ({language})", ["daibieu11", "daibieu12"])
    titles = ("Khai mạc", "Ngân sách", "Bế mạc")
    first, budget, last = (secretary.new_item(meeting, title, guests=False) for title in titles)
    secretary.call(meeting)
    delegate = open_tablet("daibieu11")
    words = delegate.words
    with delegate.page.expect_response("**/agenda-look") as looked:
        delegate.go(f"/meetings/{meeting}")
    assert looked.value.ok

    base = f"/api/meetings/{meeting}/agenda-items"
    secretary.new_item(meeting, "Kỷ luật", guests=False, only=["daibieu12"])
    secretary.send("PATCH", f"{base}/{budget}", {"title": "Ngân sách 2027", "planned_minutes": 20})
    secretary.send("DELETE", f"{base}/{last}")
    secretary.send("PUT", f"{base}/{first}/place", {"parent_id": None, "after_id": budget})

    desk = open_tablet("thuky")
    desk.go(f"/meetings/{meeting}")
    desk.page.get_by_role("link", name=words("agendaChanges.open")).click()
    desk.sees("Kỷ luật")
    assert breaches(desk.page) == []
    desk.press(words("agendaChanges.tell"))
    window = desk.page.get_by_role("dialog")
    window.get_by_label(words("agendaChanges.tellNote")).fill(NOTE)
    assert breaches(desk.page) == []
    window.get_by_role("button", name=words("agendaChanges.tell"), exact=True).click()
    desk.sees(words("agendaChanges.none"))

    delegate.page.get_by_role("link", name=words("agendaChanges.open")).click()
    delegate.sees(NOTE)
    table = delegate.page.get_by_role("table")
    expect(table.locator("del", has_text="Bế mạc")).to_be_visible()
    expect(table.locator("ins", has_text="Ngân sách 2027")).to_be_visible()
    expect(table.get_by_text(words("agendaChanges.change.moved")).first).to_be_visible()
    delegate.sees_nothing_of("Kỷ luật")
    assert breaches(delegate.page) == []
    delegate.press(words("agendaChanges.seen"))
    delegate.sees("Ngân sách 2027")
    expect(delegate.page.get_by_role("link", name=words("agendaChanges.open"))).to_have_count(0)


def test_note_stands_in_the_inbox_and_leads_to_the_changes(secretary: Secretary, open_tablet: Open) -> None:
    meeting = secretary.new_meeting("Họp báo đổi chương trình", ["daibieu13"])
    secretary.new_item(meeting, "Khai mạc", guests=False)
    secretary.call(meeting)
    secretary.send("POST", f"/api/meetings/{meeting}/agenda-notes", {"note": NOTE})
    reader = open_tablet("daibieu13")
    reader.go("/inbox")
    entry = reader.page.get_by_role("link").filter(has_text=reader.words("inbox.agenda_changed")).first
    expect(entry.get_by_text(NOTE)).to_be_visible()
    entry.click()
    expect(reader.page.get_by_role("heading", name=reader.words("agendaChanges.title"))).to_be_visible()
    reader.sees(NOTE)
