"""The built site as an ASGI app, with the same types, headers and redirects as at its host.

Like a host it sends the large image compressed: the build has a compressed copy.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from validator.publish import headers, links, runtime

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NO_CACHE: Final = "no-cache"


class _SiteFiles(StaticFiles):
    def __init__(self, site: Path) -> None:
        super().__init__(directory=site, html=True)
        self._redirects = links.read_redirects(_text(site / links.REDIRECTS))

    async def get_response(self, path: str, scope: Scope) -> Response:
        rule = self._redirects.get(scope["path"].rstrip("/"))
        if rule and scope["method"] in {"GET", "HEAD"}:
            return RedirectResponse(rule.target, rule.status)
        response = await super().get_response(path, scope)
        if response.status_code == 200 and path.endswith(f"/{runtime.IMAGE}"):
            response = await self._compressed(path, scope) or response
        if response.status_code == 200 and PurePosixPath(path).suffix:
            response.headers["Content-Type"] = headers.type_of(path)
        return response

    async def _compressed(self, path: str, scope: Scope) -> Response | None:
        if "gzip" not in Headers(scope=scope).get("Accept-Encoding", ""):
            return None
        packed = path.removesuffix(runtime.IMAGE) + runtime.PACKED
        response = await super().get_response(packed, scope)
        response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return response


def create_app(site: Path, proxy: ASGIApp) -> ASGIApp:
    """Return an app with the proxy's routes below `/api` and the site's files elsewhere.

    Every response has the site's headers, unless the proxy sets its own.
    """
    files = Starlette(routes=[Mount("/", _SiteFiles(site))])
    rules = headers.read(_text(site / headers.FILE))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            # The lifespan is the proxy's.
            await proxy(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                response = MutableHeaders(scope=message)
                expected = headers.of(scope["path"], rules)
                if message["status"] not in {200, 304}:
                    expected.pop(headers.CACHING, None)
                for name, value in ({headers.CACHING: _NO_CACHE} | expected).items():
                    response.setdefault(name, value)
            await send(message)

        is_file = not f"{scope['path']}/".startswith("/api/")
        await (files if is_file else proxy)(scope, receive, send_with_headers)

    return app


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
