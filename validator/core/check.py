"""One check of a key, sans-I/O: it returns the requests to send and takes their responses.

It decides which sites are asked and what is shown in the end; the worker in the page, the command
line and the tests only carry the requests.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from validator.core import report, sent
from validator.core.context import Context
from validator.core.facts import METHOD, REQUEST_PATH, SITE_NAMES, TIME_LIMITS, SiteName
from validator.core.inspection import inspect
from validator.core.practice import is_practice
from validator.core.reply import Refused, answer_from, parse_object
from validator.core.result import Result, clock_note
from validator.core.signing import epoch_ms, sign, timestamp
from validator.core.verdict import Verdict, judge, judge_code, judge_format, knows_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validator.core.credentials import Credentials
    from validator.core.findings import Field

#: The choice of all sites (*Not sure: ask all four*).
ALL: Final = "all"
#: Failures that only support can help with.
_REPORTED: Final = frozenset({"incomplete-request", "unexpected-reply"})
Choice = SiteName | Literal["all"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Form:
    """The values that the user entered, and the user's choices.

    `site` is where the user logs in to OKX, or all sites; `agreed` are more sites that the user
    agreed to after a check, and `not_found` those that did not know the key in it. `confirmed`
    holds the confirmed values by field, as they would be sent; `undone` and `chosen` are those of
    `inspect`. `suggested` is the first site if all are asked. `failed_before` is true if the check
    before found no usable key.
    """

    pasted: Credentials
    site: Choice
    agreed: tuple[SiteName, ...] = ()
    not_found: tuple[SiteName, ...] = ()
    confirmed: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    undone: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    chosen: int | None = None
    suggested: SiteName | None = None
    failed_before: bool = False

    def sites(self) -> tuple[SiteName, ...]:
        """Return the sites to ask, each once, in order."""
        chosen: Iterable[SiteName] = (self.site,) if self.site != ALL else SITE_NAMES
        first = (self.suggested,) if self.site == ALL and self.suggested else ()
        wanted = dict.fromkeys((*first, *chosen, *self.agreed))
        return tuple(name for name in wanted if name not in self.not_found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to our proxy: `path` is below its API, `body` is JSON or empty.

    `site` is the OKX site that our proxy asks for it; None if the request is for the time.
    """

    method: Literal["GET", "POST"]
    path: str
    body: str = ""
    site: SiteName | None = None
    time_limit_ms: int = 1000 * TIME_LIMITS["worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The response to a request; `status` is None if none arrived.

    `sent_ms` and `received_ms` are the device's own time, in milliseconds since 1970 UTC.
    """

    status: int | None
    body: str = ""
    sent_ms: int
    received_ms: int
    online: bool = True
    request_id: str | None = None


class Check:
    """A check from the press of the button to its result.

    Raises ValueError if the form leaves no site to ask, and RuntimeError for a response without a
    request.
    """

    def __init__(self, form: Form, page: report.Page) -> None:
        self._form = form
        self._page = page
        self._inspection = inspect(**asdict(form.pasted), undone=form.undone, chosen=form.chosen)
        self._sites = [*form.sites()]
        if not self._sites:
            raise ValueError("no site to ask")
        self._pending: Request | None = None
        self._sent: list[sent.Sent] = []
        self._asked: list[SiteName] = [*form.not_found]
        self._not_found: list[SiteName] = [*form.not_found]
        self._silent: list[SiteName] = []
        self._okx_code: str | None = None
        self._ahead_ms = 0
        self._request_id: str | None = None

    def begin(self, now_ms: int) -> Request | Result:
        """Return the first request, or the result if nothing may be sent."""
        if not self._inspection.may_send(self._form.confirmed):
            return self._result(judge_format(self._inspection.findings), now_ms)
        return self._send(Request(method="GET", path="time"))

    def resume(self, response: Response) -> Request | Result:
        """Take the response to the last request, and return the next one or the result."""
        request = self._pending
        if request is None:
            raise RuntimeError("no request is waiting for a response")
        self._pending = None
        self._request_id = response.request_id
        members = parse_object(response.body)
        self._sent.append(
            sent.describe(
                request.method,
                (self._page.api_host, self._page.api_path + request.path),
                request.body,
                response.status,
                str(members.get("type")),
            )
        )
        failure = _failure(response, members)
        if failure == "checker-unavailable" and response.status and request.site and self._sites:
            # A request that failed for one site may succeed for the next.
            self._silent.append(request.site)
            return self._ask_next(response.received_ms)
        if failure is not None:
            return self.fail(failure, response.received_ms)
        if request.site is None:
            return self._take_time(members, response)
        return self._take_answer(request.site, members, response)

    def fail(self, code: str, now_ms: int) -> Result:
        """End the check with the finding that says why OKX gave no answer."""
        return self._result(judge_code(code, self._context()), now_ms)

    def cancel(self) -> None:
        """Send nothing more, and accept no response to the last request."""
        self._pending = None
        self._sites.clear()

    def _take_time(self, members: dict[str, object], response: Response) -> Request | Result:
        try:
            server_ms = epoch_ms(str(members.get("now")))
            self._ahead_ms = (response.sent_ms + response.received_ms) // 2 - server_ms
            timestamp(response.received_ms - self._ahead_ms)
        except (OverflowError, ValueError):
            self._ahead_ms = 0
            return self.fail("checker-unavailable", response.received_ms)
        return self._ask_next(response.received_ms)

    def _ask_next(self, now_ms: int) -> Request:
        site = self._sites.pop(0)
        values = self._inspection.values
        moment = timestamp(now_ms - self._ahead_ms)
        body = {
            "site": site,
            "api_key": values.api_key,
            "passphrase": values.passphrase,
            "timestamp": moment,
            "signature": sign(values.secret_key, moment, METHOD, REQUEST_PATH),
        }
        self._asked.append(site)
        return self._send(
            Request(method="POST", path="okx/permissions", body=json.dumps(body), site=site)
        )

    def _take_answer(
        self, site: SiteName, members: dict[str, object], response: Response
    ) -> Request | Result:
        try:
            answer = answer_from(members)
        except ValueError:
            answer = None
        if answer is None or answer.site != site:
            return self.fail("checker-unavailable", response.received_ms)
        is_known = knows_key(answer)
        if is_known:
            return self._result(judge(answer, self._context()), response.received_ms, site=site)
        if is_known is None:
            self._silent.append(site)
        else:
            self._not_found.append(site)
            self._okx_code = answer.okx_code if isinstance(answer, Refused) else None
        if self._sites:
            return self._ask_next(response.received_ms)
        # A site that does not know the key says more than one that did not answer.
        if is_known is None and len(self._not_found) == len(self._form.not_found):
            return self._result(judge(answer, self._context()), response.received_ms)
        first, *_ = self._not_found
        verdict = judge_code("key-not-found", self._context(), first, okx_code=self._okx_code)
        return self._result(verdict, response.received_ms)

    def _send(self, request: Request) -> Request:
        self._pending = request
        return request

    def _context(self) -> Context:
        return Context(
            pasted=self._inspection.findings,
            not_found=tuple(self._not_found),
            silent=tuple(self._silent),
        )

    def _result(
        self,
        verdict: Verdict,
        now_ms: int,
        site: SiteName | None = None,
    ) -> Result:
        self._pending = None
        self._sites.clear()
        is_lost = site is None and bool(self._not_found)
        return Result(
            verdict=verdict,
            inspection=self._inspection,
            key=sent.mask("api_key", self._inspection.values.api_key),
            asked=tuple(self._asked),
            unconfirmed=self._inspection.unconfirmed(self._form.confirmed),
            sent=tuple(self._sent),
            report=report.compose(
                report.Checked(
                    outcome=verdict.outcome,
                    codes=tuple(finding.code for finding in verdict.findings),
                    okx_code=verdict.okx_code,
                    format_findings=self._inspection.findings,
                    sites=tuple(self._asked) or self._form.sites(),
                    request_id=self._request_id,
                    now_ms=now_ms - self._ahead_ms,
                    is_practice=is_practice(self._form.pasted.api_key),
                ),
                self._page,
            ),
            opens_report=verdict.cause in _REPORTED
            or (self._form.failed_before and verdict.outcome in {"unusable", "unknown"}),
            clock_note=clock_note(self._ahead_ms),
            site=site,
            not_found=tuple(self._not_found),
            other_sites=tuple(
                name for name in SITE_NAMES if is_lost and name not in self._not_found
            ),
        )


def _failure(response: Response, members: dict[str, object]) -> str | None:
    """Return the code of the finding that says why our proxy gave no answer, if it gave none."""
    if response.status is None:
        return "checker-unavailable" if response.online else "offline"
    if response.status == 200:
        return None
    if response.status == 429:
        return "checker-busy"
    is_off = response.status == 503 and str(members.get("type")).endswith("live-test-off")
    return "live-test-off" if is_off else "checker-unavailable"
