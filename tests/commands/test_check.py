"""`check` prints the verdict, and never the values."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from tests.proxy import certificates, upstreams
from tests.tables import over
from validator.__main__ import main
from validator.core.facts import SITE_NAMES
from validator.core.findings import FINDINGS
from validator.core.practice import ACCOUNTS
from validator.fake_okx import create_app as create_fake
from validator.loopback import run_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable

#: No server listens there, so that the outcome shows whether a check has sent a request.
_NO_SERVER = "http://127.0.0.1:9"
_ALL = ["api_key", "secret_key", "passphrase"]


@pytest.fixture(name="check")
def checker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return a function that runs the command with some stdin and returns its status and stdout."""
    monkeypatch.delenv("SITE_URL", raising=False)

    def check(stdin: object, *arguments: str) -> tuple[int, str]:
        content = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        status = main(["check", *arguments])
        captured = capsys.readouterr()
        _assert_hidden(stdin, captured.out + captured.err)
        assert (captured.err == "") == (status != 2)
        return status, captured.out

    return check


def _assert_hidden(stdin: object, output: str) -> None:
    if isinstance(stdin, dict):
        values = [value for value in stdin.values() if isinstance(value, str) and len(value) > 4]
        assert [value for value in values if value in output] == []


def _codes(output: str) -> list[str]:
    return [finding["code"] for finding in json.loads(output)["findings"]]


def _pasted(name: str, **changed: str) -> dict[str, str]:
    return asdict(ACCOUNTS[name].pasted) | changed


@over(
    [
        ("read-only", 0, "read-only", ["read-only", "ip-unrestricted"]),
        ("eea", 0, "read-only", ["read-only", "ip-unrestricted"]),
        ("trade", 1, "too-powerful", ["can-trade", "ip-unrestricted", "expires-when-idle"]),
        ("wrong-secret", 1, "unusable", ["wrong-secret"]),
        ("wrong-ip", 1, "unknown", ["ip-not-allowed"]),
        ("edge-block", 1, "unknown", ["okx-edge-block"]),
    ]
)
def test_verdict_as_json(
    name: str,
    status: int,
    outcome: str,
    codes: list[str],
    fake: str,
    check: Callable[..., tuple[int, str]],
) -> None:
    """Only read-only exits with 0, and the JSON has outcome, findings and verdict."""
    site = ACCOUNTS[name].site

    result, output = check(_pasted(name), "--json", "--site", site, "--okx", fake)

    shown = json.loads(output)
    assert set(shown) == {"outcome", "findings", "verdict", "other_sites"}
    assert (result, shown["outcome"]) == (status, outcome)
    assert _codes(output) == codes
    assert set(shown["findings"][0]) == {"code", "severity", "field", "title", "fix"}
    assert shown["verdict"]["cause"] == codes[0]
    assert shown["other_sites"] == []


def test_text_output(fake: str, check: Callable[..., tuple[int, str]]) -> None:
    """Without --json the output is a headline, one next step, notes, and findings on fields."""
    status, output = check(_pasted("trade", passphrase="Practice-05 "), "--okx", fake)

    verdict, step, notes, field = output.strip().split("\n\n")
    assert status == 1
    assert verdict.startswith("This key can trade. Turn Trade off first.\n")
    assert step.splitlines() == [
        "Next: Open my API keys on okx.com: https://www.okx.com/account/my-api",
        "Show me how: https://help.flicker.finance/okx/create-read-only-key/#change-permissions",
        "More: https://help.flicker.finance/okx/troubleshooting/#can-trade",
    ]
    assert notes.splitlines() == [
        "- It works from any IP address.",
        "- OKX deletes it after 14 days without use.",
    ]
    assert field.startswith(f"Passphrase: {FINDINGS['edge-whitespace'].title}\n")


def test_okx_code_and_report(fake: str, check: Callable[..., tuple[int, str]]) -> None:
    """OKX's code follows the headline, and --report prints the report."""
    arguments = (_pasted("wrong-passphrase"), "--okx", fake)
    _, output = check(*arguments)
    _, reported = check(*arguments, "--report")

    assert output.startswith("This isn't the passphrase for this key (OKX code 50105)\n")
    assert "Flicker key check" not in output
    assert reported.startswith(output.rstrip())
    assert "Flicker key check\nPractice: a made-up key\nOutcome: unusable\n" in reported


def test_corrects_the_clock(check: Callable[..., tuple[int, str]]) -> None:
    """A computer whose clock is an hour slow signs with OKX's time, and a note says so."""
    with run_in_thread(create_fake(clock=lambda: time.time() + 3_600)) as url:
        status, output = check(_pasted("read-only"), "--okx", url)

    assert status == 0
    assert "- Your device's clock is 60 minutes slow. We signed with the right time." in output


def test_offers_other_sites(fake: str, check: Callable[..., tuple[int, str]]) -> None:
    """Without consent only the chosen site is asked, and the others are listed."""
    status, output = check(_pasted("tr"), "--json", "--okx", fake)

    shown = json.loads(output)
    assert (status, shown["outcome"]) == (1, "unusable")
    assert shown["other_sites"] == [site for site in SITE_NAMES if site != "global"]


