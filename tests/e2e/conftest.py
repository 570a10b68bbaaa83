"""The stories: a real browser, the real product in its own process with its demo data, a real mail server."""

import fcntl
import os
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.e2e import waiting
from tests.e2e.product import PASSWORD, Product, free_port, start, tell
from tests.e2e.waiting import until
from tests.e2e.words import Words, words_of

CHROMIUM = "/usr/bin/chromium"
SHELL = f"{CHROMIUM}-headless-shell"  # the same without windows, for two thirds of the work
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LANDSCAPE, PORTRAIT, PHONE = (1024, 768), (768, 1024), (390, 844)
PATIENCE = waiting.PATIENCE * 1000  # milliseconds until an outcome must be seen

Open = Callable[..., "Tablet"]
# LANGUAGES=vi leaves the English ones out.
both_languages = pytest.mark.parametrize("language", os.environ.get("LANGUAGES", "vi en").split())


class Mailbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.messages.append(message)

    def to(self, address: str) -> list[Message]:
        return [message for message in self.messages if message["X-RcptTo"] == address]

    def calendar_entry(self, address: str, method: str, title: str) -> Any:
        """The icalendar Event in the mail that tells this person of a meeting with this title; waits for it."""

        def entries() -> list[Any]:
            found = [event for message in self.to(address) for event in _events(message, method)]
            return [event for event in found if event["SUMMARY"] == title]

        return until(entries, f"no {method} of {title} came to {address}")[0]


def _events(message: Message, method: str) -> Iterator[Any]:
    for part in message.walk():
        if part.get_content_type() == "text/calendar" and part.get_param("method") == method:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            calendar = Calendar.from_ical(content)
            assert calendar["METHOD"] == method
            yield from calendar.events


class Tablet:
    """One person's browser; `words` are its language's."""

    def __init__(self, page: Page, hop: Product, language: str) -> None:
        self.page = page
        self.hop = hop
        self.language = language
        self.words: Words = words_of(language)
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def sign_in(self, name: str) -> None:
        """The browser has his session, and shows nothing yet."""
        body = {"name": name, "password": self.hop.password}
        answer = self.page.context.request.post(f"{self.hop.url}/api/sessions", data=body)
        self._read_his_language(answer.json()["access_token"])

    def come_in(self, name: str) -> None:
        """By the form, to his home."""
        self._read_his_language(self.hop.token(name))
        self.go("/")
        self.page.get_by_label(self.words("signIn.name"), exact=True).fill(name)
        self.page.get_by_label(self.words("signIn.password"), exact=True).fill(self.hop.password)
        self.page.get_by_role("button", name=self.words("signIn.submit"), exact=True).click()
        expect(self.page.get_by_role("navigation")).to_be_visible()

    def _read_his_language(self, token: str) -> None:
        """Which he chose before: the language of the screen is the person's."""
        self.hop.send("PATCH", "/api/me", {"language": self.language}, token)

    def go(self, path: str) -> None:
        self.page.goto(self.hop.url + path)

    def turn_to(self, path: str) -> None:
        """As by a link on the screen: the app is not loaded anew."""
        self.page.evaluate("path => history.pushState(null, '', path)", path)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_nothing_of(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_have_count(0)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first story waits for the demo's papers to be checked, on whatever machine this is."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(autouse=True)
def sockets_are_closed() -> None:
    """Not asked here: the mail server lives in this process, and the product delivers to it whenever it has mail."""


@pytest.fixture(scope="package")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, controller.port
    controller.stop()


@pytest.fixture(scope="package")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo was told: once, for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / PASSWORD).exists():
            tell(folder)
    return folder


@pytest.fixture(scope="package")
def hop(tmp_path_factory: pytest.TempPathFactory, told: Path, mailbox: tuple[Mailbox, int]) -> Iterator[Product]:
    mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mailbox[1]), "SMTP_TLS": "none"}
    product = start(tmp_path_factory.mktemp("hop"), like=told, SMTP_SENDER="hop@tinh.example", **mail)
    yield product
    assert product.stop() == 0


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=SHELL, args=FLAGS) as browser:
        yield browser


@pytest.fixture
def language() -> str:
    """Vietnamese, unless a story asks for both (`both_languages`)."""
    return "vi"


@pytest.fixture
def open_tablet(browser: Browser, hop: Product, language: str) -> Iterator[Open]:
    """`open_tablet("daibieu1")` gives a tablet on which that person is signed in; with `door=True` by the form."""
    contexts: list[BrowserContext] = []
    tablets: list[Tablet] = []

    def open_one(name: str, size: tuple[int, int] = LANDSCAPE, *, door: bool = False, **settings: Any) -> Tablet:
        locale = "vi-VN" if language == "vi" else "en-GB"
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=True, locale=locale, **settings
        )
        context.add_init_script(f"localStorage.setItem('hop.language', '{language}')")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        tablet = Tablet(context.new_page(), hop, language)
        tablets.append(tablet)
        (tablet.come_in if door else tablet.sign_in)(name)
        return tablet

    yield open_one
    for context in contexts:
        context.close()
    assert [trouble for tablet in tablets for trouble in tablet.troubles] == []
