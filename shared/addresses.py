"""From which address a request comes, when proxies stand before us."""

import ipaddress

from aiohttp import web

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Addresses:
    """`trusted` are addresses or networks, comma separated, whose X-Forwarded-For is believed."""

    def __init__(self, trusted: str) -> None:
        """Raises ValueError for what is neither address nor network."""
        self._trusted: list[Network] = [
            ipaddress.ip_network(one.strip(), strict=False) for one in trusted.split(",") if one.strip()
        ]

    def of(self, request: web.Request) -> str:
        """The client's neighbourhood, by which requests are counted."""
        return _neighbourhood(self.client(request))

    def client(self, request: web.Request) -> str:
        """The nearest hop that is no proxy of ours; what stands before it in the header anybody can invent."""
        if "X-Forwarded-For" not in request.headers:  # every request of a gateway that nothing stands before
            return request.remote or ""
        hops = [*",".join(request.headers.getall("X-Forwarded-For", [])).split(","), request.remote or ""]
        for hop in reversed([hop.strip() for hop in hops if hop.strip()]):
            if not self._is_proxy(hop):
                return hop
        return request.remote or ""

    def _is_proxy(self, hop: str) -> bool:
        try:
            address = ipaddress.ip_address(hop)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)


def _neighbourhood(hop: str) -> str:
    """One household or office has a whole /64 of IPv6 addresses (RFC 6177)."""
    try:
        address = ipaddress.ip_address(hop)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
