"""First steps are shown until they are put away, on all devices; the keys are listed where `?` is pressed."""

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PHONE, Open, Tablet, both_languages


def guide(tablet: Tablet) -> Locator:
    return tablet.page.get_by_role("region", name=tablet.words("guide.title"))


@both_languages
def test_first_steps_are_put_away_once_for_all_devices(open_tablet: Open, language: str) -> None:
    name = {"vi": "daibieu32", "en": "daibieu33"}[language]
    tablet = open_tablet(name, door=True)
    expect(guide(tablet)).to_contain_text(tablet.words("guide.reader.one"))
    tablet.press(tablet.words("guide.dismiss"))
    expect(guide(tablet)).to_have_count(0)
    telephone = open_tablet(name, PHONE)
    telephone.go("/")
    expect(telephone.page.get_by_role("heading", level=1)).to_be_visible()
    expect(guide(telephone)).to_have_count(0)
    telephone.go("/account")
    telephone.press(telephone.words("guide.again"))
    telephone.sees(telephone.words("guide.againDone"))
    telephone.go("/")
    expect(guide(telephone)).to_be_visible()


@both_languages
def test_keys_lead_on_and_are_listed(open_tablet: Open, language: str) -> None:
    tablet = open_tablet("daibieu34")
    page = tablet.page
    tablet.go("/")
    page.get_by_role("navigation").wait_for()
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name=tablet.words("shortcuts.title"))
    expect(window).to_be_visible()
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/meetings")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    field = page.get_by_role("searchbox")
    field.press("?")
    expect(field).to_have_value("?")
    expect(window).to_have_count(0)
