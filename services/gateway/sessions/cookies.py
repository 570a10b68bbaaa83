"""Two cookies: the refresh token, and a sign of who has signed in at this device before."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from yarl import URL

from services.gateway.sessions.model import ForeignOrigin
from shared.backends import BadSetting
from shared.cursors import Cursors
from shared.http import Cookie
from shared.problems import Malformed
from shared.settings import Settings

SESSION = "hop_session"
DEVICE = "hop_device"
PATH = "/api/sessions"
KNOWN_PEOPLE = 12  # a shared tablet remembers the last ones
DEVICE_KEPT = timedelta(days=400)  # the longest browsers keep a cookie


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
        """Raises BadSetting."""
        self._secure = settings.public.startswith("https://")
        self._origin = _origin_of(settings.public_url) if settings.public_url else None
        self._cursors = cursors
        self._kept = kept

    def check_origin(self, request: web.Request, *, given: bool = True) -> None:
        """`given`: the header must be there, as browsers send it with all but GET. Raises ForeignOrigin."""
        origin = request.headers.get("Origin")
        if (given and origin is None) or (origin is not None and not self._is_own(origin, request.host)):
            raise ForeignOrigin

    def _is_own(self, origin: str, host: str) -> bool:
        """Without PUBLIC_URL we are whatever the browser called us; a proxy may have changed the scheme."""
        if self._origin is not None:
            return origin == self._origin
        return origin.partition("://")[2] == host

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


def _origin_of(public_url: str) -> str:
    """Without path and default port, as browsers write it."""
    try:
        return str(URL(public_url).origin())
    except ValueError:
        raise BadSetting(f"PUBLIC_URL={public_url} must be an address that begins with https:// or http://") from None
