"""Whoever is deactivated loses his open tablet at once."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product

LEAVING = {"vi": "daibieu27", "en": "daibieu26"}


@both_languages
def test_deactivated_persons_open_tablet_shows_the_door(hop: Product, open_tablet: Open, language: str) -> None:
    name = LEAVING[language]
    tablet = open_tablet(name)
    title = hop.get("/api/meetings?limit=1", hop.token(name))["items"][0]["title"]
    tablet.go("/inbox")
    tablet.sees(title)
    administrator = open_tablet("quantri")
    administrator.go("/administration/people")
    person = hop.get("/api/me", hop.token(name))["full_name"]
    words = administrator.words
    administrator.page.get_by_label(words("administration.search")).fill(person)
    administrator.press(words("papers.actionsFor", title=person))
    administrator.page.get_by_role("menuitem", name=words("administration.deactivatePerson")).click()
    administrator.page.get_by_role("dialog").get_by_role(
        "button", name=words("administration.deactivatePerson")
    ).click()

    expect(tablet.page.get_by_role("heading", name=words("signIn.title"))).to_be_visible()
    tablet.sees_nothing_of(title)
    status, _ = hop.refusal("POST", "/api/sessions", {"name": name, "password": hop.password})
    assert status == 401
