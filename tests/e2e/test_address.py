"""Somebody changes his own mail address: confirmed from the new mailbox, and told to the old one."""

from email.header import decode_header, make_header

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from services.notify.letters.words import FAREWELL
from shared.words import Language
from tests.e2e.conftest import Mailbox, Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches
from tests.e2e.test_reset_by_mail import link_in, text_of
from tests.e2e.waiting import until

WHO = {"vi": "daibieu17", "en": "daibieu29"}


@both_languages
def test_own_address_is_changed_by_a_link_and_the_old_one_is_told(
    hop: Product, mailbox: tuple[Mailbox, int], open_tablet: Open, language: str
) -> None:
    name, new = WHO[language], f"dia.chi.moi.{language}@tinh.example"
    tablet = open_tablet(name)
    words, page = tablet.words, tablet.page
    old = hop.get("/api/me/address", hop.token(name))["email"]
    tablet.go("/account")
    expect(page.get_by_text(old)).to_be_visible()
    tablet.press(words("address.change"))
    page.get_by_label(words("address.new")).fill(new)
    assert breaches(page) == []
    tablet.press(words("address.ask"))
    asked = page.get_by_role("status").filter(has_text=new)
    expect(asked).to_be_visible()
    expect(page.get_by_text(old)).to_be_visible()  # until it is confirmed

    link = link_in(mailbox[0], new, "address")
    page.goto(link)
    expect(page.get_by_role("heading", name=words("address.confirmTitle"))).to_be_visible()
    assert breaches(page) == []
    tablet.press(words("address.confirm"))
    expect(page.get_by_text(words("address.confirmed"))).to_be_visible()
    tablet.go("/account")
    expect(page.get_by_text(new, exact=True)).to_be_visible()
    expect(asked).to_have_count(0)
    assert new not in farewell(mailbox[0], old, language)

    secretary = Secretary(hop)
    meeting = secretary.new_meeting(f"Họp sau khi đổi địa chỉ ({language})", [name])
    secretary.call(meeting)
    before = len(mailbox[0].to(old))
    mailbox[0].calendar_entry(new, "REQUEST", f"Họp sau khi đổi địa chỉ ({language})")
    assert len(mailbox[0].to(old)) == before
    page.goto(link)
    tablet.press(words("address.confirm"))
    expect(page.get_by_role("alert")).to_be_visible()  # a link confirms once
    assert hop.get(f"/api/people/{person_id_of(name)}", hop.token("quantri"))["email"] == new


def farewell(mailbox: Mailbox, address: str, language: str) -> str:
    """What the former address is told."""
    subject = FAREWELL.subject.to(Language(language))

    def farewells() -> list[str]:
        letters = mailbox.to(address)
        return [text_of(one) for one in letters if str(make_header(decode_header(one["Subject"]))) == subject]

    return until(farewells, f"{address} was not told")[0]
