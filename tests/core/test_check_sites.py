"""A check asks the chosen sites in turn until one of them knows the key."""

from __future__ import annotations

from tests.core.checks import NOW_MS, PAGE, Device, drive, form, granted, not_found_on, refused
from tests.tables import over
from validator.core.check import ALL, Check, Request
from validator.core.facts import SITE_NAMES
from validator.core.result import Result


def _asked(requests: list[Request]) -> list[str]:
    return [request.site for request in requests if request.site]


@over(SITE_NAMES)
def test_one_site_is_asked_alone(site: str) -> None:
    """Only the chosen site is asked, and the others are offered."""
    result, requests = drive(form(site), not_found_on(*SITE_NAMES))

    assert _asked(requests) == [site]
    assert (result.site, result.not_found) == (None, (site,))
    assert set(result.other_sites) == {*SITE_NAMES} - {site}
    assert result.verdict.action.sites == result.other_sites


def test_agreed_sites_are_asked_in_turn() -> None:
    """After consent the other sites are asked until one of them knows the key."""
    entered = form("eea", agreed=("global", "us", "tr"), not_found=("eea",))
    result, requests = drive(entered, not_found_on("global", "eea"))

    assert _asked(requests) == ["global", "us"]
    assert (result.site, result.other_sites) == ("us", ())
    assert result.verdict.outcome == "read-only"
    assert result.verdict.notes[0] == "It's on app.okx.com, OKX's site for US and Australia."
    assert "OKX site: my.okx.com, www.okx.com, app.okx.com" in result.report


def test_not_sure_asks_all() -> None:
    """If all sites are chosen, they are asked in turn, the suggested one first."""
    result, requests = drive(form(ALL, suggested="tr"), not_found_on("tr", "global", "eea"))

    assert _asked(requests) == ["tr", "global", "eea", "us"]
    assert result.site == "us"


def test_no_site_knows_the_key() -> None:
    """If no site knows the key, no site is offered, and the next step is to look for it in OKX."""
    result, _ = drive(form(ALL), not_found_on(*SITE_NAMES))

    assert result.other_sites == ()
    assert result.verdict.headline == "None of OKX's sites knows this key"
    assert result.verdict.action.kind == "open-okx"
    assert result.verdict.okx_code == "50119"


def test_site_that_does_not_answer() -> None:
    """A site that does not answer does not end the check, and is offered again."""

    def answer(request: Request) -> object:
        site = request.site or ""
        if site == "us":
            return {"kind": "timeout", "site": site, "egress": "other"}
        return refused("50119", site)

    result, requests = drive(form(ALL), answer)

    assert _asked(requests) == list(SITE_NAMES)
    assert result.other_sites == result.verdict.action.sites == ("us",)
    assert result.verdict.notes == ("app.okx.com didn't answer.",)


def test_no_site_answers() -> None:
    """If no site answers, the outcome is unknown, and no site is offered."""
    busy = {"kind": "busy", "egress": "other", "okx_code": None}
    result, _ = drive(form(ALL), lambda request: {**busy, "site": request.site})

    assert (result.verdict.cause, result.other_sites) == ("okx-busy", ())


def test_answer_about_another_site() -> None:
    """An answer about a site that was not asked counts as a failure of our proxy."""
    result, _ = drive(form("global"), lambda _request: granted("eea", "read_only"))

    assert result.verdict.cause == "checker-unavailable"


def test_failure_at_one_of_several_sites() -> None:
    """If our proxy fails for one site, the next one is asked, and the result names the first."""
    device = Device()
    check = Check(form(ALL), PAGE)
    check.begin(NOW_MS)
    check.resume(device.time())
    second = check.resume(device.response("<html>", 502))
    assert isinstance(second, Request)
    result = check.resume(device.response(refused("50105", second.site or "")))

    assert isinstance(result, Result)
    assert result.verdict.cause == "wrong-passphrase"
    assert (SITE_NAMES[0], second.site) == ("global", "eea")
    assert "okx.com didn't answer." in result.verdict.notes
