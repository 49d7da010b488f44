"""A check keeps its promises for any form and any order of responses."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.core.cases import GOOD
from tests.core.checks import BLOCK, NOW_MS, PAGE, Device, granted, refused
from tests.core.replies import JSON
from validator.core.check import ALL, Check, Form, Request
from validator.core.credentials import Credentials
from validator.core.facts import SITE_NAMES
from validator.core.findings import FIELDS
from validator.core.inspection import inspect

if TYPE_CHECKING:
    from validator.core.result import Result

_VALUES: Final = {
    "api_key": (GOOD["api_key"], f"{GOOD['api_key']} ", BLOCK, "unusual-1", ""),
    "secret_key": (GOOD["secret_key"], f'"{GOOD["secret_key"]}"', GOOD["secret_key"].lower()),
    "passphrase": (GOOD["passphrase"], f" {GOOD['passphrase']}", "x", "é"),
}
_ANSWERS: Final = st.one_of(
    st.builds(refused, st.sampled_from(["50119", "50111", "50105", "50110", "59999"]), st.just("")),
    st.builds(
        lambda permissions: granted("", *permissions),
        st.lists(st.sampled_from(["read_only", "trade", "withdraw", "other"]), unique=True),
    ),
    st.sampled_from(
        [
            {"kind": kind, "egress": "other", "okx_code": None}
            for kind in ("timeout", "busy", "rate-limited", "blocked", "unreadable")
        ]
    ),
    JSON,
)


class CheckMachine(RuleBasedStateMachine):
    """Begins checks, and responds to their requests in any order."""

    step: Request | Result | None = None

    @precondition(lambda self: not isinstance(self.step, Request))
    @rule(
        values=st.fixed_dictionaries({name: st.sampled_from(_VALUES[name]) for name in FIELDS}),
        confirmed=st.dictionaries(
            st.sampled_from(FIELDS), st.sampled_from(["x", "unusual-1", GOOD["secret_key"].lower()])
        ),
        site=st.sampled_from([*SITE_NAMES, ALL]),
        agreed=st.lists(st.sampled_from(SITE_NAMES)).map(tuple),
        suggested=st.sampled_from([*SITE_NAMES, None]),
    )
    def press(
        self,
        values: dict[str, str],
        confirmed: Any,
        site: Any,
        agreed: Any,
        suggested: Any,
    ) -> None:
        """Begin a check."""
        self.form = Form(
            pasted=Credentials(**values),
            site=site,
            agreed=agreed,
            suggested=suggested,
            confirmed=confirmed,
        )
        self.inspection = inspect(*asdict(self.form.pasted).values())
        self.device = Device()
        self.asked: list[str] = []
        self.granted: list[tuple[str, frozenset[str]]] = []
        self.check = Check(self.form, PAGE)
        self.take(self.check.begin(NOW_MS))

    @precondition(lambda self: isinstance(self.step, Request))
    @rule()
    def give_time(self) -> None:
        """Respond with the right time to any request."""
        self.take(self.check.resume(self.device.time()))

    @precondition(lambda self: isinstance(self.step, Request))
    @rule(answer=_ANSWERS, status=st.sampled_from([200, 200, 200, 429, 500, 503, None]))
    def give_answer(self, answer: Any, status: int | None) -> None:
        """Respond with an answer, about the requested site if there is one."""
        assert isinstance(self.step, Request)
        site = self.step.site
        if isinstance(answer, dict) and "kind" in answer:
            answer = {**answer, "site": site}
            if answer["kind"] == "permissions" and status == 200 and site:
                self.granted.append((site, frozenset(answer["permissions"])))
        self.take(self.check.resume(self.device.response(answer, status)))

    @precondition(lambda self: isinstance(self.step, Request))
    @rule()
    def cancel(self) -> None:
        """Cancel between two requests, after which no response is accepted."""
        self.check.cancel()
        with pytest.raises(RuntimeError):
            self.check.resume(self.device.time())
        self.step = None

    def take(self, step: Request | Result) -> None:
        """Check the promises for the next request or the result."""
        self.step = step
        if isinstance(step, Request):
            self.look_at_request(step)
            return
        if step.verdict.outcome == "read-only":
            assert self.granted[-1] == (step.site, frozenset({"read_only"}))
        assert (step.verdict.action.kind == "continue") == (step.verdict.outcome == "read-only")
        if step.inspection.sendable == "no":
            assert self.asked == []
            assert step.sent == ()

    def look_at_request(self, request: Request) -> None:
        """No site is asked twice or without consent, and nothing unconfirmed is sent."""
        assert self.inspection.may_send(self.form.confirmed)
        if not request.body:
            return
        body = json.loads(request.body)
        consented = {*SITE_NAMES} if self.form.site == ALL else {self.form.site, *self.form.agreed}
        assert body["site"] == request.site
        assert body["site"] in consented - {*self.asked}
        self.asked.append(body["site"])
        assert body["api_key"] == self.inspection.values.api_key
        assert body["passphrase"] == self.inspection.values.passphrase
        assert self.inspection.values.secret_key not in request.body


TestCheckMachine = pytest.mark.slow(pytest.mark.pyodide(CheckMachine.TestCase))
