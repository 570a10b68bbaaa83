"""Somebody has forgotten his password: a link comes by mail, and he chooses a new one without anybody's help."""

import re
import secrets
from collections.abc import Iterator
from email.message import Message

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import LANDSCAPE, PATIENCE, Mailbox, both_languages
from tests.e2e.product import Product
from tests.e2e.test_accessibility import breaches
from tests.e2e.waiting import until
from tests.e2e.words import words_of


@pytest.fixture
def door(browser: Browser, language: str) -> Iterator[Page]:
    """Nobody is signed in."""
    context = browser.new_context(viewport={"width": LANDSCAPE[0], "height": LANDSCAPE[1]}, has_touch=True)
    context.add_init_script(f"localStorage.setItem('hop.language', '{language}')")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@both_languages
def test_forgotten_password_is_chosen_anew_by_a_link_in_a_mail(
    hop: Product, mailbox: tuple[Mailbox, int], door: Page, language: str
) -> None:
    words = words_of(language)
    name, address = f"hay.quen.{language}", f"hay.quen.{language}@tinh.example"
    administrator = hop.token("quantri")
    home = hop.get("/api/me", administrator)["organisation"]["id"]
    person = {"name": name, "full_name": "Người hay quên", "organisation_id": home, "email": address}
    hop.send("POST", "/api/people", person | {"language": language}, administrator)

    door.goto(hop.url)
    door.get_by_role("button", name=words("reset.forgotten")).click()
    door.get_by_label(words("reset.name")).fill(name)
    assert breaches(door) == []
    door.get_by_role("button", name=words("reset.ask")).click()
    expect(door.get_by_text(words("reset.asked"))).to_be_visible()

    link = link_in(mailbox[0], address)
    door.goto(link)
    expect(door.get_by_role("heading", name=words("reset.title"))).to_be_visible()
    password = secrets.token_urlsafe(12)
    door.get_by_label(words("password.new"), exact=True).fill(password)
    door.get_by_label(words("password.again"), exact=True).fill(password)
    assert breaches(door) == []
    door.get_by_role("button", name=words("slip.submit")).click()
    expect(door.get_by_role("navigation").first).to_be_visible()
    assert hop.send("POST", "/api/sessions", {"name": name, "password": password})["access_token"]

    door.goto("about:blank")
    door.goto(link)
    door.get_by_label(words("password.new"), exact=True).fill(password)
    door.get_by_label(words("password.again"), exact=True).fill(password)
    door.get_by_role("button", name=words("slip.submit")).click()
    expect(door.get_by_role("alert")).to_be_visible()  # a link opens once


def link_in(mailbox: Mailbox, address: str, screen: str = "reset") -> str:
    """The newest that leads to this screen; waits for it."""

    def links() -> list[str]:
        letters = "".join(map(text_of, mailbox.to(address)))
        return re.findall(rf"https?://\S+/{screen}#[\w-]+", letters)

    return until(links, f"no link came to {address}")[-1]


def text_of(message: Message) -> str:
    parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/plain"]
    return "".join(part.decode() for part in parts if isinstance(part, bytes))
