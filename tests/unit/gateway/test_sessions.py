from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import make_mocked_request

from services.gateway.sessions.cookies import KNOWN_PEOPLE, CookieJar, Device
from services.gateway.sessions.devices import device_label
from services.gateway.sessions.model import ForeignOrigin, RefreshReused, Session, read_refresh_token, refresh_token
from shared.backends import BadSetting
from shared.cursors import Cursors
from shared.problems import Unauthenticated
from shared.settings import Settings

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def session() -> Session:
    return Session.start("s1", "p1", "Safari · iPad", (), NOW, DAY)


def test_each_exchange_turns_the_refresh_token() -> None:
    one = session()
    one.exchange(1, "", NOW, DAY, 30 * DAY)
    assert one.turn == 2
    with pytest.raises(RefreshReused):
        one.exchange(1, "", NOW, DAY, 30 * DAY)


def test_use_prolongs_a_session_but_not_beyond_its_longest() -> None:
    one = session()
    one.exchange(1, "", NOW + 0.5 * DAY, DAY, 30 * DAY)
    assert one.expires_at == NOW + 1.5 * DAY
    one.exchange(2, "", NOW + 29.5 * DAY, DAY, 30 * DAY)
    assert one.expires_at == NOW + 30 * DAY


def test_only_the_very_last_exchange_can_be_repeated() -> None:
    one = session()
    one.exchange(1, "k1", NOW, DAY, 30 * DAY)
    one.exchange(1, "k1", NOW, DAY, 30 * DAY)
    assert one.turn == 2
    one.exchange(2, "k2", NOW, DAY, 30 * DAY)
    with pytest.raises(RefreshReused):
        one.exchange(1, "k1", NOW, DAY, 30 * DAY)


def test_refresh_token_names_session_and_turn() -> None:
    assert read_refresh_token(b"key", refresh_token(b"key", "s1", 7)) == ("s1", 7)


@pytest.mark.parametrize(
    "token", ["", "s1", "s1.1", "s1.1.", "s1.-1.x", "s1.²." + "0" * 64, "s1.99999999999.x", "ä.1.x"]
)
def test_what_we_did_not_make_is_no_refresh_token(token: str) -> None:
    with pytest.raises(Unauthenticated):
        read_refresh_token(b"key", token)


def test_refresh_token_of_another_installation_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        read_refresh_token(b"key", refresh_token(b"other", "s1", 1))


def test_shared_tablet_remembers_the_last_people() -> None:
    device = Device("d1")
    for n in range(KNOWN_PEOPLE + 1):
        device = device.knowing(f"p{n}")
    assert device.known_to("p0") is None
    assert device.known_to("p1") == device.known_to(f"p{KNOWN_PEOPLE}") == "d1"
    assert device.knowing("p1").people[:2] == ("p1", f"p{KNOWN_PEOPLE}")


@pytest.mark.parametrize(
    ("public", "host", "origin", "own"),
    [
        ("https://hop.tinh.example:443/", "10.0.0.7", "https://hop.tinh.example", True),
        ("https://hop.tinh.example", "hop.tinh.example", "http://hop.tinh.example", False),
        ("https://hop.tinh.example", "localhost:8080", "http://localhost:8080", False),
        ("", "localhost:8080", "http://localhost:8080", True),
        ("", "127.0.0.1:8080", "http://localhost:8080", False),
        ("", "hop.tinh.example", "https://hop.tinh.example", True),
        ("", "127.0.0.1:8080", "null", False),
        ("", "127.0.0.1:8080", "https://elsewhere.example", False),
    ],
)
def test_own_origin_is_the_public_address_or_else_what_the_browser_asked_for(
    public: str, host: str, origin: str, own: bool
) -> None:
    jar = CookieJar(Settings(public_url=public), Cursors(bytes(64)), DAY)
    request = make_mocked_request("POST", "/", headers={"Host": host, "Origin": origin})
    with nullcontext() if own else pytest.raises(ForeignOrigin):
        jar.check_origin(request)


def test_public_address_without_scheme_is_a_bad_setting() -> None:
    with pytest.raises(BadSetting, match="PUBLIC_URL"):
        CookieJar(Settings(public_url="hop.tinh.example"), Cursors(bytes(64)), DAY)


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPad"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36", "Chrome · Android"),
        ("curl/8.0", ""),
    ],
)
def test_device_is_named_so_that_its_owner_knows_it(user_agent: str, label: str) -> None:
    assert device_label(user_agent) == label
