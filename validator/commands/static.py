"""The built site as an ASGI app, with the types, headers and redirects that its host gives it.

Like a host it compresses what is large: the image, of which the build has a compressed copy.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from validator.publish import headers, redirects, runtime

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

#: Not left to the machine's own table: a browser refuses modules and WebAssembly of other types.
_TYPES: Final = {
    ".data": "application/octet-stream",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".whl": "application/octet-stream",
}
_CACHING: Final = "Cache-Control"


class _SiteFiles(StaticFiles):
    def __init__(self, site: Path) -> None:
        super().__init__(directory=site, html=True)
        self._redirects = redirects.read(_text(site / redirects.FILE))
        self._headers = headers.read(_text(site / headers.FILE))

    async def get_response(self, path: str, scope: Scope) -> Response:
        rule = self._redirects.get(scope["path"].rstrip("/"))
        if rule and scope["method"] in {"GET", "HEAD"}:
            return RedirectResponse(rule.target, rule.status, {"Cache-Control": "no-cache"})
        response = await super().get_response(path, scope)
        if response.status_code == 200 and path.endswith(f"/{runtime.IMAGE}"):
            response = await self._compressed(path, scope) or response
        kind = _TYPES.get(PurePosixPath(path).suffix)
        if response.status_code == 200 and kind is not None:
            response.headers["Content-Type"] = kind
        said = headers.of(scope["path"], self._headers)
        if response.status_code not in {200, 304}:
            said.pop(_CACHING, None)
        response.headers.update({_CACHING: "no-cache"} | said)
        return response

    async def _compressed(self, path: str, scope: Scope) -> Response | None:
        if "gzip" not in Headers(scope=scope).get("Accept-Encoding", ""):
            return None
        packed = path.removesuffix(runtime.IMAGE) + runtime.PACKED
        response = await super().get_response(packed, scope)
        response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
        return response


def create_app(site: Path, proxy: ASGIApp) -> ASGIApp:
    """Return one app for both: the proxy's routes under `/api`, the site's files elsewhere."""
    files = Starlette(routes=[Mount("/", _SiteFiles(site))])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and not f"{scope['path']}/".startswith("/api/")
        # Whatever is not a request (the start and the end of the server) is the proxy's.
        await (files if is_file else proxy)(scope, receive, send)

    return app


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
