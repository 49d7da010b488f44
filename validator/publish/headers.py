"""The headers of the site's responses: written here, carried by the file `_headers`.

The format is that of Netlify: a path, and below it, indented, the headers of responses for it. In
a path, `*` stands for anything and `:name` for one part. No path matches two rules that set the
same header: Netlify does not document what happens then, and other hosts join them, by which two
policies for the worker would forbid WebAssembly.
Netlify sets none of them on what it relays: below `/api` the proxy sets its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE: Final = "_headers"
POLICY: Final = "Content-Security-Policy"
CACHING: Final = "Cache-Control"

#: What no page needs. Only names that browsers know: of others they complain in the console.
_FEATURES_OFF: Final = (
    "accelerometer",
    "autoplay",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
_YEAR: Final = 365 * 24 * 60 * 60
#: For names that carry a hash of their contents: they never change what they hold.
_FOR_EVER: Final = f"public, max-age={_YEAR}, immutable"
_EVERYWHERE: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        (*(f"{name}=()" for name in _FEATURES_OFF), "clipboard-write=(self)")
    ),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": f"max-age={2 * _YEAR}; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: The workers, at a depth of four, where there is nothing else. The checker's may use WebAssembly
#: while its page may not: Chromium 150, Firefox 140, WebKitGTK 2.50.
_WORKERS: Final = {
    "assets/javascripts/workers/:script": (),
    "checker/:version/worker/:script": ("'wasm-unsafe-eval'",),
}
#: All other paths, by their depth. What else is four deep does not exist; the page that says so
#: brings its policy itself (`embed`).
_OTHERS: Final = ("", ":1", ":1/:2", ":1/:2/:3", ":1/:2/:3/:4/:5/*")
#: A response's type, by its file's last letters: a browser refuses modules and WebAssembly of
#: other types, and `serve` must not depend on the machine's own table.
_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "data": "application/octet-stream",
    "gz": "application/gzip",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "md": "text/markdown; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "whl": "application/octet-stream",
    "xml": "application/xml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of paths, and the headers of responses for them."""

    path: str
    headers: Mapping[str, str]

    def fits(self, path: str) -> bool:
        """Whether the rule is about a path, as `@netlify/headers-parser` decides it."""
        parts = "/".join(_pattern(part) for part in self.path.split("/") if part)
        return re.fullmatch(f"/{parts}/?", path, re.IGNORECASE) is not None


def rules(root: str, scripts: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of a site below `root`, a path with a slash at both ends.

    `scripts` are the sources of the inline scripts of all pages, as `inline_scripts` gives them.
    """
    policy = page_policy(scripts)
    return (
        Rule(f"{root}*", _EVERYWHERE),
        *(Rule(root + pattern, {POLICY: policy}) for pattern in _OTHERS),
        *(Rule(root + path, {POLICY: _worker_policy(*more)}) for path, more in _WORKERS.items()),
        *(Rule(f"{root}{folder}/*", {CACHING: _FOR_EVER}) for folder in ("checker", "runtime")),
    )


def page_policy(scripts: Iterable[str]) -> str:
    """Return the policy of every page; `scripts` are the sources of its inline scripts."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *sorted(set(scripts)))),
            "style-src 'self'",
            "img-src 'self' data:",  # Material draws its icons from addresses that hold them
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def embed(page: str) -> str:
    """Return a page that brings its policy itself, for a host that knows no rule for its path.

    A page cannot forbid to be framed by itself: `X-Frame-Options` does.
    """
    policy = page_policy(inline_scripts(page)).removesuffix("; frame-ancestors 'none'")
    meta = f'<meta http-equiv="{POLICY}" content="{policy}">'
    return page.replace("<head>", f"<head>{meta}", 1)


def inline_scripts(page: str) -> set[str]:
    """Return the sources by which a policy knows the scripts that stand in a page's HTML."""
    found = _InlineScripts()
    found.feed(page)
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in found.texts
    }


def write(headers: Iterable[Rule]) -> str:
    """Return rules as the text of the file."""
    return "".join(
        f"{rule.path}\n" + "".join(f"  {name}: {value}\n" for name, value in rule.headers.items())
        for rule in headers
    )


def read(text: str) -> tuple[Rule, ...]:
    """Return the rules of a file."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if not line.startswith(" "):
            found.append((line, {}))
        else:
            name, _, value = line.strip().partition(": ")
            found[-1][1][name] = value
    return tuple(Rule(path, headers) for path, headers in found)


def of(path: str, headers: Iterable[Rule]) -> dict[str, str]:
    """Return the headers of the response for a path."""
    return {name: value for it in headers if it.fits(path) for name, value in it.headers.items()}


def type_of(path: str) -> str:
    """Return the type of the file at a path, where a slash at the end stands for a page."""
    ending = "html" if path.endswith("/") else path.rpartition(".")[2]
    return _TYPES.get(ending, "application/octet-stream")


def _worker_policy(*more: str) -> str:
    script_src = " ".join(("script-src 'self'", *more))
    return f"default-src 'none'; {script_src}; connect-src 'self'; frame-ancestors 'none'"


def _pattern(part: str) -> str:
    if part == "*":
        return "?(.*)"
    if part.startswith(":"):
        return "([^/]+)"
    return re.escape(part)


class _InlineScripts(HTMLParser):
    #: The types of what is a script and not data (HTML, "JavaScript MIME type essence match").
    _TYPES: Final = (None, "", "module", "text/javascript", "importmap")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_inside = (
            tag == "script" and "src" not in given and given.get("type") in self._TYPES
        )
        if self._is_inside:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False
