"""Connections to addresses that people type in: https, to public addresses or to networks the operator has named."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

Network = IPv4Network | IPv6Network


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

    aiohttp does not ask it for addresses in numbers: those are refused by `Reach.takes`.
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._names = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [one for one in await self._names.resolve(host, port, family) if self._reach.admits(one["host"])]
        if not found:
            raise AddressForbidden(f"{host} has no address that may be reached")
        return found

    async def close(self) -> None:
        await self._names.close()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
