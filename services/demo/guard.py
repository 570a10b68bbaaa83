"""Where the demo's people are, anybody who knows their one password could come in: only this machine may sign in."""

import ipaddress
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from services.demo.people import is_demo
from services.gateway.world import World
from shared.ids import request_name
from shared.problems import Problem, Said
from shared.refusals import language_of, refusal
from shared.settings import Settings

log = structlog.get_logger()

SIGN_IN = "/api/sessions"
FORWARDED = ("Forwarded", "Via", "X-Real-IP")
LOCAL = {"localhost", "localhost.localdomain"}


class DemoIsLocal(Problem):
    status = 403
    code = "demo-is-local"
    title = Said(
        "Bản dùng thử chỉ đăng nhập được trên chính máy này", "The demo can be signed in to on its machine only"
    )
    advice = Said(
        "Dữ liệu dùng thử có mật khẩu chung. Để dùng thật, hãy khởi động với DEMO=0 và một thư mục dữ liệu mới.",
        "Demo data have a shared password. For real use start with DEMO=0 and a new data folder.",
    )


def guard(gateway: World, settings: Settings) -> Middleware:
    """Holds for as long as demo data are in the store, whatever DEMO says."""
    own_name = urlsplit(settings.public).hostname or ""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_sign_in(request) or not await is_demo(gateway):
            return await handler(request)
        if not is_forwarded(request) and is_own_host(request.host, own_name):
            return await handler(request)
        log.warning("demo sign-in refused")
        return refusal(DemoIsLocal(), language_of(request), request_name())

    return check


def is_forwarded(request: web.Request) -> bool:
    return any(name in request.headers for name in FORWARDED) or any(
        name.lower().startswith("x-forwarded") for name in request.headers
    )


def is_own_host(host: str, own_name: str) -> bool:
    """`host` as the Host header says. A foreign name is a page elsewhere whose name was made to lead here."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in LOCAL or name == own_name or _is_loopback(name)


def _is_sign_in(request: web.Request) -> bool:
    resource = request.match_info.route.resource
    return request.method == "POST" and resource is not None and resource.canonical == SIGN_IN


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
