"""Requests to addresses that others name: https, to public addresses or to networks the operator has named."""

import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

Network = IPv4Network | IPv6Network

_BUSY = {408, 425, 429}


@cache
def trust(authorities: Path | None = None) -> ssl.SSLContext:
    """Whoever is signed for by those the machine trusts, or by these (PEM). Read once: it blocks for 30 ms.

    Raises OSError.
    """
    context = ssl.create_default_context()
    if authorities:
        context.load_verify_locations(authorities)
    return context


class AddressForbidden(OSError):
    """A name or number that leads into a network of our own: nobody reaches that by an address he makes up."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where connections may go. `closed`: to the named networks only."""

    networks: tuple[Network, ...] = ()
    closed: bool = False

    @classmethod
    def read(cls, networks: Iterable[str], *, closed: bool) -> Self:
        """`10.12.0.0/16`. Raises ValueError."""
        return cls(tuple(ip_network(one) for one in networks), closed)

    def admits(self, address: str) -> bool:
        found = ip_address(address)
        if any(found in network for network in self.networks):
            return True
        return found.is_global and not found.is_multicast and not self.closed

    def takes(self, url: str) -> bool:
        """Whether it is an https address without a name in it, and no number that is forbidden. Names are looked up
        when the connection is made."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return False
        if parts.scheme != "https" or not host or parts.username is not None or parts.fragment:
            return False
        return not _is_number(host) or self.admits(host)


class ReachingResolver(AbstractResolver):
    """Asked where the connection is made, so that a name cannot lead elsewhere a moment later.

    aiohttp does not ask it for addresses in numbers: those must be refused before, as `Reach.takes` does. Hosts that
    are `own` may stand anywhere.
    """

    def __init__(self, reach: Reach, own: Callable[[str], bool] = lambda host: False) -> None:
        self._reach = reach
        self._own = own
        self._names = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if self._own(host):
            return found
        found = [one for one in found if self._reach.admits(one["host"])]
        if not found:
            raise AddressForbidden(f"{host} has no address that may be reached")
        return found

    async def close(self) -> None:
        await self._names.close()


def is_busy(status: int) -> bool:
    """Whether the same request may be answered otherwise in a while."""
    return status in _BUSY or status >= 500


def wait_asked(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Retry-After, in seconds or as a date (RFC 9110, section 10.2.3); None for neither."""
    said = headers.get("Retry-After", "")
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=min(int(said), 86_400))
    try:
        return max(timedelta(), parsedate_to_datetime(said) - now)
    except (ValueError, TypeError):
        return None


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
