"""Somebody without e-mail comes in by a slip, sets up a second factor, and is asked for it the next time."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp import TOTP

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import PATIENCE, PHONE, both_languages
from tests.e2e.product import Product
from tests.e2e.test_accessibility import breaches
from tests.e2e.words import Words, words_of

CHOSEN = "mật khẩu của riêng tôi"


@pytest.fixture
def telephone(browser: Browser, language: str) -> Iterator[Page]:
    """Nobody is signed in."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True)
    context.add_init_script(f"localStorage.setItem('hop.language', '{language}')")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@both_languages
def test_slip_then_second_factor(hop: Product, telephone: Page, language: str) -> None:
    words, page = words_of(language), telephone
    name, administrator = f"phieu.{language}", hop.token("quantri")
    home = hop.get("/api/me", administrator)["organisation"]["id"]
    body = {"name": name, "full_name": "Người Có Phiếu", "organisation_id": home, "language": language}
    hop.send("POST", "/api/people", body, administrator)
    [slip] = hop.send("POST", "/api/slips", {"people": [person_id_of(name)]}, administrator)["items"]
    _redeem(page, hop, words, slip["code"])
    expect(page.get_by_role("heading", name=words("guide.title"))).to_be_visible()
    secret = _enrol(page, hop, words)
    page.get_by_role("button", name=words("account.signOut"), exact=True).click()
    expect(page.get_by_label(words("signIn.name"), exact=True)).to_be_visible()
    _sign_in(page, words, name, secret)
    expect(page.get_by_role("navigation")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{hop.url}/slip#{slip['code']}")
    _choose_password(page, words)
    expect(page.get_by_role("alert")).to_be_visible()
    assert hop.get(f"/api/people/{person_id_of(name)}/slip", administrator)["used_at"]


def _redeem(page: Page, hop: Product, words: Words, code: str) -> None:
    """By the address that the picture on the slip says."""
    page.goto(f"{hop.url}/slip#{code}")
    expect(page.get_by_label(words("slip.code"))).to_have_value(code)
    _choose_password(page, words)
    expect(page.get_by_role("navigation")).to_be_visible()


def _choose_password(page: Page, words: Words) -> None:
    page.get_by_label(words("password.new"), exact=True).fill(CHOSEN)
    page.get_by_label(words("password.again"), exact=True).fill(CHOSEN)
    page.get_by_role("button", name=words("slip.submit"), exact=True).click()


def _enrol(page: Page, hop: Product, words: Words) -> str:
    """The secret, as it is typed into an app that cannot scan."""
    page.goto(f"{hop.url}/account")
    page.get_by_role("button", name=words("secondFactor.turnOn"), exact=True).click()
    page.get_by_text(words("secondFactor.cannotScan")).click()
    secret = page.locator("details output").inner_text().replace(" ", "")
    page.get_by_role("textbox", name=words("secondFactor.code")).fill(TOTP(secret).now())
    page.get_by_role("button", name=words("secondFactor.confirm"), exact=True).click()
    kept = page.get_by_role("button", name=words("secondFactor.codesKept"), exact=True)
    expect(kept).to_be_visible()
    assert breaches(page) == []
    kept.click()
    expect(page.get_by_text(words("secondFactor.isOn"))).to_be_visible()
    return secret


def _sign_in(page: Page, words: Words, name: str, secret: str) -> None:
    """A code is good once, so the next one is shown: the clock may be half a minute ahead."""
    page.get_by_label(words("signIn.name"), exact=True).fill(name)
    page.get_by_label(words("signIn.password"), exact=True).fill(CHOSEN)
    page.get_by_role("button", name=words("signIn.submit"), exact=True).click()
    page.get_by_role("textbox", name=words("secondFactor.code")).fill(TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name=words("signIn.submit"), exact=True).click()
