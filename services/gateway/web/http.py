"""Everything that is not the API: the web app's files, and a page for each problem's type."""

import asyncio
from collections.abc import Mapping
from html import escape
from typing import Any

from aiohttp import web

from services.gateway.web.files import ASK_AGAIN, WebFile, WebFiles
from shared.ids import request_name
from shared.problems import NotFound, described_problems
from shared.refusals import language_of, refusal
from shared.words import Language

_MACHINE_PATHS = {"api", "objects", ".well-known"}  # nobody who asks here wants the app


class WebApp:
    """`problems` as described_problems gives them, where not all services are in this process."""

    def __init__(self, files: WebFiles, headers: Mapping[str, str], problems: Mapping[str, Any] | None = None) -> None:
        self._files = files
        self._headers = headers
        self._problems = problems

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/problems/{code}", self._explain), web.get("/{path:.*}", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path.partition("/")[0] in _MACHINE_PATHS:
            return self._missing(request)
        file = await asyncio.to_thread(self._files.find, path)
        return self._file(file) if file else self._missing(request)

    def _file(self, file: WebFile) -> web.FileResponse:
        headers = {**self._headers, "Cache-Control": file.cache_control, "Content-Type": file.media_type}
        return web.FileResponse(file.path, headers=headers)

    def _missing(self, request: web.Request) -> web.Response:
        answer = refusal(NotFound(), language_of(request), request_name())
        answer.headers.update(self._headers)
        return answer

    async def _explain(self, request: web.Request) -> web.Response:
        """The page a problem's `type` leads to, in the reader's language."""
        code = request.match_info["code"]
        said = (self._problems or described_problems()).get(code)
        if said is None:
            return self._missing(request)
        headers = {**self._headers, "Vary": "Accept-Language", "Cache-Control": ASK_AGAIN}
        page = _page(code, said, language_of(request))
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)


def _page(code: str, said: Mapping[str, Any], language: Language) -> str:
    title, advice = (escape(said[part][language.value]) for part in ("title", "advice"))
    return (
        f'<!doctype html><html lang="{language.value}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title} · Hop</title>'
        f"<main><h1>{title}</h1><p>{advice}</p><p><code>{code}</code> · HTTP {said['status']}</p>"
        f'<p><a href="/">Hop</a></p></main></html>'
    )
