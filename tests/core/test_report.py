"""The report for support contains no part of a credential."""

from __future__ import annotations

import random
import string
from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

import pytest

from tests.core.cases import GOOD
from tests.core.checks import NOW_MS, PAGE, REQUEST_ID, drive, form, granted, refused
from tests.tables import over
from validator.core import FINDINGS, check_format
from validator.core.check import Check, Request
from validator.core.report import Checked, Page, compose
from validator.core.result import Result

_CHECKED: Final = Checked(
    outcome="read-only",
    codes=("read-only",),
    okx_code=None,
    format_findings=(),
    sites=("global",),
    request_id=REQUEST_ID,
    now_ms=NOW_MS,
    is_practice=False,
)
#: Answers of our proxy, one per kind of verdict.
_ANSWERS: Final[tuple[Any, ...]] = (
    granted("global", "read_only"),
    granted("global", "read_only", "trade"),
    refused("50113", "global"),
    refused("50110", "global"),
    {"kind": "timeout", "site": "global", "egress": "other"},
)
#: The number of sets of credentials, which give several times as many pairs.
_CREDENTIALS: Final = 2_000


def _lines(checked: Checked = _CHECKED, page: Page = PAGE) -> list[str]:
    return compose(checked, page).splitlines()


def _report(values: dict[str, str], answer: Any) -> str:
    """Return the report of a check whose unusual values were confirmed."""
    entered = form(**values)
    step = Check(entered, PAGE).begin(NOW_MS)
    if not isinstance(step, Request):
        sent = step.inspection.values
        confirmed: dict[Any, str] = {name: getattr(sent, name) for name in GOOD}
        entered = replace(entered, confirmed=confirmed)
    return drive(entered, lambda _request: answer)[0].report


def test_report_without_outcome() -> None:
    """The report says if OKX was not asked, and names each code once."""
    result = Check(form(secret_key=GOOD["passphrase"], passphrase=GOOD["secret_key"]), PAGE).begin(
        NOW_MS
    )

    assert isinstance(result, Result)
    assert "Outcome: not asked" in result.report.splitlines()
    assert result.report.count("/e/fields-swapped") == 1
    assert "Format: API key OK, Secret key unusual, Passphrase unusual" in result.report


def test_report_names_every_site_asked() -> None:
    """The sites that were asked are all named, by the host where users log in."""
    lines = _lines(replace(_CHECKED, sites=("global", "eea", "us", "tr")))

    assert "OKX site: www.okx.com, my.okx.com, app.okx.com, tr.okx.com" in lines


@over(
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox 153"),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) CriOS/150.0.1.2 Mobile/15E148 Safari/604.1"
            ),
            "Chrome 150",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0"
            ),
            "Edge 150",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
                "(KHTML, like Gecko) Version/26.1 Safari/605.1.15"
            ),
            "Safari 26",
        ),
        ("", "unknown"),
        ("Firefox/٣٤", "unknown"),
        ("curl/8.5.0\nOutcome: read-only", "unknown"),
    ]
)
def test_report_names_the_browser(user_agent: str, line: str) -> None:
    """The report has only the name and major version of a browser."""
    lines = _lines(page=replace(PAGE, user_agent=user_agent))

    assert f"Browser: {line}" in lines
    assert len(lines) == len(_lines())


@over(
    [
        ("page", "version", "<b>", "Page version: unknown"),
        ("page", "language", "de\nfr", "Language: unknown"),
        ("page", "language", "", "Language: unknown"),
        ("checked", "request_id", "two\nlines", "Request id: unknown"),
        ("checked", "request_id", "0123456789ABCDEF", "Request id: unknown"),
        ("checked", "request_id", REQUEST_ID * 4, "Request id: unknown"),
        ("checked", "request_id", None, "Request id: none"),
        ("checked", "now_ms", 10**16, "Time: unknown"),
        ("checked", "now_ms", -(10**16), "Time: unknown"),
        ("checked", "codes", ("no-such-code", "read-only"), "OKX code: none"),
    ]
)
def test_report_takes_no_other_text(about: str, member: str, value: Any, line: str) -> None:
    """Text of an unexpected shape is not repeated."""
    checked, page = _CHECKED, PAGE
    if about == "page":
        page = replace(PAGE, **{member: value})
    else:
        checked = replace(_CHECKED, **{member: value})
    lines = _lines(checked, page)

    assert line in lines
    assert len(lines) == len(_lines())


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
    reports: dict[object, list[str]] = defaultdict(list)
    leaks: list[str] = []
    # The pieces of a report that come from no value.
    unlike = dict.fromkeys(GOOD, "§" * 40)
    ours = _pieces("".join(FINDINGS)).union(
        *(_pieces(_report(values, answer)) for values in (GOOD, unlike) for answer in _ANSWERS)
    )
    for _ in range(_CREDENTIALS):
        values = _credentials(source)
        number = source.randrange(len(_ANSWERS))
        text = _report(values, _ANSWERS[number])
        alike = tuple((finding.field, finding.code) for finding in check_format(**values))
        reports[number, alike].append(text)
        leaks += [
            piece
            for piece in set().union(*map(_pieces, values.values())) & _pieces(text)
            if piece not in ours
        ]

    assert leaks == []
    assert [texts for texts in reports.values() if len(set(texts)) > 1] == []
    pairs = sum(len(texts) * (len(texts) - 1) // 2 for texts in reports.values())
    assert pairs > _CREDENTIALS
    assert len({text for texts in reports.values() for text in texts}) > len(_ANSWERS)


def test_the_search_for_leaks_finds_them() -> None:
    """Four characters of a value in a report are found."""
    text = compose(_CHECKED, PAGE) + GOOD["api_key"][10:14]

    assert _pieces(GOOD["api_key"]) & _pieces(text) - _pieces(compose(_CHECKED, PAGE))


@pytest.mark.parametrize("is_practice", [False, True])
def test_practice_is_marked(*, is_practice: bool) -> None:
    """Only the report about a practice key says that the key is made up."""
    lines = _lines(replace(_CHECKED, is_practice=is_practice))

    assert ("Practice: a made-up key" in lines) is is_practice