def test_all_sites(fake: str, check: Callable[..., tuple[int, str]]) -> None:
    """With --site all, the sites are asked in turn."""
    status, output = check(_pasted("tr"), "--site", "all", "--okx", fake)

    assert status == 0
    assert "- It's on tr.okx.com, OKX's site for Türkiye." in output


def test_unusual_values_need_confirmation(check: Callable[..., tuple[int, str]]) -> None:
    """Without a terminal an unusual value is only sent with --anyway, which the output names."""
    arguments = (_pasted("read-only", passphrase="old"), "--okx", _NO_SERVER)
    _, output = check(*arguments)
    _, confirmed = check(*arguments, "--anyway")

    assert "- Nothing has been sent." in output
    assert output.endswith("\n\nIf it is right all the same, check again with --anyway.\n")
    assert confirmed.startswith("OKX didn't answer in time\n")


@pytest.mark.parametrize("arguments", [["--okx", _NO_SERVER], ["--offline"]])
def test_a_format_error_is_not_sent(
    arguments: list[str], check: Callable[..., tuple[int, str]]
) -> None:
    """Values with a format error are not sent and have no outcome."""
    status, output = check(_pasted("read-only", secret_key=""), "--json", *arguments)

    verdict = json.loads(output)
    assert (status, verdict["outcome"]) == (1, None)
    assert [(finding["code"], finding["field"]) for finding in verdict["findings"]] == [
        ("missing-field", "secret_key")
    ]


@pytest.mark.parametrize(
    ("api_key", "beginning"),
    [("k" * 300, FINDINGS["api-key-shape"].title), ("schlüssel", "Character 5 is “ü”")],
)
def test_unsendable_key_is_not_sent(
    api_key: str, beginning: str, check: Callable[..., tuple[int, str]]
) -> None:
    """A key that no header can hold is not sent, even with --anyway."""
    entered = _pasted("read-only", api_key=api_key)
    status, output = check(entered, "--okx", _NO_SERVER, "--anyway")

    assert status == 1
    assert output.startswith(beginning)
    assert "- Nothing has been sent." in output


def test_offline_proves_nothing_and_says_so(check: Callable[..., tuple[int, str]]) -> None:
    """An offline check sends nothing, and an exit status of 0 means only no format error."""
    arguments = (_pasted("deleted"), "--offline", "--okx", _NO_SERVER)
    shown = '{"outcome": null, "findings": [], "verdict": null, "other_sites": []}\n'

    assert check(*arguments) == (0, "No format error, which proves nothing: OKX was not asked\n")
    assert check(*arguments, "--json") == (0, shown)


def test_claims_of_a_block(fake: str, check: Callable[..., tuple[int, str]]) -> None:
    """A copied block's claims are shown as such, until OKX's answer overrides them."""
    pasted = ACCOUNTS["read-only"].pasted
    block = f'apikey = "{pasted.api_key}"secretkey = "{pasted.secret_key}"Permissions = "Trade"'
    entered = {"api_key": block, "secret_key": "", "passphrase": pasted.passphrase}

    status, output = check(entered, "--offline")
    _, claimed = check(entered, "--offline", "--json")
    _, answered = check(entered, "--json", "--okx", fake)

    assert status == 0
    assert "\n\nThe copied text says of itself: This key can trade\n" in output
    assert _codes(claimed) == ["can-trade"]
    assert _codes(answered) == ["read-only", "ip-unrestricted"]


@over(
    [
        b"",
        b"f11c4e80-0000-4000-8000-000000000001",
        b'{"api_key": "f11c4e80',
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        "text",
        {"api_key": "f11c4e80-0000-4000-8000-000000000001"},
        {"api_key": 12345678, "secret_key": "FA4E", "passphrase": "Practice-01"},
        {"api_key": "k", "secret_key": "FA4E", "passphrase": None},
        dict.fromkeys([*_ALL, "Practice-01"], "Practice-02"),
    ]
)
def test_unreadable_stdin_is_bad_usage(
    stdin: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Unreadable stdin exits with 2, and the message repeats none of it."""
    content = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    assert main(["check", "--okx", _NO_SERVER]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "stdin must hold one JSON object with api_key, secret_key, passphrase "
        "as texts, and nothing else.\n"
    )


def test_a_closed_stdin_is_bad_usage() -> None:
    """A closed stdin exits with 2 and without a traceback."""
    program = f"exec {sys.executable} -m validator check <&-"
    process = subprocess.run(["/bin/sh", "-c", program], capture_output=True, check=False)

    assert (process.returncode, process.stdout) == (2, b"")
    assert process.stderr.startswith(b"stdin must hold one JSON object")
    assert process.stderr.count(b"\n") == 1


def test_untrusted_certificate_is_reported(check: Callable[..., tuple[int, str]]) -> None:
    """With an untrusted certificate nothing is sent, and the first line explains it."""
    with (
        certificates.serving_as("localhost", is_trusted=False) as tls,
        upstreams.running(upstreams.stalling(), tls) as upstream,
    ):
        okx = upstream.url.replace("127.0.0.1", "localhost")
        status, output = check(_pasted("read-only"), "--okx", okx)

    assert status == 1
    assert output.startswith("This computer can't verify the certificate of OKX's server")
    assert upstream.requests == []
