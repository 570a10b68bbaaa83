"""A secretary adds two sites; who is on duty there sees logistics alone and confirms; a delegate sees where he goes."""

import re

import pytest
from playwright.sync_api import Locator, expect

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from services.notify.duties.words import ON_DUTY
from shared.words import Language
from tests.e2e.conftest import Mailbox, Open, Tablet, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches
from tests.factories.meetings import meeting_body

COMMUNE, WARD = "Ủy ban nhân dân xã Tam Đảo", "Ủy ban nhân dân phường Vĩnh Yên"
DELEGATE = "Lăng Văn Sơn"  # daibieu34, of the commune
DUTY = "Ân Thị Hậu"  # daibieu36, likewise; does not take part
ROOM = "Phòng họp tầng 2"


@pytest.fixture
def secretary(hop: Product) -> Secretary:
    return Secretary(hop)


@pytest.fixture
def title(language: str) -> str:
    return f"Họp có điểm cầu ({language})"


@pytest.fixture
def meeting(secretary: Secretary, title: str) -> str:
    """A hybrid draft with an item nobody on duty may hear of, and a delegate of the commune."""
    body = meeting_body(title, ROOT_ID) | {"mode": "hybrid", "place": "Phòng họp số 1"}
    meeting = str(secretary.send("POST", "/api/meetings", body)["id"])
    people = {"people": [{"person_id": person_id_of("daibieu34")}]}
    secretary.send("POST", f"/api/meetings/{meeting}/participants", people)
    secretary.new_item(meeting, "Công tác cán bộ", guests=False)
    return meeting


def row(tablet: Tablet, name: str) -> Locator:
    return tablet.page.get_by_role("listitem").filter(has_text=name).filter(has=tablet.page.get_by_role("button"))


def act(tablet: Tablet, name: str, entry: str) -> Locator:
    """The window that an entry of the site's menu opens."""
    words = tablet.words
    row(tablet, name).get_by_role("button", name=words("papers.actionsFor", title=name)).click()
    tablet.page.get_by_role("menuitem", name=words(entry), exact=True).click()
    return tablet.page.get_by_role("dialog")


def add_sites(tablet: Tablet) -> None:
    words = tablet.words
    tablet.press(words("sites.add"))
    window = tablet.page.get_by_role("dialog")
    for name in (COMMUNE, WARD):
        window.get_by_role("option", name=name).click()
    window.get_by_role("button", name=words("sites.addCount", count=2), exact=True).click()
    expect(window).to_have_count(0)


def name_duty(tablet: Tablet) -> None:
    words = tablet.words
    window = act(tablet, COMMUNE, "sites.change")
    window.get_by_label(words("sites.place")).fill(ROOM)
    window.get_by_role("button", name=words("sites.chooseDuty")).click()
    picker = tablet.page.get_by_role("dialog")
    picker.get_by_role("searchbox").fill(DUTY)
    picker.get_by_role("option", name=DUTY).click()
    tablet.page.get_by_role("dialog").get_by_role("button", name=words("app.save"), exact=True).click()
    expect(row(tablet, COMMUNE).get_by_text(words("sites.onDuty", name=DUTY))).to_be_visible()


def seat_delegate(tablet: Tablet) -> None:
    """He is proposed, because he is of the site's organisation."""
    words = tablet.words
    window = act(tablet, COMMUNE, "sites.assign")
    expect(window.get_by_role("option", name=DELEGATE)).to_have_attribute("aria-selected", "true")
    window.get_by_role("button", name=words("app.save"), exact=True).click()
    expect(row(tablet, COMMUNE).get_by_text(words("sites.seated", people=1, seats=10))).to_be_visible()


@both_languages
def test_site_is_added_manned_seated_and_confirmed(
    secretary: Secretary, meeting: str, title: str, open_tablet: Open, mailbox: tuple[Mailbox, int], language: str
) -> None:
    office = open_tablet("thuky")
    words = office.words
    office.go(f"/meetings/new/{meeting}/people")
    office.page.get_by_role("link", name=words("app.next"), exact=True).click()
    office.sees(words("sites.none"))
    add_sites(office)
    name_duty(office)
    seat_delegate(office)
    assert breaches(office.page) == []
    duty = open_tablet("daibieu36")
    duty.go("/")
    duty.page.get_by_role("navigation").wait_for()
    Secretary(secretary.hop).call(meeting)
    office.go(f"/meetings/{meeting}/sites")
    on_duty = ON_DUTY.to(Language(language)).format(title=title)
    assert ROOM in str(mailbox[0].calendar_entry("daibieu36@phutho.example", "REQUEST", on_duty)["LOCATION"])

    expect(duty.page.get_by_text(re.compile(re.escape(title))).first).to_be_visible()
    duty.go("/duties")
    card = duty.page.get_by_role("article").filter(has_text=title)
    expect(card.get_by_text(words("sites.seated", people=1, seats=10))).to_be_visible()
    duty.sees_nothing_of("Công tác cán bộ")
    duty.sees_nothing_of(DELEGATE)
    assert breaches(duty.page) == []
    card.get_by_role("button", name=words("sites.sayReady"), exact=True).click()
    window = duty.page.get_by_role("dialog")
    window.get_by_label(words("sites.reportNote")).fill("Đã thử đường truyền")
    window.get_by_role("button", name=words("sites.sayReady"), exact=True).click()
    expect(card.get_by_text(words("sites.ready"), exact=True)).to_be_visible()
    duty.go(f"/meetings/{meeting}")
    duty.sees(words("state.denied"))

    expect(row(office, COMMUNE).get_by_text("Đã thử đường truyền")).to_be_visible()
    office.sees(words("sites.readyOf", ready=1, count=2))
    delegate = open_tablet("daibieu34")
    delegate.go(f"/meetings/{meeting}")
    delegate.sees(f"{COMMUNE}, {ROOM}")
