from tests.integration.gateway.conftest import Hop


async def test_name_and_password_sign_in(hop: Hop) -> None:
    browser = await hop.browser().sign_in("quantri")
    me = await browser.get("/api/me")
    assert me == browser.person
    assert me["name"] == "quantri"
