"""`link` prints the address that a support agent puts into a ticket."""

from __future__ import annotations

import pytest

from tests.tables import over
from validator.__main__ import main
from validator.core.findings import BY_QUOTED_CODE, FINDINGS


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)


@over(FINDINGS)
def test_a_finding_has_an_address(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The finding code is the anchor."""
    assert main(["link", code]) == 0
    assert capsys.readouterr().out == (
        f"https://help.flicker.finance/okx/troubleshooting/#{code}\n"
    )


@over(BY_QUOTED_CODE.items())
def test_a_code_of_okx_leads_to_its_finding(
    okx_code: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An agent need not know our codes."""
    assert main(["link", okx_code]) == 0
    assert capsys.readouterr().out.endswith(f"/okx/troubleshooting/#{code}\n")


@pytest.mark.parametrize("site_url", ["https://example.com/help", "https://example.com/help/"])
def test_the_site_s_address_is_a_setting(
    site_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The environment's SITE_URL comes first."""
    monkeypatch.setenv("SITE_URL", site_url)

    main(["link", "50119"])

    assert capsys.readouterr().out == (
        "https://example.com/help/okx/troubleshooting/#key-not-found\n"
    )


@over(["59999", "no-such-finding", "", "KEY-NOT-FOUND"])
def test_an_unknown_code_is_bad_usage(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not repeated, since it may be anything from the clipboard."""
    assert main(["link", code]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "no such code: neither a finding nor an OKX code that we know\n"
