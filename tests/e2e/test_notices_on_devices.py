"""Notices on a device: the switch says how it stands, and the worker shows a notice that leads to its meeting.

Chromium cannot subscribe here, as Google's push service is out of reach; what it would hand over is delivered by the
browser's own tools. Encryption and sending are tested against a push service in tests/integration/notify.
"""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.e2e.conftest import CHROMIUM, FLAGS, PATIENCE, Open, Tablet, both_languages

NOTICE = {"title": "Giấy mời họp", "body": "Họp giao ban", "link": "/meetings", "tag": "a", "language": "vi"}

# What is shown once there is so much; after PATIENCE what there is.
SHOWN = """async ([wanted, patience]) => {
  const worker = await navigator.serviceWorker.ready
  const until = performance.now() + patience
  let found = await worker.getNotifications()
  while (found.length !== wanted && performance.now() < until) {
    await new Promise(resolve => setTimeout(resolve, 50))
    found = await worker.getNotifications()
  }
  return found.map(({ title, body, lang }) => ({ title, body, lang }))
}"""
TAPPED = """async () => {
  const [notification] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
}"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The shell shows no notices."""
    with playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS) as browser:
        yield browser


def deliver(tablet: Tablet, content: str) -> None:
    """As the browser does when its push service hands over a message."""
    page = tablet.page
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    tools = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    deadline = time.monotonic() + PATIENCE / 1000
    while not (living := [one for one in registrations if not one["isDeleted"]]):
        assert time.monotonic() < deadline, "the browser tells of no worker"
        page.evaluate("() => null")  # events come with answers
    told = {"origin": tablet.hop.url, "registrationId": living[0]["registrationId"], "data": content}
    tools.send("ServiceWorker.deliverPushMessage", told)
    tools.detach()


def permit(context: BrowserContext, tablet: Tablet) -> None:
    context.grant_permissions(["notifications"], origin=tablet.hop.url)


@both_languages
def test_switch_says_how_it_stands(open_tablet: Open, language: str) -> None:
    tablet = open_tablet("daibieu21")
    permit(tablet.page.context, tablet)
    tablet.go("/account")
    switch = tablet.page.get_by_label(tablet.words("push.here"))
    tablet.sees(tablet.words("push.off"))
    expect(switch).not_to_be_checked()
    tablet.page.get_by_text(tablet.words("push.here")).click()
    tablet.sees(tablet.words("push.away"))
    expect(switch).not_to_be_checked()


def test_notice_is_shown_and_a_tap_opens_what_it_speaks_of(open_tablet: Open) -> None:
    tablet = open_tablet("daibieu22")
    permit(tablet.page.context, tablet)
    tablet.go("/account")
    deliver(tablet, json.dumps(NOTICE))
    (notice,) = tablet.page.evaluate(SHOWN, [1, PATIENCE])
    assert notice == {"title": "Giấy mời họp", "body": "Họp giao ban", "lang": "vi"}
    (worker,) = tablet.page.context.service_workers
    worker.evaluate(TAPPED)
    tablet.page.wait_for_url("**/meetings")
    assert tablet.page.evaluate(SHOWN, [0, PATIENCE]) == []
