"""Two cookies: the refresh token, and a sign of who has signed in at this device before."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from services.gateway.sessions.model import ForeignOrigin
from shared.cursors import Cursors
from shared.http import Cookie
from shared.problems import Malformed
from shared.settings import Settings

SESSION = "hop_session"
DEVICE = "hop_device"
PATH = "/api/sessions"
KNOWN_PEOPLE = 12  # a shared tablet remembers the last ones
DEVICE_KEPT = timedelta(days=400)  # the longest browsers keep a cookie
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Device:
    """`people` have signed in here, newest first."""

    id: str
    people: tuple[str, ...] = ()

    def known_to(self, person_id: str) -> str | None:
        return self.id if person_id in self.people else None

    def knowing(self, person_id: str) -> "Device":
        others = tuple(one for one in self.people if one != person_id)
        return Device(self.id, (person_id, *others)[:KNOWN_PEOPLE])


class CookieJar:
    """Cookies are taken from our own pages only, and over https when that is our address."""

    def __init__(self, settings: Settings, cursors: Cursors, kept: timedelta) -> None:
        self._secure = settings.public.startswith("https://")
        self._origins = frozenset(own_origins(settings))
        self._cursors = cursors
        self._kept = kept

    def check_origin(self, request: web.Request, *, given: bool = True) -> None:
        """`given`: the header must be there, as browsers send it with all but GET. Raises ForeignOrigin."""
        origin = request.headers.get("Origin")
        if (given and origin is None) or (origin is not None and origin not in self._origins):
            raise ForeignOrigin

    def refresh_token(self, request: web.Request) -> str | None:
        return request.cookies.get(SESSION)

    def device(self, request: web.Request) -> Device:
        """A new one when there is no cookie, or none of ours."""
        try:
            device_id, people = self._cursors.open("device", request.cookies.get(DEVICE, ""))
        except Malformed:
            return Device(secrets.token_hex(8))
        return Device(device_id, tuple(people))

    def session(self, token: str) -> Cookie:
        return self._cookie(SESSION, token, self._kept)

    def known_device(self, device: Device) -> Cookie:
        return self._cookie(DEVICE, self._cursors.seal("device", [device.id, device.people]), DEVICE_KEPT)

    def no_session(self) -> Cookie:
        return self._cookie(SESSION, "", timedelta(0))

    def _cookie(self, name: str, value: str, kept: timedelta) -> Cookie:
        return Cookie(name, value, PATH, int(kept.total_seconds()), self._secure)


def own_origins(settings: Settings) -> Sequence[str]:
    """On a loopback address its other names are us as well."""
    scheme, _, host = settings.public.partition("://")
    name, _, port = host.rpartition(":")
    if name not in _LOOPBACK:
        return [settings.public]
    return [f"{scheme}://{alias}:{port}" for alias in _LOOPBACK]
