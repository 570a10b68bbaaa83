"""The one place where a problem becomes an answer (RFC 9457), in the language the caller asked for."""

from typing import Any

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from shared.ids import request_name
from shared.problems import Malformed, MethodNotAllowed, NoRoom, NotFound, Problem, TooLarge
from shared.words import Language

_KEPT = ("Allow", "Retry-After")
_OF_STATUS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 507: NoRoom}


def language_of(request: web.Request) -> Language:
    accepted = request.headers.get("Accept-Language", "")
    return Language.ENGLISH if accepted.lower().startswith("en") else Language.VIETNAMESE


def refusal(problem: Problem, language: Language, request_id: str) -> web.Response:
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    return web.Response(
        body=orjson.dumps(problem.render(language, request_id)),
        status=problem.status,
        headers=headers,
        content_type="application/problem+json",
    )


def _reason(error: web.HTTPError) -> dict[str, Any]:
    """What our own code said beside the status; the library's text only repeats the status."""
    text = error.text or ""
    return {} if not text or text.startswith(str(error.status)) else {"reason": text}


@web.middleware
async def as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What the web library refuses by itself, before or beside our handlers: a path or method nobody serves."""
    try:
        return await handler(request)
    except web.HTTPError as error:
        request_id = request_name()
        kind = _OF_STATUS.get(error.status, Malformed if error.status < 500 else Problem)
        answer = refusal(kind(**_reason(error)), language_of(request), request_id)
        answer.headers.update({name: error.headers[name] for name in _KEPT if name in error.headers})
        answer.headers["X-Request-Id"] = request_id
        return answer
