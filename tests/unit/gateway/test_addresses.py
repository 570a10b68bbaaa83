import pytest
from aiohttp.test_utils import make_mocked_request

from services.gateway.strangers import Strangers
from shared.addresses import Addresses
from shared.problems import TooMany


def request(remote: str, forwarded: str | None = None):  # type: ignore[no-untyped-def]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return make_mocked_request("GET", "/", headers=headers).clone(remote=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "invented", "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, "192.0.2.1"),
    ],
)
def test_address_is_the_nearest_hop_that_is_no_proxy_of_ours(remote: str, forwarded: str | None, address: str) -> None:
    assert Addresses("10.0.0.0/8").of(request(remote, forwarded)) == address


def test_nobody_is_believed_without_trusted_proxies() -> None:
    assert Addresses("").of(request("127.0.0.1", "203.0.113.9")) == "127.0.0.1"


def test_proxy_that_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        Addresses("proxy.example")


def test_one_address_is_slowed_and_others_are_not() -> None:
    strangers = Strangers(Addresses(""), burst=3, rate=0.001)
    for _ in range(3):
        strangers(request("192.0.2.1"))
    with pytest.raises(TooMany):
        strangers(request("192.0.2.1"))
    strangers(request("192.0.2.2"))
