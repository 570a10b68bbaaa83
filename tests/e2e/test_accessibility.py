"""axe finds no breach of WCAG 2.2 AA on any screen of any role: Vietnamese, light, on a tablet; English, dark, on a
telephone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from services.gateway.people.names import person_id_of
from services.gateway.setup.commands import ROOT_ID
from tests.e2e.conftest import LANDSCAPE, PATIENCE, PHONE, Open, Tablet, both_languages
from tests.e2e.product import Product, start
from tests.e2e.secretary import Secretary
from tests.e2e.waiting import until
from tests.e2e.words import words_of

AXE = (Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime)).map(one => one.finished))"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZE = {"vi": LANDSCAPE, "en": PHONE}
SCHEME: dict[str, Literal["light", "dark"]] = {"vi": "light", "en": "dark"}
MISSING = "0" * 32
UNIT, UNITS_ITEM = "Sở Tài chính", "Mục của đơn vị"  # daibieu9 brings its papers

Steps = Callable[[Tablet], None]
Screen = tuple[str, str, Steps | None]  # name, path, what is done there before it is looked at


def breaches(page: Page) -> list[str]:
    """What axe finds; waits until nothing on the screen is loading, appearing or going: half shown, text is pale."""
    expect(page.locator(".waiting")).to_have_count(0)
    page.evaluate(SETTLED)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    answer: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    assert answer["passes"], "axe looked at nothing"
    return [f"{one['id']}: {node['html'][:160]}" for one in answer["violations"] for node in one["nodes"]]


def look(tablet: Tablet, screens: list[Screen]) -> None:
    found, open_at = {}, ""
    for name, path, steps in screens:
        (tablet.turn_to if open_at not in {"", path} else tablet.go)(path)
        open_at = "" if steps else path  # what was opened there goes with a load
        tablet.page.get_by_role("heading").or_(tablet.page.get_by_role("toolbar")).first.wait_for()
        expect(tablet.page.locator(".waiting")).to_have_count(0)
        if steps:
            steps(tablet)
        if seen := breaches(tablet.page):
            found[name] = seen
    assert found == {}


def pressing(*keys: str, **values: object) -> Steps:
    def steps(tablet: Tablet) -> None:
        for key in keys:
            tablet.press(tablet.words(key, **values))

    return steps


def menu_of(title: str, entry: str = "") -> Steps:
    """The menu beside a thing, or the window that one of its entries opens."""
    return menu("papers.actionsFor", entry, title=title)


def menu(button: str, entry: str = "", **values: object) -> Steps:
    """As `menu_of`, of any button that has one."""

    def steps(tablet: Tablet) -> None:
        tablet.press(tablet.words(button, **values))
        if entry:
            tablet.page.get_by_role("menuitem", name=tablet.words(entry)).click()
            tablet.page.get_by_role("dialog").wait_for()
        else:
            tablet.page.get_by_role("menu").wait_for()

    return steps


def in_turn(*all_steps: Steps) -> Steps:
    def steps(tablet: Tablet) -> None:
        for one in all_steps:
            one(tablet)

    return steps


def pasted(tablet: Tablet) -> None:
    tablet.page.get_by_role("radio", name=tablet.words("participants.paste")).click()
    tablet.page.get_by_label(tablet.words("participants.pasteLabel")).fill("Trần Văn Khải\nAi đó không quen")
    tablet.sees(tablet.words("participants.pasteFound_one", count=1) if tablet.language == "en" else "Trần Văn Khải")


def people_to_choose(tablet: Tablet) -> None:
    tablet.page.get_by_role("option").first.wait_for()


def merging(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name=tablet.words("reorganise.open")).first.click()
    tablet.page.get_by_role("dialog").wait_for()


def splitting(tablet: Tablet) -> None:
    merging(tablet)
    tablet.page.get_by_role("radio", name=tablet.words("reorganise.split")).click()
    tablet.page.get_by_role("checkbox").first.wait_for()


def keys_listed(tablet: Tablet) -> None:
    tablet.page.keyboard.press("?")
    tablet.page.get_by_role("dialog").wait_for()


def ruling(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name=tablet.words("houseRules.title")).first.click()
    tablet.page.get_by_role("radio").first.wait_for()


def adding_a_unit(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name=tablet.words("administration.addOrganisation")).first.click()
    tablet.page.get_by_role("dialog").wait_for()


def substitute_told(tablet: Tablet) -> None:
    tablet.page.get_by_role("radio", name=tablet.words("substitute.sends")).click()
    tablet.page.get_by_label(tablet.words("meeting.reason")).wait_for()


def papers_asked(tablet: Tablet) -> None:
    tablet.page.get_by_role("article").filter(has_text=UNITS_ITEM).wait_for()


def room_blocked(tablet: Tablet) -> None:
    tablet.page.get_by_role("button", name=tablet.words("rooms.unblock")).first.wait_for()


def secret_shown(tablet: Tablet) -> None:
    tablet.page.get_by_text(tablet.words("secondFactor.cannotScan")).click()
    tablet.page.locator("details output").wait_for()


def proof_wanted(tablet: Tablet) -> None:
    """As of whoever entered his password more than five minutes ago."""
    page, refusal = tablet.page, {"type": "https://hop.example/problems/sign-in-again"}
    tablet.press(tablet.words("address.change"))
    page.get_by_label(tablet.words("address.new")).fill("dia.chi.khac@tinh.example")
    page.route("**/api/me/address", lambda route: route.fulfill(status=403, json=refusal))
    tablet.press(tablet.words("address.ask"))
    page.get_by_role("dialog", name=tablet.words("proof.title")).wait_for()
    page.unroute("**/api/me/address")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Nothing set up yet. Always on one machine: nothing behind its one screen is asked of an engine."""
    product = start(tmp_path_factory.mktemp("fresh"), profile="embedded")
    yield product
    assert product.stop() == 0


