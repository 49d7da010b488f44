"""The report for support, in which there is nothing of a credential."""

from __future__ import annotations

import json
import random
import string
from collections import defaultdict
from typing import Any, Final

import pytest

from tests.core.cases import GOOD
from validator.core import FINDINGS, bridge, check_format
from validator.core.facts import SITES
from validator.core.practice import ACCOUNTS

_PAGE: Final = {
    "help_url": "https://help.example/",
    "version": "ghjkmnpq",
    "browser": "Firefox 153",
    "request_id": "tuvwxyzz",
    "now_ms": 1_788_264_059_999.5,
    "clock_off_seconds": None,
}
_VERDICT: Final = {"outcome": "read-only", "findings": [{"code": "read-only"}], "okx_code": None}
#: How many sets of credentials are made; they give several times as many pairs.
_CREDENTIALS: Final = 4_000


def _report(values: dict[str, str], verdict: dict[str, Any] = _VERDICT, **page: object) -> str:
    given = {"values": values, "verdict": verdict, "sites": ["global"], "page": {**_PAGE, **page}}
    text: str = json.loads(bridge.report(json.dumps(given)))["text"]
    return text


def _rehearsed(name: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(bridge.rehearse(json.dumps({"name": name})))
    return shown


def test_report() -> None:
    """A report says what support needs, in few lines."""
    verdict = {
        "outcome": "unusable",
        "findings": [{"code": "wrong-passphrase"}],
        "okx_code": "50105",
    }
    text = _report({**GOOD, "secret_key": GOOD["secret_key"].lower()}, verdict)

    assert text.splitlines() == [
        "Flicker key check",
        "Outcome: unusable",
        "Findings:",
        "  wrong-passphrase https://help.example/e/wrong-passphrase",
        "  secret-key-shape https://help.example/e/secret-key-shape",
        "OKX code: 50105",
        "OKX site: www.okx.com",
        "Right shape: API key yes, Secret key no, Passphrase yes",
        "Time: 2026-09-01 12:00 UTC",
        "Page version: ghjkmnpq",
        "Browser: Firefox 153",
        "Request id: tuvwxyzz",
    ]


@pytest.mark.parametrize("name", [*FINDINGS, *ACCOUNTS])
def test_every_verdict_has_a_report(name: str) -> None:
    """Whatever is shown has a report with its code and link, marked where it is practice."""
    shown = _rehearsed(name)
    text = _report(shown["values"], shown["verdict"], request_id=None)

    code = name if name in FINDINGS else ACCOUNTS[name].shows
    assert f"  {code} https://help.example/e/{code}" in text.splitlines()
    assert "Practice: a made-up key, nobody's own" in text.splitlines()
    assert "Request id: none" in text.splitlines()
    assert f"OKX code: {shown['verdict']['okx_code'] or 'none'}" in text.splitlines()


def test_report_without_outcome() -> None:
    """Where nobody was asked the report says so, and names each code once."""
    rehearsal = _rehearsed("fields-swapped")
    text = _report(rehearsal["values"], rehearsal["verdict"])

    assert "Outcome: not asked, the values have errors" in text
    assert text.count("/e/fields-swapped") == 1
    assert "Right shape: API key yes, Secret key no, Passphrase no" in text


def test_report_names_every_site_asked() -> None:
    """The sites that were asked are all named, by where one logs in."""
    given = {"values": GOOD, "verdict": _VERDICT, "sites": list(SITES), "page": _PAGE}
    text = json.loads(bridge.report(json.dumps(given)))["text"]

    assert "OKX site: www.okx.com, my.okx.com, app.okx.com, tr.okx.com" in text


@pytest.mark.parametrize(
    ("off_seconds", "time"),
    [
        (None, "2026-09-01 12:00 UTC"),
        (3_600, "2026-09-01 11:00 UTC"),
        (-60, "2026-09-01 12:01 UTC"),
    ],
)
def test_report_corrects_the_clock(off_seconds: int | None, time: str) -> None:
    """The time is the right one, also of a device whose clock is off."""
    assert f"Time: {time}" in _report(GOOD, clock_off_seconds=off_seconds)


@pytest.mark.parametrize(
    ("member", "value", "line"),
    [
        ("browser", "", "Browser: unknown"),
        ("browser", "Firefox 153\nOutcome: read-only", "Browser: unknown"),
        ("browser", "Firefox 153.0 (X11; Linux)", "Browser: unknown"),
        ("version", "<b>", "Page version: unknown"),
        ("request_id", "two\nlines", "Request id: unknown"),
        ("now_ms", 8.64e15, "Time: unknown"),
        ("now_ms", -8.64e15, "Time: unknown"),
    ],
)
def test_report_takes_no_other_text(member: str, value: Any, line: str) -> None:
    """What does not look like what it should be is not repeated."""
    lines = _report(GOOD, **{member: value}).splitlines()

    assert line in lines
    assert len(lines) == len(_report(GOOD).splitlines())


def test_report_takes_no_other_verdict() -> None:
    """A code that is no finding's and an OKX code that is none are not repeated."""
    verdict = {"outcome": "rich", "findings": [{"code": "no-such-code"}], "okx_code": "12345 "}
    text = _report(GOOD, verdict)

    assert "no-such-code" not in text
    assert "OKX code: none" in text
    assert "rich" not in text


def _digits(source: random.Random, alphabet: str, count: int) -> str:
    return "".join(source.choices(alphabet, k=count))


def _passphrase(source: random.Random) -> str:
    letters = [*_digits(source, string.ascii_letters + string.digits, source.randint(6, 24))]
    letters += [
        source.choice(kind)
        for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#$%&+?@^~")
    ]
    source.shuffle(letters)
    return "".join(letters)


#: Ways to spoil a value; each leaves its traces in the findings.
_SPOIL: Final = {
    "api_key": (str, str.upper, lambda value: f" {value}\n", lambda value: f'"{value}"'),
    "secret_key": (str, str.lower, lambda value: f"{value}\u200b", lambda value: value[:-2]),
    "passphrase": (
        str,
        str.lower,
        lambda value: f"{value[:3]}\u2060{value[3:]}",
        lambda value: f"{value}é",
        lambda _value: "",
        lambda value: value[:5],
    ),
}


def _credentials(source: random.Random) -> dict[str, str]:
    key = _digits(source, "0123456789abcdef", 32)
    values = {
        "api_key": "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:])),
        "secret_key": _digits(source, "0123456789ABCDEF", 32),
        "passphrase": _passphrase(source),
    }
    return {name: source.choice(_SPOIL[name])(value) for name, value in values.items()}


def _pieces(text: str) -> set[str]:
    return {text[start : start + 4] for start in range(len(text) - 3)}


def test_report_depends_on_no_value() -> None:
    """Credentials that differ in value but are alike in verdict give byte-identical reports."""
    source = random.Random("reports")  # noqa: S311 - the same credentials in every run
    names = ["read-only", "can-trade", "wrong-secret", "ip-not-allowed", "offline"]
    verdicts = [_rehearsed(name)["verdict"] for name in names]
    reports: dict[object, list[str]] = defaultdict(list)
    leaks: list[str] = []
    # What a report says of itself, where the values are of another kind altogether.
    strangers = dict.fromkeys(GOOD, "§" * 40)
    ours = _pieces("".join(FINDINGS)).union(*(_pieces(_report(strangers, one)) for one in verdicts))
    for _ in range(_CREDENTIALS):
        values = _credentials(source)
        number = source.randrange(len(names))
        text = _report(values, verdicts[number])
        alike = tuple((one.field, one.code) for one in check_format(**values))
        reports[number, alike].append(text)
        leaks += [
            piece
            for piece in set().union(*map(_pieces, values.values())) & _pieces(text)
            if piece not in ours
        ]

    assert leaks == []
    assert all(len(set(texts)) == 1 for texts in reports.values())
    pairs = sum(len(texts) * (len(texts) - 1) // 2 for texts in reports.values())
    assert pairs > _CREDENTIALS
    assert len({text for texts in reports.values() for text in texts}) > len(names)


def test_the_search_for_leaks_finds_them() -> None:
    """Four characters of a value, were they in a report, would be seen."""
    text = _report(GOOD) + GOOD["api_key"][10:14]

    assert _pieces(GOOD["api_key"]) & _pieces(text) - _pieces(_report(GOOD))


def test_a_customers_key_is_no_practice() -> None:
    """A report on anybody's own key does not say that it is made up."""
    assert "Practice" not in _report(GOOD)
