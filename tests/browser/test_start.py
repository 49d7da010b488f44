"""When Python is fetched, and what happens when the quick way to start it is broken."""

from __future__ import annotations

import gzip
import json
from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from starlette.responses import FileResponse, Response

from tests.browser.checker import Checker
from tests.debian import program
from validator.core.practice import ACCOUNTS
from validator.publish import runtime
from validator.publish.root import WIDGET
from validator.publish.runtime import compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page, Route

    from tests.browser.center import HelpCenter

pytestmark = pytest.mark.browser

_PAGE = "okx/check-your-key/"
_GUIDE = "okx/create-read-only-key/"
_PLAIN = ("pyodide.asm.wasm", compiled.LIBRARY)
#: A WebAssembly module that ends too early, compressed as hosts do: its image cannot be decoded.
_DAMAGED = Response(
    gzip.compress(b"\0asm\1\0\0\0\1"),
    headers={"Content-Encoding": "gzip"},
    media_type="application/wasm",
)
#: Returns the values that the warm-up inspects until a user waits, after `wantedAfter` of them.
_WARM_UP = """async ([address, wantedAfter]) => {
  const { warmUp } = await import(address);
  const inspected = [];
  await warmUp((values) => inspected.push(values), () => inspected.length === wantedAfter);
  return inspected;
}"""


#: Marks a variant that only `make audit` runs.
_rarely = partial(pytest.param, marks=pytest.mark.audit)


def _requested(center: HelpCenter) -> set[str]:
    """Return the last parts of the paths that were asked for."""
    paths = [record.split(b"\n")[1].decode() for record in center.site.requests]
    return {path.rpartition("/")[2] for path in paths if path.startswith(("/runtime", "/checker"))}


def _check(page: Page, center: HelpCenter) -> None:
    page.goto(center.url + _PAGE)
    checker = Checker(page)
    checker.wait_for_python()
    checker.paste_all(ACCOUNTS["trade"].pasted)
    checker.press()
    assert checker.outcome() == "too-powerful"


def _image(center: HelpCenter, media_type: str) -> FileResponse:
    """Return the uncompressed image with the given media type."""
    file = center.folder / center.path_of(runtime.IMAGE).lstrip("/")
    return FileResponse(file, media_type=media_type)


def _loop(center: HelpCenter) -> Response:
    """Return a redirect to itself, so that the request fails as if a filter had cut it off."""
    return Response(None, 302, {"Location": center.url.rstrip("/") + center.path_of(runtime.IMAGE)})


@pytest.mark.parametrize(
    "answer",
    [
        lambda center: _image(center, "application/wasm"),
        _rarely(lambda center: _image(center, "application/octet-stream")),
        _rarely(lambda _: Response("<title>Blocked</title>", media_type="text/html")),
        _rarely(lambda _: Response("refused", 403)),
        _rarely(lambda _: Response("gone", 404)),
        lambda _: Response("filter", 502),
        _rarely(_loop),
    ],
    ids=["uncompressed", "another type", "a page", "refused", "missing", "failing", "cut"],
)
def test_the_packed_image_stands_in(
    page: Page, center: HelpCenter, answer: Callable[[HelpCenter], Response]
) -> None:
    """If the image is missing, damaged or uncompressed, its packed copy is enough."""
    center.site.instead[center.path_of(runtime.IMAGE)] = answer(center)

    _check(page, center)

    assert {runtime.IMAGE, runtime.PACKED} <= _requested(center)
    assert not _requested(center) & {*_PLAIN, compiled.LOCK_FILE}


@pytest.mark.audit
@pytest.mark.parametrize(
    ("packed", "more"),
    [(Response("gone", 404), set()), (Response(b"\x1f\x8b\x08"), {*_PLAIN})],
    ids=["missing", "damaged"],
)
def test_without_the_packed_image(
    page: Page, center: HelpCenter, packed: Response, more: set[str]
) -> None:
    """An uncompressed image is used if the packed copy is missing, but not if it is damaged."""
    center.site.instead[center.path_of(runtime.IMAGE)] = _image(center, "application/wasm")
    center.site.instead[center.path_of(runtime.PACKED)] = packed

    _check(page, center)

    assert {runtime.IMAGE, runtime.PACKED} <= _requested(center)
    assert _requested(center) & {*_PLAIN} == more


