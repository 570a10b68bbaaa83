"""To which push services messages go: those of known browsers, and ones of the installation's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class PushServices:
    """`hosts` are public names; one that begins with a dot stands for all below it. `own` are whole origins.

    An endpoint comes from a browser, so from anybody: what is not named here is never asked.
    """

    hosts: frozenset[str]
    own: frozenset[tuple[str, int]]

    @classmethod
    def read(cls, names: Iterable[str], *, closed: bool) -> Self:
        """`fcm.googleapis.com`, `*.push.apple.com`, `https://push.tinh.example:8443`. Raises ValueError.

        `closed`: without outside connections only its own are taken.
        """
        hosts, own = set(), set()
        for name in names:
            if "://" in name:
                own.add(_origin(urlsplit(name)))
            else:
                hosts.add(_host(name))
        return cls(frozenset() if closed else frozenset(hosts), frozenset(own))

    def __bool__(self) -> bool:
        return bool(self.hosts or self.own)

    def take(self, endpoint: str) -> bool:
        try:
            host, port = _origin(urlsplit(endpoint))
        except ValueError:
            return False
        return (host, port) in self.own or (port == 443 and self._is_known(host))

    def is_own(self, host: str) -> bool:
        """Named with its whole origin, so that it may stand in the installation's own network."""
        return any(host == one for one, _ in self.own)

    def _is_known(self, host: str) -> bool:
        return host in self.hosts or any(host.endswith(one) for one in self.hosts if one.startswith("."))


def _origin(address: SplitResult) -> tuple[str, int]:
    """Raises ValueError."""
    if address.scheme != "https" or not address.hostname or address.username is not None:
        raise ValueError("a push service is an https address")
    return address.hostname, address.port or 443


def _host(name: str) -> str:
    """Raises ValueError for an address in numbers, and for a whole top-level domain."""
    host = name.lower().removeprefix("*")
    labels = host.removeprefix(".").split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit() or host != name.lower().replace("*.", ".", 1):
        raise ValueError(name)
    return host
