"""Notices on a device: the switch says how it stands, and the worker shows a notice that leads to its meeting.

Chromium cannot subscribe here, as Google's push service is out of reach; what it would hand over is delivered by the
browser's own tools. Encryption and sending are tested against a push service in tests/integration/notify.
"""

import json
from typing import Any

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Open, Tablet, both_languages

NOTICE = {"title": "Giấy mời họp", "body": "Họp giao ban", "link": "/meetings", "tag": "a", "language": "vi"}

SHOWN = """async () => {
  const found = await (await navigator.serviceWorker.ready).getNotifications()
  return found.map(({ title, body, lang }) => ({ title, body, lang }))
}"""
TAPPED = """async () => {
  const [notification] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
}"""


def deliver(tablet: Tablet, content: str) -> None:
    """As the browser does when its push service hands over a message."""
    page = tablet.page
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    tools = page.context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_function("() => true")
    registration = next(one for one in registrations if not one["isDeleted"])
    told = {"origin": tablet.hop.url, "registrationId": registration["registrationId"], "data": content}
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
    tablet.page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
    assert tablet.page.evaluate(SHOWN) == [{"title": "Giấy mời họp", "body": "Họp giao ban", "lang": "vi"}]
    (worker,) = tablet.page.context.service_workers
    worker.evaluate(TAPPED)
    tablet.page.wait_for_url("**/meetings")
    assert tablet.page.evaluate(SHOWN) == []