@pytest.mark.parametrize(
    "broken",
    [
        _rarely({runtime.IMAGE: Response("gone", 404), runtime.PACKED: Response("gone", 404)}),
        {runtime.IMAGE: _DAMAGED},
    ],
    ids=["missing", "damaged"],
)
def test_without_the_image(page: Page, center: HelpCenter, broken: dict[str, Response]) -> None:
    """Without a usable image or packed copy, Python starts from compiled modules."""
    for name, response in broken.items():
        center.site.instead[center.path_of(name)] = response

    _check(page, center)

    assert {runtime.IMAGE, *_PLAIN} <= _requested(center)


@pytest.mark.audit
@pytest.mark.parametrize("what", ["magic", "build", "memory"])
def test_an_image_that_does_not_fit(page: Page, center: HelpCenter, what: str) -> None:
    """Python starts even if the image is no snapshot, from another build, or short of memory."""
    page.goto(center.url + _PAGE, wait_until="commit")
    described = page.locator("key-checker").get_attribute("data-runtime") or ""
    image = json.loads(described)["image"]
    head, memory = image["head"], image["memory"]
    # In Base64, the build's id, which begins at byte 16, begins in the 22nd character.
    shipped, changed = {
        "magic": (head, "B" + head[1:]),
        "build": (head, head[:24] + head[24:28].swapcase() + head[28:]),
        "memory": (f": {memory}", f": {1 << 20}"),
    }[what]

    def alter(route: Route) -> None:
        response = route.fetch()
        text = response.text()
        assert shipped in text
        route.fulfill(response=response, body=text.replace(shipped, changed))

    page.route(f"**/{_PAGE}", alter)

    _check(page, center)

    assert set(_PLAIN) <= _requested(center)


@pytest.mark.audit
def test_an_engine_that_refuses_the_image(page: Page, center: HelpCenter) -> None:
    """If the engine cannot run the image, Python starts from compiled modules."""
    address = "**/checker/**/worker.mjs"

    def alter(route: Route) -> None:
        response = route.fetch()
        # The image is larger than the published module.
        broken = """WebAssembly.compileStreaming = async (source) => {
          const bytes = await (await source).arrayBuffer();
          if (bytes.byteLength > 10_000_000) throw new RangeError();
          return WebAssembly.compile(bytes);
        };
        """
        route.fulfill(response=response, body=broken + response.text())

    page.context.route(address, alter)

    _check(page, center)

    assert set(_PLAIN) <= _requested(center)


def _warm_up_of(center: HelpCenter) -> str:
    """Serve the module that warms up by itself, and return its address."""
    address = "/warm.mjs"
    center.site.instead[address] = FileResponse(WIDGET / "warm.mjs", media_type="text/javascript")
    return address


@pytest.mark.parametrize("wanted_after", [0, 1, 3])
def test_warming_up_keeps_no_user_waiting(
    page: Page, center: HelpCenter, wanted_after: int
) -> None:
    """Inspections of made-up values end as soon as a user wants one."""
    page.goto(center.url + _GUIDE)

    inspected = page.evaluate(_WARM_UP, [_warm_up_of(center), wanted_after])

    assert len(inspected) == wanted_after
    # The values alternate with empty ones, so that the engine compiles both branches.
    assert len({repr(values) for values in inspected}) == min(wanted_after, 2)


def test_warming_up_ends(page: Page, center: HelpCenter) -> None:
    """Without a user the warm-up stops by itself, after fewer than fifty inspections."""
    page.goto(center.url + _GUIDE)

    assert 5 < len(page.evaluate(_WARM_UP, [_warm_up_of(center), -1])) < 50


def test_data_is_saved(context: BrowserContext, page: Page, center: HelpCenter) -> None:
    """With data saver on, even the checker's page loads Python only on touching the form."""
    context.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    page.goto(center.url + _PAGE, wait_until="networkidle")
    checker = Checker(page)
    expect(checker.root).to_have_attribute("data-python", "idle")

    checker.input("api_key").focus()

    checker.wait_for_python()


def test_next_page_loads_python_from_cache(
    browser: Browser, center: HelpCenter, tmp_path: Path
) -> None:
    """After the guide has loaded Python, the checker's page loads it from the cache."""
    # A profile on disk: that of a private window caches no file as large as the image.
    profile = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=program("chromium"), args=["--no-sandbox"]
    )
    page = profile.new_page()
    page.goto(center.url + _GUIDE)
    checker = Checker(page)
    checker.input("api_key").focus()
    checker.wait_for_python()
    assert runtime.IMAGE in _requested(center)
    center.site.requests.clear()

    page.goto(center.url + _PAGE)
    checker.wait_for_python()
    profile.close()

    assert not [
        request for request in center.site.requests if b"/runtime/" in request.split(b"\n")[1]
    ]
