"""Compares a deployed site with a built one: files, headers and redirects."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, override
from urllib.parse import quote, urljoin, urlsplit

from validator.publish import headers, integrity, links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from http.client import HTTPResponse
    from pathlib import Path

#: Files that the host reads and doesn't serve.
NOT_SERVED: Final = frozenset({headers.FILE, links.REDIRECTS})
#: A path that no site has, to request the page for missing addresses.
NOWHERE: Final = "no-such-page-7d1f"
_NOT_FOUND: Final = "404.html"
#: Headers that hosts add, which don't change what a browser does with a response.
_HARMLESS: Final = frozenset(
    {
        "accept-ranges",
        "age",
        "cache-status",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "etag",
        "keep-alive",
        "last-modified",
        "location",
        "server",
        "transfer-encoding",
        "vary",
        "via",
        "x-nf-request-id",
        headers.CACHING.lower(),
    }
)
#: Types that a browser renders as a document or runs.
_ACTIVE: Final = re.compile(r"\w+/((\w+\+)?xml|html|css|javascript|wasm|pdf)")
_TIME_LIMIT_SECONDS: Final = 30
_LIST_MAX_BYTES: Final = 1_000_000
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,30}")


class Difference(NamedTuple):
    """A path of the deployed site, and how it differs."""

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class _Expected:
    """The expected response; `digest` and `size` are those of its body, None for a redirect."""

    path: str
    status: int = 200
    digest: str | None = None
    size: int = 0
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    @override
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def is_allowed(address: str) -> bool:
    """Return whether an address may be requested: https anywhere, http on loopback only."""
    url = urlsplit(address)
    if url.username or url.query or url.fragment or not url.hostname:
        return False
    return url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname))


def differences(built: Path, site_url: str) -> Iterator[Difference]:
    """Request every file and redirect of a built site at `site_url` and yield the differences.

    `site_url` has a slash at its end. Redirects are not followed, and no more is read than the
    built file's length. Files that only the deployed site lists are differences too.
    """
    for expected in _expected(built, links.root_of(site_url)):
        for what in _compare(urljoin(site_url, quote(expected.path)), expected):
            yield Difference(expected.path or "index.html", what)
    files, tools = _listed(site_url)
    for path in files:
        if path != integrity.FILE and not (built / path).is_file():
            yield Difference(path, "is listed there, and not part of this build")
    for name, version in tools.items():
        if version != integrity.built_with().get(name, version):
            needed = version if _VERSION.fullmatch(version) else "another version"
            yield Difference(integrity.FILE, f"was built with {needed} of {name}: build with that")


def _expected(built: Path, root: str) -> Iterator[_Expected]:
    rules = headers.read((built / headers.FILE).read_text("utf-8"))
    digests = integrity.hashes(built)
    digests[integrity.FILE] = hashlib.sha256((built / integrity.FILE).read_bytes()).hexdigest()
    for file, digest in digests.items():
        if file not in NOT_SERVED:
            path = file.removesuffix("index.html")
            size = (built / file).stat().st_size
            yield _Expected(path, 200, digest, size, None, headers.of(root + path, rules))
    if _NOT_FOUND in digests:
        size = (built / _NOT_FOUND).stat().st_size
        path = root + NOWHERE
        yield _Expected(NOWHERE, 404, digests[_NOT_FOUND], size, None, headers.of(path, rules))
    redirects = links.read_redirects((built / links.REDIRECTS).read_text("utf-8"))
    for rule in redirects.values():
        path = rule.source.removeprefix(root)
        yield _Expected(path, rule.status, location=rule.target)


def _compare(url: str, expected: _Expected) -> Iterator[str]:
    try:
        with _open(url) as response:
            status, sent, body = response.status, response.headers, response.read(expected.size + 1)
    except OSError:
        yield "cannot be fetched"
        return
    if status != expected.status:
        yield f"answers with status {status}"
        return
    if expected.digest is not None and hashlib.sha256(body).hexdigest() != expected.digest:
        yield "has other content"
    if expected.location is not None:
        location = sent.get("Location", "")
        if urljoin(url, location) != urljoin(url, expected.location):
            yield "leads elsewhere"
    elif wrong := _wrong_type(headers.type_of(expected.path or "/"), sent, expected.status):
        yield wrong
    others = [
        name
        for name, value in expected.headers.items()
        if sent.get_all(name) != [value]
        and not (expected.status == 404 and name == headers.CACHING)
    ]
    if others:
        yield f"has another {', '.join(others)}"
    known = _HARMLESS | {name.lower() for name in expected.headers}
    if expected.location is not None:
        # A redirect may have the site's headers, or none.
        known |= {name.lower() for rule in headers.rules("/", ()) for name in rule.headers}
    if added := sorted({name.lower() for name in sent} - known):
        yield f"has more headers: {', '.join(added)}"


def _wrong_type(expected: str, message: Message, status: int) -> str | None:
    expected = "text/html" if status == 404 else expected.partition(";")[0]
    sent = message.get_content_type().replace("application/javascript", "text/javascript")
    if sent == expected or sent.replace("text/xml", "application/xml") == expected:
        return None
    if _ACTIVE.fullmatch(sent) or _ACTIVE.fullmatch(expected):
        return f"has the type {sent} and not {expected}"
    return None


def _listed(site_url: str) -> tuple[list[str], dict[str, str]]:
    try:
        with _open(urljoin(site_url, integrity.FILE)) as response:
            text = response.read(_LIST_MAX_BYTES).decode()
        return sorted(integrity.read(text)), integrity.read(text, "built_with")
    except (OSError, ValueError):
        return [], {}  # a missing or different list is already reported


def _open(url: str) -> HTTPResponse:
    opener = urllib.request.build_opener(_NoRedirects(), urllib.request.ProxyHandler({}))
    try:
        response: HTTPResponse = opener.open(url, timeout=_TIME_LIMIT_SECONDS)
    except urllib.error.HTTPError as error:
        return error  # type: ignore[return-value] # it is a response too
    return response


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
