"""`check` prints the verdict, and never the values."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from tests.core.cases import load
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

    from validator.core.credentials import Credentials

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


def _pasted(name: str, **changed: str) -> dict[str, str]:
    return asdict(ACCOUNTS[name].pasted) | changed


def _block(credentials: Credentials, permissions: str) -> str:
    return (
        f'apikey = "{credentials.api_key}"\nsecretkey = "{credentials.secret_key}"\n'
        f'IP = ""\nAPI key name = "Practice"\nPermissions = "{permissions}"'
    )


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
    assert [finding["code"] for finding in shown["findings"]] == codes
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
    assert "- Your device's clock is 3600 seconds slow. We signed with the right time." in output


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


@pytest.mark.parametrize(("arguments", "status"), [((), 1), (("--anyway",), 0)])
def test_unusual_values_need_confirmation(
    arguments: tuple[str, ...], status: int, check: Callable[..., tuple[int, str]]
) -> None:
    """A value that only looks unusual is sent with --anyway, and not without."""
    upstream_account = ACCOUNTS["read-only"]
    behave = upstreams.replying("200 OK", upstream_account.configuration())
    entered = _pasted("read-only", api_key="an-older-key")
    with upstreams.running(behave) as upstream:
        result, output = check(entered, "--json", "--okx", upstream.url, *arguments)

    sent = [request for request in upstream.requests if b"OK-ACCESS-KEY" in request]
    assert (result, len(sent)) == (status, 1 - status)
    assert json.loads(output)["findings"][0]["code"] == "api-key-shape"


def test_unusual_value_output_names_the_option(check: Callable[..., tuple[int, str]]) -> None:
    """Without a terminal nothing unusual is sent, and the output names --anyway."""
    status, output = check(_pasted("read-only", passphrase="old"), "--okx", _NO_SERVER)

    assert status == 1
    assert "- Nothing has been sent." in output
    assert output.endswith("\n\nIf it is right all the same, check again with --anyway.\n")


def test_foreign_secrets_are_never_sent(check: Callable[..., tuple[int, str]]) -> None:
    """Foreign secrets in any field are reported, and neither sent nor shown, even with --anyway."""
    problems = []
    for row in load("foreign"):
        for name, code in row["expect"].items():
            if code is None:
                continue
            entered = _pasted("read-only", **{name: row["value"]})
            status, output = check(entered, "--json", "--okx", _NO_SERVER, "--anyway")
            verdict = json.loads(output)
            found = {(finding["code"], finding["field"]) for finding in verdict["findings"]}
            if (status, verdict["outcome"]) != (1, None) or (code, name) not in found:
                problems.append((row["why"], name, status, output))

    assert problems == []


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
    """An offline check without a format error exits with 0 and says that it proves nothing."""
    status, output = check(_pasted("deleted"), "--offline")

    assert (status, output) == (0, "No format error, which proves nothing: OKX was not asked\n")


def test_offline_json_has_no_outcome(check: Callable[..., tuple[int, str]]) -> None:
    """An offline check sends no request, and its JSON has no outcome."""
    status, output = check(_pasted("read-only"), "--offline", "--json", "--okx", _NO_SERVER)

    nothing: dict[str, object] = {
        "outcome": None,
        "findings": [],
        "verdict": None,
        "other_sites": [],
    }
    assert (status, json.loads(output)) == (0, nothing)


def test_no_reply_is_unknown(check: Callable[..., tuple[int, str]]) -> None:
    """If OKX doesn't answer, the outcome is unknown."""
    status, output = check(_pasted("read-only"), "--json", "--okx", _NO_SERVER)

    verdict = json.loads(output)
    assert (status, verdict["outcome"]) == (1, "unknown")
    assert [finding["code"] for finding in verdict["findings"]] == ["okx-timeout"]


@over(_ALL)
def test_a_copied_block_is_taken_apart(
    field: str, fake: str, check: Callable[..., tuple[int, str]]
) -> None:
    """OKX's copied block may be pasted in place of any value."""
    account = ACCOUNTS["read-only"]
    entered = dict.fromkeys(_ALL, "") | {"passphrase": account.pasted.passphrase}
    entered[field] = _block(account.pasted, "Read")
    if field == "passphrase":
        entered["passphrase"] += f'\nPassphrase = "{account.pasted.passphrase}"'

    status, output = check(entered, "--json", "--okx", fake)

    assert (status, json.loads(output)["outcome"]) == (0, "read-only")


def test_claims_of_a_block_are_shown_as_such(check: Callable[..., tuple[int, str]]) -> None:
    """The output distinguishes a block's own claims from findings."""
    pasted = ACCOUNTS["read-only"].pasted
    entered = {
        "api_key": _block(pasted, "Read/Trade"),
        "secret_key": "",
        "passphrase": "Pass-word1",
    }

    status, output = check(entered, "--offline")

    assert status == 0
    assert "\n\nThe copied text says of itself: This key can trade\n" in output
    findings = json.loads(check(entered, "--offline", "--json")[1])["findings"]
    assert [finding["code"] for finding in findings] == ["can-trade"]


def test_okx_s_answer_overrides_a_block_s_claims(
    fake: str, check: Callable[..., tuple[int, str]]
) -> None:
    """A key that lost a permission since its block was copied is read-only."""
    pasted = ACCOUNTS["read-only"].pasted
    entered = {
        "api_key": _block(pasted, "Read/Trade"),
        "secret_key": "",
        "passphrase": pasted.passphrase,
    }

    status, output = check(entered, "--okx", fake)

    assert status == 0
    assert "can trade" not in output


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


def _run(stdin: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "validator", "check", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_runs_as_a_program(fake: str) -> None:
    """The command runs as a program and shows no value."""
    entered = _pasted("trade")

    process = _run(json.dumps(entered), "--json", "--okx", fake)

    verdict: dict[str, Any] = json.loads(process.stdout)
    assert (process.returncode, verdict["outcome"], process.stderr) == (1, "too-powerful", "")
    _assert_hidden(entered, process.stdout)


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


def test_other_hosts_are_refused() -> None:
    """An address outside of this machine exits with 2 before anything is read."""
    process = _run(json.dumps(_pasted("read-only")), "--okx", "http://example.com")

    assert (process.returncode, process.stdout) == (2, "")
    assert "loopback" in process.stderr
