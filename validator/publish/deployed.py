"""Compares a deployed site with a built one, file by file and header by header."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Final, NamedTuple, override
from urllib.parse import quote, urljoin, urlsplit

from validator.publish import headers, integrity, redirects
from validator.publish.links import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from http.client import HTTPResponse
    from pathlib import Path

#: What the host reads and does not hand out.
NOT_SERVED: Final = frozenset({headers.FILE, redirects.FILE})
_TIME_LIMIT_SECONDS: Final = 30
_LIST_MAX_BYTES: Final = 1_000_000
_VERSION: Final = re.compile(r"[0-9a-z.+-]{1,30}")


class Difference(NamedTuple):
    """A path of the deployed site, and what is wrong there."""

    path: str
    what: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    @override
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def is_allowed(address: str) -> bool:
    """Tell whether an address may be asked: https anywhere, http on loopback only."""
    url = urlsplit(address)
    if url.username or url.query or url.fragment or not url.hostname:
        return False
    return url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname))


def differences(built: Path, site_url: str) -> Iterator[Difference]:
    """Ask for every file of a built site at `site_url` (with a slash at its end), and compare.

    Redirects are not followed, no more is read than the built file is long, and what the
    deployed site lists beyond the built one is named too.
    """
    rules = headers.read((built / headers.FILE).read_text("utf-8"))
    expected = integrity.hashes(built)
    expected[integrity.FILE] = hashlib.sha256((built / integrity.FILE).read_bytes()).hexdigest()
    for path, digest in expected.items():
        if path in NOT_SERVED:
            continue
        address = path.removesuffix("index.html")
        size = (built / path).stat().st_size
        said = headers.of(root_of(site_url) + address, rules)
        if wrong := _compare(urljoin(site_url, quote(address)), digest, size, said):
            yield Difference(path, wrong)
    listed, tools = _listed(site_url)
    for path in listed:
        if path not in expected:
            yield Difference(path, "is listed there, and not part of this build")
    for name, version in tools.items():
        if name in integrity.TOOLS and version != integrity.TOOLS[name]:
            needed = version if _VERSION.fullmatch(version) else "another version"
            yield Difference(integrity.FILE, f"was built with {needed} of {name}: build with that")


def _compare(url: str, digest: str, size: int, said: Mapping[str, str]) -> str | None:
    try:
        with _open(url) as response:
            body = response.read(size + 1)
            others = [name for name in said if response.headers[name] != said[name]]
    except urllib.error.HTTPError as error:
        error.close()
        return f"answers with status {error.code}"
    except OSError:
        return "cannot be had"
    if hashlib.sha256(body).hexdigest() != digest:
        return "has other content"
    return f"has another {', '.join(others)}" if others else None


def _listed(site_url: str) -> tuple[list[str], dict[str, str]]:
    try:
        with _open(urljoin(site_url, integrity.FILE)) as response:
            text = response.read(_LIST_MAX_BYTES).decode()
        return sorted(integrity.read(text)), integrity.read_tools(text)
    except (OSError, ValueError):
        return [], {}  # that it is missing or another one was said already


def _open(url: str) -> HTTPResponse:
    opener = urllib.request.build_opener(_NoRedirects(), urllib.request.ProxyHandler({}))
    response: HTTPResponse = opener.open(url, timeout=_TIME_LIMIT_SECONDS)
    return response


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
