"""`link` prints the address of a code's section, for support tickets."""

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
    """The address of a finding ends with its code as the anchor."""
    assert main(["link", code]) == 0
    assert capsys.readouterr().out == (
        f"https://help.flicker.finance/okx/troubleshooting/#{code}\n"
    )


@over(BY_QUOTED_CODE.items())
def test_okx_code_leads_to_its_finding(
    okx_code: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An OKX code prints the address of its finding."""
    assert main(["link", okx_code]) == 0
    assert capsys.readouterr().out.endswith(f"/okx/troubleshooting/#{code}\n")


@pytest.mark.parametrize("site_url", ["https://example.com/help", "https://example.com/help/"])
def test_the_site_s_address_is_a_setting(
    site_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SITE_URL in the environment takes precedence over the default address."""
    monkeypatch.setenv("SITE_URL", site_url)

    main(["link", "50119"])

    assert capsys.readouterr().out == (
        "https://example.com/help/okx/troubleshooting/#key-not-found\n"
    )


@over(["59999", "no-such-finding", "", "KEY-NOT-FOUND"])
def test_an_unknown_code_is_bad_usage(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown code exits with 2 and is not repeated, since it may be a pasted secret."""
    assert main(["link", code]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "no such code: neither a finding nor an OKX code that we know\n"
