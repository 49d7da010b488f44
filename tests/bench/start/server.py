"""Serves the help center and bare Pyodide with Brotli, and counts the bytes that it sends."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from tests.debian import program
from validator.commands import static
from validator.fake_okx import create_app as create_fake
from validator.loopback import run_in_thread
from validator.proxy import UNGUARDED, Settings
from validator.proxy import create_app as create_proxy
from validator.publish import site
from validator.publish.root import CACHE, PYODIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The files that an unchanged Pyodide loads.
PUBLISHED: Final = (
    "pyodide.mjs",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
#: The folder of bare Pyodide, its page and an empty worker.
BARE: Final = "/bare/"
#: The quality of the Brotli compression.
QUALITY: Final = 11
_COMPRESSOR: Final = Path(__file__).with_name("compress.mjs")
_BARE_FILES: Final = {
    "": ("text/html", b"<!doctype html><title>bare</title>"),
    "worker.mjs": (
        "text/javascript",
        b"""import { loadPyodide } from "./pyodide.mjs";
await loadPyodide({ indexURL: new URL(".", import.meta.url).href });
postMessage("ready");
""",
    ),
    "empty.mjs": ("text/javascript", b'postMessage("ready");\n'),
}
_LONG: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True)
class _Kept:
    headers: dict[str, str]
    body: bytes

    @cached_property
    def gzipped(self) -> bytes:
        """Return the body as hosts send it to browsers that do not take Brotli over HTTP."""
        return gzip.compress(self.body)


@dataclass
class Compressed:
    """ASGI middleware that sends files compressed, and counts the bytes of bodies by path."""

    app: ASGIApp
    #: SHA-256 of a content -> the compressed content.
    contents: Mapping[bytes, bytes]
    sent: Counter[str] = field(default_factory=Counter)
    _kept: dict[str, _Kept] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, from memory if its path was requested before."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith("/api/") or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        asked = {name.decode(): value.decode() for name, value in scope["headers"]}
        kept = self._kept.get(path) or await self._fetch(scope, receive)
        if kept is None:
            await self.app(scope, receive, send)
            return
        if asked.get("if-none-match") == kept.headers.get("etag", ""):
            await Response(None, 304, kept.headers)(scope, receive, send)
            return
        compressed = self.contents.get(hashlib.sha256(kept.body).digest())
        accepted = asked.get("accept-encoding", "")
        headers, body = kept.headers, kept.body
        if compressed is not None and "br" in accepted:
            headers, body = headers | {"content-encoding": "br"}, compressed
        elif compressed is not None and "gzip" in accepted:
            headers, body = headers | {"content-encoding": "gzip"}, kept.gzipped
        self.sent[path] += len(body)
        await Response(body, 200, headers)(scope, receive, send)

    async def _fetch(self, scope: Scope, receive: Receive) -> _Kept | None:
        """Return the app's response for a path and keep it, or None if its status isn't 200."""
        status, headers, body = 0, dict[str, str](), b""

        async def keep(message: Message) -> None:
            nonlocal status, body
            if message["type"] == "http.response.start":
                status = message["status"]
                pairs = ((name.decode(), value.decode()) for name, value in message["headers"])
                headers.update((name, value) for name, value in pairs if name != "content-length")
            else:
                body += message.get("body", b"")

        own = {b"accept-encoding", b"if-none-match"}
        plain = [pair for pair in scope["headers"] if pair[0] not in own]
        await self.app({**scope, "headers": plain}, receive, keep)
        if status != 200:
            return None
        self._kept[scope["path"]] = _Kept(headers, body)
        return self._kept[scope["path"]]


@dataclass(frozen=True, slots=True)
class Served:
    """A running help center: its URL, the bytes that it sent by path, and the runtime's path."""

    url: str
    sent: Counter[str]
    runtime: str


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Build the site into a folder and serve it with the proxy and the fake exchange."""
    site.build(folder, "http://127.0.0.1/")
    runtime = next((folder / "runtime").iterdir())
    bare = {
        **{name: _file(name) for name in PUBLISHED},
        **{name: Response(body, 200, _LONG, kind) for name, (kind, body) in _BARE_FILES.items()},
    }
    with ExitStack() as stack:
        okx = stack.enter_context(run_in_thread(create_fake()))
        pages = static.create_app(folder, create_proxy(Settings(okx=okx, **UNGUARDED)))

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope.get("path", "")
            response = bare.get(path.removeprefix(BARE)) if path.startswith(BARE) else None
            await (response or pages)(scope, receive, send)

        files = [path for path in folder.rglob("*") if path.is_file()]
        compressed = Compressed(app, compress([*files, *(PYODIDE / name for name in PUBLISHED)]))
        url = stack.enter_context(run_in_thread(compressed))
        yield Served(url, compressed.sent, f"/runtime/{runtime.name}/")


def compress(files: list[Path], quality: int = QUALITY) -> dict[bytes, bytes]:
    """Return compressed contents by the SHA-256 of the files; each content is compressed once."""
    folder = CACHE / "brotli" / str(quality)
    folder.mkdir(parents=True, exist_ok=True)
    digests = {hashlib.sha256(path.read_bytes()).digest(): path for path in files}
    missing = {key: path for key, path in digests.items() if not (folder / key.hex()).exists()}
    if missing:
        subprocess.run(
            [program("node"), _COMPRESSOR, str(quality), folder, *missing.values()], check=True
        )
        for index, digest in enumerate(missing):
            (folder / str(index)).rename(folder / digest.hex())
    return {digest: (folder / digest.hex()).read_bytes() for digest in digests}


def _file(name: str) -> Response:
    kind = "text/javascript" if name.endswith("js") else "application/octet-stream"
    media = "application/wasm" if name.endswith(".wasm") else kind
    return Response((PYODIDE / name).read_bytes(), 200, _LONG, media)
