"""JavaScript calls the core with JSON text, and gets JSON text back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

import pytest

from tests.core.cases import GOOD
from tests.core.checks import BLOCK, NOW_MS, PAGE, REQUEST_ID, granted, refused
from validator.core import FINDINGS, bridge
from validator.core.facts import SITE_NAMES
from validator.core.practice import ACCOUNTS
from validator.core.signing import timestamp

_RESULT: Final = {
    "verdict",
    "inspection",
    "unconfirmed",
    "values",
    "key",
    "sent",
    "report",
    "opens_report",
    "clock_note",
    "asked",
    "site",
    "not_found",
    "other_sites",
}


def _inspect(**values: Any) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(bridge.inspect(json.dumps(GOOD | values)))
    return shown


def _begin(site: Any = "global", **changed: Any) -> dict[str, Any]:
    data = {"form": GOOD | {"site": site} | changed, "page": asdict(PAGE), "now_ms": NOW_MS + 0.5}
    step: dict[str, Any] = json.loads(bridge.begin(json.dumps(data)))
    return step


def _resume(body: object) -> dict[str, Any]:
    moments = {"sent_ms": NOW_MS + 0.4, "received_ms": NOW_MS + 0.6}
    data = {"status": 200, "body": json.dumps(body), "online": True, "request_id": REQUEST_ID}
    step: dict[str, Any] = json.loads(bridge.resume(json.dumps(data | moments)))
    return step


def _check(answer: object, **changed: Any) -> dict[str, Any]:
    """Return the result where one site is asked."""
    _begin(**changed)
    _resume({"now": timestamp(NOW_MS)})
    result: dict[str, Any] = _resume(answer)["result"]
    return result


def _codes(shown: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in shown["findings"]]


def test_inspect_good_values() -> None:
    """Good values leave the form as it is and can be sent."""
    assert _inspect() == {
        "fields": None,
        "summary": None,
        "findings": [],
        "sendable": "yes",
        "repairs": [],
        "choices": [],
        "swapped": None,
    }


def test_inspect_finding() -> None:
    """A finding has the members of the contract."""
    (found,) = _inspect(secret_key=GOOD["secret_key"].lower())["findings"]

    definition = FINDINGS["secret-key-shape"]
    expected = {
        "code": "secret-key-shape",
        "severity": definition.severity,
        "field": "secret_key",
        "title": definition.title,
        "fix": definition.fix,
    }
    assert expected == found


@pytest.mark.parametrize("field", GOOD)
def test_inspect_block(field: str) -> None:
    """A block in any field fills the form, and its claim is about the key as a whole."""
    shown = _inspect(**{field: BLOCK})

    expected = GOOD if field != "passphrase" else {**GOOD, "passphrase": ""}
    assert expected == shown["fields"]
    claim = shown["findings"][-1]
    assert (claim["code"], claim["field"]) == ("can-trade", None)


def test_undo() -> None:
    """A repair is shown with the original text, and undone as long as the field holds that text."""
    text = f"API key: {GOOD['api_key']}"
    (repair,) = _inspect(api_key=text)["repairs"]

    assert repair == {
        "field": "api_key",
        "before": text,
        "after": GOOD["api_key"],
        "is_done": True,
    }
    undone = {"undone": {"api_key": text}}
    assert _inspect(api_key=text, **undone)["sendable"] == "ask"
    assert _begin(api_key=text, **undone)["result"]["values"]["api_key"] == text
    assert _inspect(api_key=f"{text} ", **undone)["sendable"] == "yes"


def test_quotes_around_a_passphrase_are_asked_about() -> None:
    """The user is asked whether quotes belong to a passphrase, and may remove or keep them."""
    text = f'"{GOOD["passphrase"]}"'
    shown = _inspect(passphrase=text)

    assert (shown["sendable"], _codes(shown)) == ("ask", ["passphrase-wrapped"])
    (offer,) = shown["repairs"]
    assert (offer["after"], offer["is_done"]) == (GOOD["passphrase"], False)
    result = _begin(passphrase=text)["result"]
    assert result["unconfirmed"] == {"passphrase": text}
    assert _begin(passphrase=text, undone={"passphrase": text})["request"] is not None
    assert _begin(passphrase=text, confirmed={"passphrase": text})["request"] is not None
    # They are still mentioned, in case OKX rejects the passphrase.
    kept = _inspect(passphrase=text, undone={"passphrase": text})
    assert _codes(kept) == ["passphrase-wrapped"]


def test_choice_between_keys() -> None:
    """Several keys in a text are offered by label and last characters, and one is chosen."""
    other = {"api_key": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "secret_key": "B" * 31 + "1"}
    text = (
        f"DEMO_API_KEY={other['api_key']}\nDEMO_SECRET_KEY={other['secret_key']}\n"
        f"API_KEY={GOOD['api_key']}\nSECRET_KEY={GOOD['secret_key']}\n"
    )
    shown = _inspect(api_key=text, secret_key="")

    assert _codes(shown) == ["several-keys"]
    assert (shown["fields"], shown["sendable"]) == (None, "no")
    assert shown["choices"] == [{"label": "demo", "last": "e1f0"}, {"label": "", "last": "6f53"}]
    chosen = _inspect(api_key=text, secret_key="", chosen=1)
    assert (chosen["fields"], chosen["choices"]) == (GOOD, [])
    assert chosen["sendable"] == "yes"
    assert _inspect(api_key=text, secret_key="", chosen=2)["sendable"] == "no"


def test_a_claim_of_withdrawals_stands_alone() -> None:
    """Of a text's claims only `can-withdraw` is shown: other advice would contradict it."""
    text = BLOCK.replace("Trade", "Trade/Withdraw") + '\nIP = "203.0.113.9"'

    assert _codes(_inspect(api_key=text, secret_key="")) == ["can-withdraw"]


