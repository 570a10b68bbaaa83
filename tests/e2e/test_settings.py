"""Saving a meeting's settings changes what was typed, and nothing that changed meanwhile elsewhere."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary


@both_languages
def test_settings_send_only_what_was_typed(hop: Product, open_tablet: Open, language: str) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp duyệt dự toán ({language})", [])
    desk, tablet = open_tablet("thuky"), open_tablet("thuky")
    for one in (desk, tablet):
        one.go(f"/meetings/{meeting}/settings")
        expect(place_of(one)).to_have_value("Phòng họp số 1")
    save_place(tablet, "Phòng họp số 2")
    expect(place_of(desk)).to_have_value("Phòng họp số 2")

    title = f"Họp thẩm định dự toán ({language})"
    desk.page.get_by_label(desk.words("form.meetingTitle")).fill(title)
    save_place(tablet, "Hội trường lớn")
    desk.press(desk.words("form.saveChanges"))
    desk.sees(desk.words("app.saved"))
    saved = Secretary(hop).get(f"/api/meetings/{meeting}")
    assert (saved["title"], saved["place"]) == (title, "Hội trường lớn")
    expect(place_of(desk)).to_have_value("Hội trường lớn")


def place_of(tablet: Tablet) -> Locator:
    return tablet.page.get_by_label(tablet.words("form.place"))


def save_place(tablet: Tablet, place: str) -> None:
    """Done once it is told; what was told of an earlier saving is put away."""
    place_of(tablet).fill(place)
    tablet.press(tablet.words("form.saveChanges"))
    tablet.sees(tablet.words("app.saved"))
    tablet.page.get_by_role("status").get_by_role("button", name=tablet.words("app.close")).click()
