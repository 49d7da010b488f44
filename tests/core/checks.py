"""Drives checks to their result with the responses that a test gives."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.core.cases import GOOD
from validator.core.check import Check, Form, Request, Response
from validator.core.credentials import Credentials
from validator.core.practice import ACCOUNTS
from validator.core.report import Page
from validator.core.signing import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from validator.core.facts import SiteName
    from validator.core.result import Result

#: 2026-09-01T12:00:00.250Z
NOW_MS: Final = 1_788_264_000_250
PAGE: Final = Page(
    help_url="https://help.example/",
    version="ghjkmnpq",
    user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    language="de-AT",
    api_host="help.example",
    api_path="/api/",
)
#: The block that OKX copies for a key that can trade, which has no passphrase.
BLOCK: Final = (
    f'apikey = "{GOOD["api_key"]}"secretkey = "{GOOD["secret_key"]}"Permissions = "Trade"'
)
REQUEST_ID: Final = "0123456789abcdef"
#: The expected verdict on each practice account, by the address that our proxy asks from.
EXPECTED: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "accounts.json").read_text("utf-8")
)


@dataclass
class Device:
    """A device whose clock runs ahead, and on which each request takes some time."""

    ahead_ms: int = 0
    took_ms: int = 80
    now_ms: int = NOW_MS

    def response(self, body: object = None, status: int | None = 200, **more: Any) -> Response:
        """Return a response that arrives now."""
        sent_ms = self.now_ms + self.ahead_ms
        self.now_ms += self.took_ms
        text = body if isinstance(body, str) else json.dumps(body)
        return Response(
            status=status,
            body=text,
            sent_ms=sent_ms,
            received_ms=self.now_ms + self.ahead_ms,
            request_id=REQUEST_ID,
            **more,
        )

    def time(self) -> Response:
        """Return the right time, as it is halfway through the request."""
        return self.response({"now": timestamp(self.now_ms + self.took_ms // 2)})


def refused(okx_code: str, site: str) -> dict[str, Any]:
    """Return the answer that OKX rejected the request."""
    return {"kind": "refused", "site": site, "egress": "other", "okx_code": okx_code}


def granted(site: str, *permissions: str) -> dict[str, Any]:
    """Return the answer that OKX listed these permissions."""
    return {
        "kind": "permissions",
        "site": site,
        "egress": "other",
        "permissions": list(permissions),
        "ip_binding": "none",
        "account": "main",
    }


def not_found_on(*sites: str) -> Callable[[Request], object]:
    """Return answers that some sites do not know the key, and that the others grant only Read."""

    def answer(request: Request) -> object:
        site = request.site or ""
        return refused("50119", site) if site in sites else granted(site, "read_only")

    return answer


def drive(
    form: Form,
    answer: Callable[[Request], object],
    device: Device | None = None,
) -> tuple[Result, list[Request]]:
    """Carry a check's requests until it has its result, and return both.

    `answer` gives the body of the response to a request about a key, or the whole response.
    """
    device = device or Device()
    check = Check(form, PAGE)
    step = check.begin(device.now_ms + device.ahead_ms)
    requests = []
    while isinstance(step, Request):
        requests.append(step)
        if step.site is None:
            response = device.time()
        else:
            answered = answer(step)
            response = answered if isinstance(answered, Response) else device.response(answered)
        step = check.resume(response)
    return step, requests


def form(site: Any = "global", **changed: Any) -> Form:
    """Return a form with good values, but for those that are changed."""
    values = {name: changed.pop(name, value) for name, value in GOOD.items()}
    return Form(pasted=Credentials(**values), site=site, **changed)


def account_answer(name: str) -> Callable[[Request], object]:
    """Return what our proxy answers about a practice account, on its own site and on others."""
    account = ACCOUNTS[name]

    def answer(request: Request) -> object:
        site: SiteName = request.site or "global"
        if site != account.site:
            return refused("50119", site)
        return asdict(account.answer())

    return answer