def test_check() -> None:
    """A check returns its requests, and then a result with everything to show."""
    first = _begin("eea")
    second = _resume({"now": timestamp(NOW_MS)})
    last = _resume(granted("eea", "read_only"))

    assert set(first["request"]) == {"method", "path", "body", "site", "time_limit_ms"}
    assert (first["request"]["path"], first["result"]) == ("time", None)
    assert second["request"]["site"] == "eea"
    assert set(json.loads(second["request"]["body"])) == {
        "site",
        "api_key",
        "passphrase",
        "timestamp",
        "signature",
    }
    assert last["request"] is None
    result = last["result"]
    assert set(result) == _RESULT
    assert result["verdict"]["outcome"] == "read-only"
    assert (result["values"], result["key"]) == (GOOD, "5d2e…6f53")
    assert [site["domain"] for site in result["asked"]] == ["my.okx.com"]


def test_only_the_values_hold_the_secret_key() -> None:
    """Of a result, only the values and the fields for the form contain the secret key."""
    result = _check(granted("global", "read_only"), api_key=BLOCK)

    assert result.pop("values") == result["inspection"].pop("fields") == GOOD
    assert GOOD["secret_key"] not in json.dumps(result)


def test_other_sites() -> None:
    """The other sites are described for the page, and are asked once the user agrees."""
    result = _check(refused("50119", "global"))
    agreed = [site["name"] for site in result["other_sites"]]
    _begin(agreed=agreed, not_found=result["not_found"])
    step = _resume({"now": timestamp(NOW_MS)})

    assert agreed == [site for site in SITE_NAMES if site != "global"]
    assert set(result["other_sites"][0]) == {"name", "login_host", "api_host", "place", "domain"}
    assert step["request"]["site"] == "eea"


def test_not_sure() -> None:
    """If all sites are to be asked, the device's time zone decides which comes first."""
    _begin("all", time_zone="Europe/Istanbul")

    assert _resume({"now": timestamp(NOW_MS)})["request"]["site"] == "tr"


@pytest.mark.parametrize("site", ["moon", "", None])
def test_no_site(site: Any) -> None:
    """A site that OKX does not have raises ValueError."""
    with pytest.raises(ValueError, match="no such site"):
        _begin(site)


def test_cancel() -> None:
    """A canceled check takes no response, and a new check replaces the one in progress."""
    nothing = {"request": None, "result": None}
    _begin()
    assert json.loads(bridge.resume("null")) == nothing
    assert _resume({"now": timestamp(NOW_MS)}) == nothing
    _begin("eea")
    _begin("us")

    assert _resume({"now": timestamp(NOW_MS)})["request"]["site"] == "us"


def test_rehearse() -> None:
    """Each finding and each practice account is shown as a check shows it, with nothing sent."""
    problems = []
    for name in (*FINDINGS, *ACCOUNTS):
        data = {"name": name, "page": asdict(PAGE), "now_ms": NOW_MS}
        shown = json.loads(bridge.rehearse(json.dumps(data)))
        result = shown["result"]
        if set(shown) != {"values", "site", "result"} or set(result) != _RESULT:
            problems.append(f"{name}: {set(shown)}, {set(result)}")
        if shown["site"] not in SITE_NAMES or result["sent"] != []:
            problems.append(f"{name}: {shown['site']}, {result['sent']}")

    assert problems == []


@pytest.mark.parametrize("name", ["", "no-such-finding", "READ-ONLY", "50119", "<b>"])
def test_rehearse_nothing(name: str) -> None:
    """A name that is neither a finding's nor an account's has no rehearsal."""
    data = {"name": name, "page": asdict(PAGE), "now_ms": NOW_MS}

    assert json.loads(bridge.rehearse(json.dumps(data))) is None
