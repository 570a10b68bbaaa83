"""A list pasted as offices keep it finds its people, and says of whom it is not sure."""

from playwright.sync_api import expect

from services.gateway.people.names import person_id_of
from tests.e2e.conftest import Open, both_languages
from tests.e2e.product import Product
from tests.e2e.secretary import Secretary


@both_languages
def test_pasted_list_invites_by_name_address_and_sign_in_name(hop: Product, open_tablet: Open) -> None:
    secretary = Secretary(hop)
    meeting = secretary.new_meeting("Họp mời theo danh sách", [])
    names = {name: secretary.get(f"/api/people/{person_id_of(name)}")["full_name"] for name in ("daibieu11", "khach")}
    desk = open_tablet("thuky")
    desk.go(f"/meetings/{meeting}/participants")
    desk.press(desk.words("participants.add"))
    window = desk.page.get_by_role("dialog")
    window.get_by_text(desk.words("participants.paste"), exact=True).click()
    rows = [
        f"1\tÔng {names['daibieu11']}\tTrưởng phòng\t0912 345 678",
        "2\tdaibieu12",
        "3\tDAIBIEU13@phutho.example",
        f"4\t{names['khach']} (khách)",
        "5\tNguyễn Văn Không Có",
    ]
    window.get_by_role("textbox").fill("\n".join(rows))
    unknown = desk.words("participants.pasteUnknown", row=5, text="Nguyễn Văn Không Có")
    expect(window.get_by_text(unknown)).to_be_visible()
    window.get_by_role("button", name=desk.words("participants.invite", count=4)).click()
    expect(window).to_have_count(0)
    # A tablet that signs in in another language makes its owner's earlier tokens stale.
    invited = Secretary(hop).get(f"/api/meetings/{meeting}/participants")["items"]
    roles = {one["person"]["id"]: one["role"] for one in invited}
    for name in ("daibieu11", "daibieu12", "daibieu13"):
        assert roles[person_id_of(name)] == "delegate"
    assert roles[person_id_of("khach")] == "guest"
