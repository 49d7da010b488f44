"""Three pasted values are inspected before OKX is asked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hypothesis import example, given

from tests.core.cases import GOOD, load
from tests.core.test_credentials import TEXTS
from tests.tables import over
from validator.core import Inspection, check_format, inspect, names
from validator.core.facts import TEXT_MAX_LENGTH

_PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
#: Another one than the secret key of the good values.
_SECRET = "0F1E2D3C4B5A69788796A5B4C3D2E1F0"


def _inspect(values: dict[str, str]) -> Inspection:
    return inspect(values["api_key"], values["secret_key"], values["passphrase"])


@over(
    [
        ({}, "yes"),
        ({"api_key": GOOD["api_key"].upper()}, "yes"),
        ({"api_key": "an-unusual-key"}, "ask"),
        ({"api_key": _SECRET.lower()}, "ask"),
        ({"api_key": _SECRET}, "no"),
        ({"api_key": f"{GOOD['api_key']}{_SECRET}"}, "no"),
        ({"api_key": "ключ"}, "no"),
        ({"api_key": "a" * 257}, "no"),
        ({"api_key": ""}, "no"),
        ({"secret_key": "ключ"}, "no"),
        ({"secret_key": GOOD["secret_key"].lower()}, "ask"),
        ({"secret_key": _PHRASE}, "no"),
        ({"passphrase": "sunny1"}, "ask"),
        ({"passphrase": "Some1one@example.com"}, "ask"),
        ({"passphrase": _SECRET.lower()}, "ask"),
        ({"passphrase": _SECRET}, "no"),
        ({"passphrase": f"Sunny-day7{_SECRET.lower()}"}, "no"),
        ({"passphrase": "Sunny-day7 of a long passphrase: OKX never took so many"}, "no"),
        ({"passphrase": _PHRASE}, "no"),
    ]
)
def test_sendable(values: dict[str, str], sendable: str) -> None:
    """Good values may be sent, unusual ones after the user confirms them, foreign ones never."""
    assert _inspect(GOOD | values).sendable == sendable


def test_confirmation_holds_for_that_very_value() -> None:
    """An unusual value may be sent only if that very value was confirmed."""
    inspection = _inspect(GOOD | {"api_key": " an-unusual-key", "passphrase": "sunny1"})

    assert inspection.asked_about == ("api_key", "passphrase")
    assert inspection.may_send({"api_key": "an-unusual-key", "passphrase": "sunny1"})
    assert not inspection.may_send({})
    assert not inspection.may_send({"api_key": "an-unusual-key"})
    assert not inspection.may_send({"api_key": "an-unusual-key", "passphrase": "sunny2"})


def test_no_confirmation_sends_what_is_foreign() -> None:
    """A foreign value may not be sent, whatever was confirmed."""
    inspection = _inspect(GOOD | {"passphrase": "493817"})

    assert not inspection.may_send({"passphrase": "493817"})


def test_foreign_vectors() -> None:
    """A foreign value has one finding, which names what it is, and may not be sent."""
    problems: list[Any] = []
    for row in load("foreign"):
        for field, code in row["expect"].items():
            if code is None:
                continue
            inspection = _inspect(GOOD | {field: row["value"]})
            found = [finding for finding in inspection.findings if finding.field == field]
            is_named = code == "fields-swapped" or row["name"] in found[0].title
            if inspection.sendable != "no" or found[0].code != code or not is_named:
                problems.append((row["why"], field, found))

    assert problems == []


def test_another_exchanges_trio() -> None:
    """No finding asks to move another exchange's secret into a field that is sent."""
    found = check_format(
        "00c1fa4e0000000000000001", "fa4e0000-0000-4000-8000-0000000000aa", "Kucoin-Practice1"
    )

    assert {finding.code for finding in found} == {"other-service", "secret-key-shape"}


def test_wallet_secret_in_a_block() -> None:
    """A wallet's secret anywhere in a text is reported, and nothing may be sent."""
    text = f"OKX_API_KEY={GOOD['api_key']}\nOKX_SECRET={GOOD['secret_key']}\nSEED={_PHRASE}\n"
    inspection = inspect(text, "", GOOD["passphrase"])

    assert [finding.code for finding in inspection.findings] == ["wallet-secret"]
    assert inspection.sendable == "no"


@over(
    [
        ("{key}1,{secret},Practice-01\n{key}2,{secret},Practice-02", ["Key 1", "Key 2"]),
        ("# Bot\nAPI key: {key}1\n# Bot\nAPI key: {key}2", ["Bot 1", "Bot 2"]),
        ("DEMO_API_KEY={key}1\nLIVE_API_KEY={key}2", ["demo", "live"]),
    ]
)
def test_choices_differ(text: str, labels: list[str]) -> None:
    """Each of several keys has a label of its own."""
    pasted = text.format(key=GOOD["api_key"][:-1], secret=_SECRET)
    inspection = inspect(pasted, "", "")

    assert [choice.label for choice in inspection.choices] == labels


def test_undone_repairs_hide_no_wallet() -> None:
    """A phrase is found in a field whose repair was undone, and where it is spread over fields."""
    words = _PHRASE.split()
    spread = [" ".join(words[start : start + 4]) for start in (0, 4, 8)]
    alone = inspect(_PHRASE, *list(GOOD.values())[1:], undone={"api_key": _PHRASE})
    parted = inspect(*spread, undone={"passphrase": spread[2]})

    assert [finding.code for finding in alone.findings] == ["wallet-secret"]
    assert [finding.code for finding in parted.findings] == ["wallet-secret"] * 3


