"""The built site is served with the same types, headers and redirects as at its host."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.tables import over
from validator.commands.static import create_app
from validator.loopback import run_in_thread
from validator.publish import headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

_RULES = headers.rules("/", ())
_FILES: dict[str, str | bytes] = {
    "index.html": "home",
    "404.html": "lost",
    "okx/troubleshooting/index.html": "troubleshooting",
    "okx/troubleshooting.md": "# Troubleshooting",
    "findings.json": "[]",
    "licenses.txt": "©",
    ".well-known/security.txt": "Contact: mailto:x@example.org",
    "_redirects": (
        "/e/50110 /okx/troubleshooting/#ip-not-allowed 302\n"
        "/okx/old/ /okx/troubleshooting/ 301\n"
        "/okx/old.md /okx/troubleshooting.md 301\n"
    ),
    "_headers": headers.write(_RULES),
    "apis.html": "no route of the proxy's",
    "checker/1a2b/worker/worker.mjs": "export {}",
    "runtime/3c4d/pyodide.asm.wasm": "\0asm",
    "runtime/3c4d/core.whl": "PK",
    "runtime/3c4d/image.wasm": "\0asm",
    "runtime/3c4d/image.data": gzip.compress(b"\0asm"),
}
_YEAR = "public, max-age=31536000, immutable"
_WORKER = "/checker/1a2b/worker/worker.mjs"


@pytest.fixture(scope="module", name="site")
def running_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a small site with a stand-in for the proxy, and return a client for it."""
    folder = tmp_path_factory.mktemp("site")
    for name, content in _FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    async def proxy(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            own = [(b"cache-control", b"no-store"), (b"content-security-policy", b"sandbox")]
            await send({"type": "http.response.start", "status": 200, "headers": own})
            await send({"type": "http.response.body", "body": b"proxy"})

    app = create_app(folder, proxy)
    with run_in_thread(app) as url, httpx.Client(base_url=url) as client:
        yield client


@over(
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/okx/troubleshooting/", "text/html; charset=utf-8", "no-cache"),
        ("/okx/troubleshooting.md", "text/markdown; charset=utf-8", "no-cache"),
        ("/findings.json", "application/json", "no-cache"),
        ("/licenses.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/apis.html", "text/html; charset=utf-8", "no-cache"),
        (_WORKER, "text/javascript; charset=utf-8", _YEAR),
        ("/runtime/3c4d/pyodide.asm.wasm", "application/wasm", _YEAR),
        ("/runtime/3c4d/image.wasm", "application/wasm", _YEAR),
        ("/runtime/3c4d/core.whl", "application/octet-stream", _YEAR),
        ("/runtime/3c4d/image.data", "application/octet-stream", _YEAR),
    ]
)
def test_files_have_their_type_and_caching(
    path: str, kind: str, caching: str, site: httpx.Client
) -> None:
    """Pages are revalidated each time, and files below a hash are cached for a year."""
    response = site.get(path)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == caching


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_the_image_is_compressed(site: httpx.Client, coding: str) -> None:
    """A client that accepts gzip gets the image's compressed copy, as from a host."""
    response = site.get("/runtime/3c4d/image.wasm", headers={"Accept-Encoding": coding})

    assert response.headers.get("Content-Encoding", "identity") == coding
    assert response.headers["Content-Type"] == "application/wasm"
    assert response.content == b"\0asm"


@over(["/nowhere", "/nowhere.mjs", "/runtime/nowhere.wasm", "/e/", "/e/nonsense", "/e/50110/x"])
def test_missing_page_gets_404_html(path: str, site: httpx.Client) -> None:
    """A missing page gets 404.html, which is not cached."""
    response = site.get(path)

    assert (response.status_code, response.text) == (404, "lost")
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.headers["Cache-Control"] == "no-cache"


@over(
    [
        ("GET", "/", {}, 200),
        ("HEAD", _WORKER, {}, 200),
        ("GET", "/findings.json", {"Range": "bytes=0-0"}, 206),
        ("GET", "/findings.json", {"Range": "bytes=99-"}, 416),
        ("GET", "/findings.json", {"Range": "bytes=x"}, 400),
        ("GET", "/e/50110", {}, 302),
        ("GET", "/okx/old", {}, 301),
        ("GET", "/okx/troubleshooting", {}, 307),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/a/b/c.mjs", {}, 404),
        ("GET", "/checker/1a2b/nowhere.mjs", {}, 404),
        ("POST", "/", {}, 405),
        ("POST", "/e/50110", {}, 405),
        ("GET", "/api/time", {}, 200),
    ]
)
def test_every_response_has_the_site_s_headers(
    method: str, path: str, sent: dict[str, str], status: int, site: httpx.Client
) -> None:
    """Files, redirects, errors and the proxy's answers have the site's headers, each once."""
    expected = headers.of(path, _RULES)
    if status not in {200, 304}:
        expected.pop("Cache-Control", None)
    if path.startswith("/api/"):
        # The proxy's own headers stay.
        expected |= {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox"}

    response = site.request(method, path, headers=sent)

    assert response.status_code == status
    assert "Strict-Transport-Security" in expected
    for name, value in expected.items():
        assert response.headers.get_list(name) == [value]


def test_a_worker_has_its_own_policy(site: httpx.Client) -> None:
    """The worker's policy allows WebAssembly, and a page's does not."""
    policies = [site.get(path).headers["Content-Security-Policy"] for path in ("/", _WORKER)]

    assert ["'wasm-unsafe-eval'" in policy for policy in policies] == [False, True]


@pytest.mark.parametrize("path", ["/", _WORKER])
def test_unchanged_file_is_not_sent_again(site: httpx.Client, path: str) -> None:
    """A conditional request for an unchanged file gets 304 and the same caching."""
    first = site.get(path)

    second = site.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_missing_slash_is_added(site: httpx.Client) -> None:
    """A folder's address without a slash redirects to the one with a slash."""
    response = site.get("/okx/troubleshooting")

    assert response.status_code == 307
    assert response.headers["Location"].endswith("/okx/troubleshooting/")


@over(["/api", "/api/", "/api/time", "/api/okx/permissions"])
def test_the_proxy_s_routes_are_below_api(path: str, site: httpx.Client) -> None:
    """Every path below /api is handled by the proxy, even one that it doesn't know."""
    assert site.post(path).text == "proxy"


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/e/50110", 302, "/okx/troubleshooting/#ip-not-allowed"),
        ("/e/50110/", 302, "/okx/troubleshooting/#ip-not-allowed"),
        ("/e/50110?from=mail", 302, "/okx/troubleshooting/#ip-not-allowed"),
        ("/okx/old/", 301, "/okx/troubleshooting/"),
        ("/okx/old", 301, "/okx/troubleshooting/"),
        ("/okx/old.md", 301, "/okx/troubleshooting.md"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_redirects_are_those_of_the_site(
    site: httpx.Client, method: str, path: str, status: int, target: str
) -> None:
    """The redirects in the host's file work with and without a slash at the end."""
    response = site.request(method, path)

    assert response.status_code == status
    assert response.headers["Location"] == target
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/%2e%2e/%2e%2e/etc/hosts", "/..%2f..%2fetc/hosts", "//etc/hosts"]
)
def test_nothing_outside_of_the_site_is_served(site: httpx.Client, path: str) -> None:
    """A path cannot lead out of the site's folder."""
    assert site.get(path).status_code == 404
