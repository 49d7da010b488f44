"""The headers of the site's responses, written to the file `_headers`.

The format is Netlify's: a path, and below it, indented, the headers of its responses. In a path,
`*` stands for anything and `:name` for one part. No path matches two rules that set the same
header: Netlify does not document that case, and other hosts join the values, so that two policies
for the worker would forbid WebAssembly.
Netlify doesn't add them to responses that it relays: below `/api` the proxy sets its own.
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

#: Features that no page needs. Browsers log a warning for names that they don't know.
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
#: For names with a hash of their contents, which never change.
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
#: The workers, the only files at a depth of four. The checker's worker may use WebAssembly although
#: its page may not: tried in Chromium 150, Firefox 140 and WebKitGTK 2.50.
_WORKERS: Final = {
    "assets/javascripts/workers/:script": (),
    "checker/:version/worker/:script": ("'wasm-unsafe-eval'",),
}
#: All other paths, by depth. Any other path at a depth of four is missing, and the page for those
#: has its policy embedded (`embed`).
_OTHERS: Final = ("", ":1", ":1/:2", ":1/:2/:3", ":1/:2/:3/:4/:5/*")
#: Content types by file extension: browsers refuse modules and WebAssembly of other types, and
#: `serve` must not depend on the machine's own table.
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
    """A pattern of paths, and the headers of their responses."""

    path: str
    headers: Mapping[str, str]

    def matches(self, path: str) -> bool:
        """Return whether the pattern matches a path, as in `@netlify/headers-parser`."""
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
            "img-src 'self' data:",  # Material's style sheets contain its icons
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def embed(page: str) -> str:
    """Return a page with its policy embedded, for hosts without a rule for its path.

    An embedded policy cannot forbid framing; `X-Frame-Options` does.
    """
    policy = page_policy(inline_scripts(page)).removesuffix("; frame-ancestors 'none'")
    meta = f'<meta http-equiv="{POLICY}" content="{policy}">'
    return page.replace("<head>", f"<head>{meta}", 1)


def inline_scripts(page: str) -> set[str]:
    """Return the policy sources for the inline scripts of a page."""
    parser = _InlineScripts()
    parser.feed(page)
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in parser.texts
    }


def write(headers: Iterable[Rule]) -> str:
    """Return the text of the file for some rules."""
    return "".join(
        f"{rule.path}\n" + "".join(f"  {name}: {value}\n" for name, value in rule.headers.items())
        for rule in headers
    )


def read(text: str) -> tuple[Rule, ...]:
    """Return the rules of a file."""
    parsed: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if not line.startswith(" "):
            parsed.append((line, {}))
        else:
            name, _, value = line.strip().partition(": ")
            parsed[-1][1][name] = value
    return tuple(Rule(path, headers) for path, headers in parsed)


def of(path: str, headers: Iterable[Rule]) -> dict[str, str]:
    """Return the headers of the response for a path."""
    matching = (rule for rule in headers if rule.matches(path))
    return {name: value for rule in matching for name, value in rule.headers.items()}


def type_of(path: str) -> str:
    """Return the content type of a path; one that ends with a slash is a page."""
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
    #: The types of scripts, as opposed to data (HTML, "JavaScript MIME type essence match").
    _TYPES: Final = (None, "", "module", "text/javascript", "importmap")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._is_inside = (
            tag == "script" and "src" not in attributes and attributes.get("type") in self._TYPES
        )
        if self._is_inside:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.texts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False