@over(["a" * (TEXT_MAX_LENGTH + 1), f"OKX_API_KEY={GOOD['api_key']}\n" * 20_000])
def test_too_long(text: str) -> None:
    """A text that is too long is rejected in one sentence, a megabyte too."""
    inspection = inspect(text, GOOD["secret_key"], GOOD["passphrase"])

    assert inspection.sendable == "no"
    assert ["4,000 characters" in finding.title for finding in inspection.findings] == [True]


@given(TEXTS, TEXTS, TEXTS)
@example("", "", "")
def test_any_text(api_key: str, secret_key: str, passphrase: str) -> None:
    """Any three texts are inspected; values that may be sent fit into headers and have no error."""
    inspection = inspect(api_key, secret_key, passphrase)

    assert inspection.findings == check_format(api_key, secret_key, passphrase)
    if inspection.sendable != "no":
        assert inspection.values.fits_headers()
        assert all(finding.severity != "error" for finding in inspection.findings if finding.field)


def test_not_shown() -> None:
    """The `repr` of an inspection shows no value."""
    assert not any(value in repr(_inspect(GOOD)) for value in GOOD.values())


def test_nothing_pasted_is_kept() -> None:
    """After an inspection no cache holds a piece of the text."""
    inspect(f"API key: {GOOD['api_key']}\nSecret key: {_SECRET}\nPassphrase: Sunny-day7", "", "")

    caches = (names.read_name, names.words_of)
    assert [cache.cache_info().currsize for cache in caches] == [0, 0]


def test_swapped_values() -> None:
    """Values in each other's fields can be swapped, where each has a field of its own."""
    key, secret, passphrase = GOOD.values()
    cases = [
        ((secret, key, passphrase), GOOD),
        ((key, passphrase, secret), GOOD),
        ((passphrase, key, secret), None),
        ((key, secret, passphrase), None),
        ((secret, secret, passphrase), None),
        ((secret, "", passphrase), None),
        ((secret, key, ""), GOOD | {"passphrase": ""}),
        ((secret, key, "é"), GOOD | {"passphrase": "é"}),
        (("ghp_" + "a1B2" * 9, key, secret), None),
    ]
    found = [(pasted, inspect(*pasted).swapped) for pasted, _ in cases]

    assert [
        (pasted, None if swapped is None else asdict(swapped)) for pasted, swapped in found
    ] == cases


def test_missing_and_swapped_fields_say_what_to_enter() -> None:
    """An empty field asks for its value, and a value in a wrong field is called by its name."""
    findings = inspect(GOOD["secret_key"], GOOD["api_key"], "").findings

    assert [finding.title for finding in findings] == [
        "This is your secret key",
        "This is your API key",
        "Enter your passphrase",
    ]


_MAIN = ("a22c4e80-5d3b-4c0a-9b1e-000000000002", "BB4E0123456789ABCDEF0123456789AC", "Red-Roof8")
_SUB = ("f11c4e80-5d3b-4c0a-9b1e-000000000001", "FA4E0123456789ABCDEF0123456789AB", "Blue-Door7")
#: Texts with two keys: `0` to `2` stand for the values of the first, `3` to `5` for the second's.
_TWO_KEYS = (
    "{0},{1},{2}\n{3},{4},{5}",
    "Main: {0} / {1} / {2}\nSub: {3} / {4} / {5}",
    (
        "Main\nAPI key: {0}\nSecret key: {1}\nPassphrase: {2}\n\n"
        "Sub\nAPI key: {3}\nSecret key: {4}\nPassphrase: {5}"
    ),
    (
        "MAIN_API_KEY={0}\nMAIN_SECRET={1}\nMAIN_PASSPHRASE={2}\n"
        "SUB_API_KEY={3}\nSUB_SECRET={4}\nSUB_PASSPHRASE={5}"
    ),
    "name,api key,secret key,passphrase\nmain,{0},{1},{2}\nsub,{3},{4},{5}",
    "\tMain\tSub\nAPI key\t{0}\t{3}\nSecret key\t{1}\t{4}\nPassphrase\t{2}\t{5}",
    (
        "| | Main | Sub |\n|---|---|---|\n| API key | {0} | {3} |\n| Secret key | {1} | {4} |\n"
        "| Passphrase | {2} | {5} |"
    ),
    "OKX main: key {0}, secret {1}, passphrase {2}\nOKX sub: key {3}, secret {4}, passphrase {5}",
)


def test_values_of_two_keys_are_never_mixed() -> None:
    """Of two keys in a text, the chosen one comes with its own secret key and passphrase."""
    mixed = []
    for text in _TWO_KEYS:
        pasted = text.format(*_MAIN, *_SUB)
        labels = [choice.label.lower() for choice in inspect(pasted, "", "").choices]
        named = "main" in text.lower()
        if len(labels) != 2 or (named and ("main" not in labels[0] or "sub" not in labels[1])):
            mixed.append((text, labels))
        for number, own in enumerate((_MAIN, _SUB)):
            values = asdict(inspect(pasted, "", "", chosen=number).values)
            if tuple(values.values()) != own:
                mixed.append((text, [str(number)]))
    assert mixed == []
