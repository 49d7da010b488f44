"""The headers of the site's responses: written here, carried by `_headers` and `netlify.toml`.

The format is that of Netlify's file `_headers`: a path, and below it, indented, what responses
for it say. In a path, `*` stands for anything and `:name` for one part. Of all rules that fit,
the later one decides about a header (Netlify's router; `make verify` asks a deployed site).
Netlify sets none of them on what it relays: below `/api` the proxy says its own.
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
_POLICY: Final = "Content-Security-Policy"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of paths, and the headers of responses for them."""

    path: str
    headers: Mapping[str, str]

    def fits(self, path: str) -> bool:
        """Tell whether a path is meant, as `@netlify/headers-parser` does."""
        parts = "/".join(_pattern(part) for part in self.path.split("/") if part)
        return re.fullmatch(f"/{parts}/?", path, re.IGNORECASE) is not None


def rules(root: str, scripts: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules of a site below `root`, a path with a slash at both ends.

    `scripts` are the sources of the inline scripts of all pages, as `inline_scripts` gives them.
    """
    return (
        Rule(f"{root}*", {_POLICY: _page_policy(scripts), **_EVERYWHERE}),
        # A worker has the policy of its own response, and needs nothing that a page shows. That one
        # may use WebAssembly while its page may not: Chromium 150, Firefox 140, WebKitGTK 2.50.
        Rule(f"{root}assets/javascripts/workers/*", {_POLICY: _worker_policy()}),
        Rule(f"{root}checker/*", {"Cache-Control": _FOR_EVER}),
        Rule(f"{root}checker/:version/worker.mjs", {_POLICY: _worker_policy("'wasm-unsafe-eval'")}),
        Rule(f"{root}runtime/*", {"Cache-Control": _FOR_EVER}),
    )


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
    said: dict[str, str] = {}
    for rule in headers:
        if rule.fits(path):
            said |= rule.headers
    return said


def toml(headers: Iterable[Rule]) -> str:
    """Return rules as tables for `netlify.toml`."""
    return "\n".join(
        f'[[headers]]\n  for = "{rule.path}"\n  [headers.values]\n'
        + "".join(f'    {name} = "{value}"\n' for name, value in rule.headers.items())
        for rule in headers
    )


def _page_policy(scripts: Iterable[str]) -> str:
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


def _worker_policy(*more: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *more)),
            "connect-src 'self'",
            "frame-ancestors 'none'",
        )
    )


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