@pytest.fixture
def on_his_tablet(open_tablet: Open, language: str) -> Callable[[str], Tablet]:
    return lambda name: open_tablet(name, SIZE[language], color_scheme=SCHEME[language], reduced_motion="reduce")


@pytest.fixture
def stranger(browser: Browser, language: str) -> Iterator[Page]:
    """Nobody is signed in."""
    width, height = SIZE[language]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True, color_scheme=SCHEME[language]
    )
    context.add_init_script(f"localStorage.setItem('hop.language', '{language}')")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def prepared(hop: Product) -> tuple[str, str]:
    """A called meeting with an agenda of two levels, a paper, another one that a unit is asked for, and a substitute to
    decide on; and a draft without anything."""
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp soát màn hình", ["daibieu30", "daibieu6"], ["khach"])
    above = secretary.new_item(meeting, "Mục chung", guests=True)
    secretary.send(
        "POST",
        f"/api/meetings/{meeting}/agenda-items",
        {
            "title": "Mục riêng",
            "kind": "decision",
            "parent_id": above,
            "audience": {"guests": False, "people": [person_id_of("daibieu30")]},
        },
    )
    secretary.hand_out(meeting, "Tờ trình soát", "pdflatex-4-pages.pdf", above)
    unit = next(one["id"] for one in secretary.get("/api/organisations")["items"] if one["name"] == UNIT)
    body = {"title": UNITS_ITEM, "kind": "discussion", "owner_organisation_id": unit}
    asked = secretary.send("POST", f"/api/meetings/{meeting}/agenda-items", body)["id"]
    secretary.call(meeting)
    secretary.send("POST", f"/api/meetings/{meeting}/paper-requests", {"item_ids": [asked]})
    substitute = {"person_id": person_id_of("daibieu7"), "reason": "Đi công tác"}
    delegate = Secretary(hop, "daibieu6").after(secretary)
    delegate.send("PUT", f"/api/meetings/{meeting}/substitute", substitute)
    return meeting, secretary.new_meeting("Dự thảo trống", [])


