"""A whole check survives thousands of strings that break programs; a browser tries a sample."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Final, get_args

import pytest

from validator.core.check import Check, Form, Request, Response
from validator.core.credentials import Credentials
from validator.core.findings import FIELDS
from validator.core.reply import Refused
from validator.core.report import Page
from validator.core.verdict import Outcome

_LIST: Final = (
    Path(__file__).parents[1] / "node_modules" / "big-list-of-naughty-strings" / "blns.json"
)
_TRIED: Final = 3_000
_NOT_FOUND: Final = json.dumps(asdict(Refused("global", "other", "50119")))
_TIME: Final = '{"now": "2026-11-28T12:00:00.000Z"}'


def _tries() -> list[Credentials]:
    """Return the list's strings and random pairs of them, in random fields, with a fixed seed."""
    strings: list[str] = json.loads(_LIST.read_text("utf-8"))
    dice = random.Random(6)  # noqa: S311 - not used for a secret
    while len(strings) < _TRIED:
        strings.append("".join(dice.sample(strings, 2)))
    columns = [dice.sample(strings, len(strings)) for _ in FIELDS]
    return [Credentials(*row) for row in zip(*columns, strict=True)]


@pytest.mark.slow
def test_every_check_ends_in_a_result() -> None:
    """Any input ends in a verdict that isn't green, and never in an exception."""
    outcomes = {None, *get_args(Outcome)} - {"read-only", "too-powerful"}
    problems = []
    for pasted in _tries():
        confirmed = {name: getattr(pasted, name) for name in FIELDS}
        form = Form(pasted=pasted, site="global", confirmed=confirmed)
        check = Check(form, Page(help_url="https://example.org/", version="test"))
        step = check.begin(0)
        while isinstance(step, Request):
            body = _TIME if step.site is None else _NOT_FOUND
            step = check.resume(Response(status=200, body=body, sent_ms=0, received_ms=1))
        if step.verdict.outcome not in outcomes or not step.verdict.headline:
            problems.append((asdict(pasted), step.verdict))

    assert problems == []
