"""Who has no address gets no mail: the secretary sees him with the reason, and tells him by telephone."""

from playwright.sync_api import expect

from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary
from tests.e2e.test_accessibility import breaches
from tests.e2e.waiting import until


@both_languages
def test_secretary_sees_whom_no_mail_reached_and_tells_him_himself(
    hop: Product, open_tablet: Open, language: str
) -> None:
    office = Secretary(hop, "quantri")
    home = office.get("/api/me")["organisation"]["id"]
    full_name = f"Người không thư {language}"
    person = {"name": f"khong.thu.{language}", "full_name": full_name, "organisation_id": home}
    added = office.send("POST", "/api/people", person)
    secretary = Secretary(hop).after(office)
    meeting = secretary.new_meeting(f"Họp có người không nhận được thư ({language})", ["daibieu16"])
    people = [{"person_id": added["id"], "role": "delegate"}]
    secretary.send("POST", f"/api/meetings/{meeting}/participants", {"people": people})
    secretary.call(meeting)
    wait_until_unreached(secretary, meeting)

    desk = open_tablet("thuky")
    words = desk.words
    desk.go(f"/meetings/{meeting}")
    unreached = desk.page.get_by_role("region", name=words("unreached.title"))
    expect(unreached.get_by_text(full_name)).to_be_visible()
    expect(unreached.get_by_text(words("deliveryReason.no_address"))).to_be_visible()
    assert breaches(desk.page) == []
    unreached.get_by_role("button", name=words("unreached.told")).click()
    expect(unreached).to_have_count(0)


def wait_until_unreached(secretary: Secretary, meeting: str) -> None:
    """Until the mail was given up; the screen asks when it is opened."""

    def meetings() -> list[str]:
        return [one["meeting"]["id"] for one in secretary.get("/api/unreached")["items"]]

    until(meetings, "nobody is unreached", lambda found: meeting in found)