@pytest.fixture(scope="module")
def blocked_day(hop: Product) -> str:
    """On which nobody gets a room that no other story asks for."""
    token, day = hop.token("quantri"), (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    named = {"organisation_id": ROOT_ID, "name": "Phòng đang sửa điện", "capacity": 12, "seats": 12}
    room = hop.send("POST", "/api/rooms", named, token)["id"]
    body = {"starts_at": f"{day}T02:00:00Z", "ends_at": f"{day}T04:00:00Z", "reason": "Sửa điện"}
    hop.send("POST", f"/api/rooms/{room}/blocks", body, token)
    return day


@both_languages
def test_door_and_set_up_are_accessible(hop: Product, fresh: Product, stranger: Page, language: str) -> None:
    words = words_of(language)
    stranger.goto(hop.url)
    stranger.get_by_label(words("signIn.name"), exact=True).fill("thuky")
    found = breaches(stranger)
    stranger.get_by_label(words("signIn.password"), exact=True).fill("không phải mật khẩu")
    stranger.get_by_role("button", name=words("signIn.submit"), exact=True).click()
    expect(stranger.get_by_role("alert")).to_be_visible()
    found += breaches(stranger)
    stranger.goto(fresh.url)
    expect(stranger.get_by_role("heading", name=words("setUp.title"))).to_be_visible()
    found += breaches(stranger)
    assert found == []


@both_languages
def test_first_password_screen_is_accessible(hop: Product, stranger: Page, language: str) -> None:
    words = words_of(language)
    administrator = hop.token("quantri")
    home = hop.get("/api/me", administrator)["organisation"]["id"]
    name = f"moi.den.{language}"
    body = {"name": name, "full_name": "Người mới đến", "organisation_id": home, "language": language}
    stranger.goto(hop.url)
    stranger.get_by_label(words("signIn.name"), exact=True).fill(name)
    password = hop.send("POST", "/api/people", body, administrator)["password"]
    stranger.get_by_label(words("signIn.password"), exact=True).fill(password)
    stranger.get_by_role("button", name=words("signIn.submit"), exact=True).click()
    expect(stranger.get_by_role("heading", name=words("password.first"))).to_be_visible()
    assert breaches(stranger) == []


@both_languages
def test_secretarys_screens_are_accessible(
    hop: Product, on_his_tablet: Callable[[str], Tablet], prepared: tuple[str, str], language: str
) -> None:
    meeting, draft = (f"/meetings/{one}" for one in prepared)
    answering = menu_of(name_of(hop, "daibieu30"), "answer.record")
    form = f"/meetings/new/{prepared[1]}"
    title = "Mục chung"
    look(
        on_his_tablet("thuky"),
        [
            ("home", "/", None),
            ("week", "/meetings", None),
            ("inbox", "/inbox", None),
            ("account", "/account", None),
            ("new meeting", "/meetings/new", pressing("form.createFirst")),
            ("choose the chair", "/meetings/new", in_turn(pressing("form.choosePerson"), people_to_choose)),
            ("form: agenda, empty", f"{form}/agenda", None),
            ("form: item", f"{form}/agenda", pressing("agenda.add")),
            ("form: participants, empty", f"{form}/people", None),
            ("form: choose participants", f"{form}/people", in_turn(pressing("participants.add"), people_to_choose)),
            ("form: paste participants", f"{form}/people", in_turn(pressing("participants.add"), pasted)),
            ("form: places", f"{form}/places", None),
            ("form: papers, empty", f"{form}/papers", None),
            ("form: review", f"{form}/review", None),
            ("draft", draft, None),
            ("agenda", meeting, None),
            ("item's menu", meeting, menu_of(title)),
            ("item's form", meeting, menu_of(title, "agenda.edit")),
            ("item removed?", meeting, menu_of(title, "agenda.remove")),
            ("participants", f"{meeting}/participants", None),
            ("recording an answer", f"{meeting}/participants", answering),
            ("recording a substitute", f"{meeting}/participants", in_turn(answering, substitute_told)),
            ("papers", f"{meeting}/papers", None),
            ("paper's details", f"{meeting}/papers", menu_of("Tờ trình soát", "papers.rename")),
            ("paper recalled?", f"{meeting}/papers", menu_of("Tờ trình soát", "papers.recall")),
            ("readiness", f"{meeting}/readiness", None),
            ("settings", f"{meeting}/settings", None),
            ("print desk", "/print-desk", None),
            ("paper printed for a meeting", f"/print-desk/{prepared[0]}", None),
            ("postpone", meeting, pressing("meeting.postpone")),
            ("cancel", meeting, menu("papers.more", "meeting.cancelMeeting")),
            ("record held", meeting, menu("papers.more", "meeting.record")),
            ("print invitation", meeting, menu("print.print", "print.invitation")),
            ("print name plates", meeting, menu("print.print", "print.name_plates")),
            ("print book", meeting, menu("print.print", "print.book")),
            ("no such meeting", f"/meetings/{MISSING}", None),
            ("no such page", "/nowhere", None),
            ("not for him", "/administration", None),
        ],
    )


@both_languages
def test_readers_screens_are_accessible(
    on_his_tablet: Callable[[str], Tablet], prepared: tuple[str, str], language: str
) -> None:
    meeting = f"/meetings/{prepared[0]}"
    tablet = on_his_tablet("daibieu30")
    book = f"{meeting}/book"
    look(
        tablet,
        [
            ("home", "/", None),
            ("week", "/meetings", None),
            ("inbox", "/inbox", None),
            ("account", "/account", None),
            ("second factor", "/account", in_turn(pressing("secondFactor.turnOn"), secret_shown)),
            ("password again", "/account", proof_wanted),
            ("meeting", meeting, None),
            ("declining", meeting, pressing("answer.decline")),
            ("proposing a substitute", meeting, pressing("substitute.propose")),
            ("participants", f"{meeting}/participants", None),
            ("book", book, None),
            ("book with its strip", book, pressing("book.thumbnails")),
            ("book with its finder", book, pressing("book.find")),
            ("reading options", book, pressing("book.options")),
            ("what he has read", book, menu("book.options", "book.evidence")),
            ("no such paper", f"{book}/{MISSING}", None),
            ("denied", f"/meetings/{prepared[1]}", None),
        ],
    )
    tablet.page.context.set_offline(True)
    tablet.page.get_by_role("link", name=tablet.words("navigation.meetings")).click()
    tablet.sees(tablet.words("state.offlineBanner"))
    assert breaches(tablet.page) == []
    tablet.page.context.set_offline(False)


@both_languages
def test_guests_and_chairs_screens_are_accessible(
    on_his_tablet: Callable[[str], Tablet], prepared: tuple[str, str], language: str
) -> None:
    meeting = f"/meetings/{prepared[0]}"
    look(on_his_tablet("khach"), [("home", "/", None), ("meeting", meeting, None)])
    screens: list[Screen] = [("home", "/", None), ("meeting", meeting, None)]
    screens += [("readiness", f"{meeting}/readiness", None), ("figures", "/usage", None)]
    screens += [("agreeing to a substitute", meeting, pressing("substitute.agree"))]
    screens += [("refusing a substitute", meeting, pressing("substitute.refuse"))]
    look(on_his_tablet("chutri"), screens)
    look(on_his_tablet("daibieu9"), [("a unit's papers", "/preparing", papers_asked)])


@both_languages
def test_administrators_screens_are_accessible(
    hop: Product, on_his_tablet: Callable[[str], Tablet], language: str
) -> None:
    person = name_of(hop, "daibieu31")
    people = "/administration/people"
    look(
        on_his_tablet("quantri"),
        [
            ("home", "/", None),
            ("organisations", "/administration", None),
            ("new organisation", "/administration", adding_a_unit),
            ("house rules", "/administration", ruling),
            ("people", people, None),
            ("new person", people, pressing("administration.addPerson")),
            ("person's form", people, menu_of(person, "administration.editPerson")),
            ("person's roles", people, menu_of(person, "administration.roles")),
            ("one-time password?", people, menu_of(person, "administration.resetPassword")),
            ("deliveries", "/administration/deliveries", None),
        ],
    )


def name_of(hop: Product, who: str) -> str:
    """In full."""
    return str(hop.get(f"/api/people/{person_id_of(who)}", hop.token("quantri"))["full_name"])


@both_languages
def test_searching_rooms_and_imports_are_accessible(
    on_his_tablet: Callable[[str], Tablet], blocked_day: str, language: str
) -> None:
    look(
        on_his_tablet("thuky"),
        [("search", "/search", None), ("found", "/search?q=ke%20hoach", None), ("rooms", "/rooms", None)],
    )
    look(
        on_his_tablet("quantri"),
        [
            ("figures", "/usage", None),
            ("merging", "/administration", merging),
            ("splitting", "/administration", splitting),
            ("choose a list", "/administration/people/import", None),
            ("no such list", f"/administration/people/import/{MISSING}", None),
            ("keys", "/", keys_listed),
            ("a blocked room's week", f"/rooms?day={blocked_day}", room_blocked),
            ("new room", "/rooms", pressing("rooms.add")),
            ("room's form", "/rooms", pressing("rooms.change")),
            ("blocking a room", "/rooms", pressing("rooms.block")),
            ("room closed?", "/rooms", pressing("rooms.close")),
        ],
    )


@both_languages
def test_audit_record_is_accessible(hop: Product, on_his_tablet: Callable[[str], Tablet], language: str) -> None:
    administrator, name = hop.token("quantri"), "daibieu35"
    home = hop.get("/api/me", administrator)["organisation"]["id"]
    role = {"role": "auditor", "organisation_id": home}
    hop.send("POST", f"/api/people/{person_id_of(name)}/roles", role, administrator)
    tablet = on_his_tablet(name)
    await_sign_in(hop, name)
    look(tablet, [("audit", "/audit", None)])
    own = tablet.page.get_by_role("row").filter(has_text=tablet.words("audit.deeds.signed_in"))
    full_name = hop.get("/api/me", hop.token(name))["full_name"]
    own.get_by_role("button", name=full_name).first.click()
    tablet.sees(tablet.words("audit.only", name=full_name))
    expect(tablet.page.get_by_role("row").filter(has_text=full_name).first).to_be_visible()
    expect(
        tablet.page.get_by_role("row").filter(has=tablet.page.get_by_role("cell")).filter(has_not_text=full_name)
    ).to_have_count(0)
    assert breaches(tablet.page) == []


def await_sign_in(hop: Product, name: str) -> None:
    """Until the record has one of his: it is written within a second or so, and its page shows what it found."""
    path, auditor = f"/api/audit?deed=signed_in&person={person_id_of(name)}", hop.token(name)
    until(lambda: hop.get(path, auditor)["items"], "the sign-in is not in the record")
