"""The values that are read from pasted texts."""

from __future__ import annotations

from cProfile import Profile
from dataclasses import asdict
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.core.cases import GOOD, load
from validator.core import check_format, inspect

#: An empty form: rows name only what is in a field.
_FORM = {"api_key": "", "secret_key": "", "passphrase": ""}


def _problem(row: dict[str, Any]) -> str:
    pasted = _FORM | row["pasted"]
    inspection = inspect(**pasted)
    values = asdict(inspection.values)
    codes = {finding.code for finding in inspection.findings}
    problems = [
        name
        for name, is_wrong in (
            ("values", "values" in row and values != _FORM | row["values"]),
            ("sendable", inspection.sendable != row.get("sendable", inspection.sendable)),
            ("has", not set(row.get("has", ())) <= codes),
            ("lacks", bool(set(row.get("lacks", ())) & codes)),
            ("any_of", "any_of" in row and not set(row["any_of"]) & codes),
        )
        if is_wrong
    ]
    return f"{row['why']}: {', '.join(problems)}" if problems else ""


def test_shared_vectors() -> None:
    """Each paste of the shared vectors has the values and findings that they name."""
    assert [problem for row in load("pastes") if (problem := _problem(row))] == []


def test_vectors() -> None:
    """Each of our own pastes has the values that it names, and exactly its findings."""
    problems = []
    for row in load("pasted"):
        problem = _problem(row)
        found = check_format(**_FORM | row["pasted"])
        if problem or row.get("codes", []) != [finding.code for finding in found]:
            problems.append(problem or f"{row['why']}: {[finding.code for finding in found]}")

    assert problems == []


def test_passphrases_that_stand_apart() -> None:
    """A passphrase that may be another service's is left out, and the summary says so."""
    problems = []
    for row in load("apart"):
        inspection = inspect(row["text"], "", "")
        taken = asdict(inspection.values)["passphrase"] or None
        has_keys = inspection.values.api_key and inspection.values.secret_key
        is_right = inspection.sendable == ("no" if row["passphrase"] is None else "yes")
        if taken != row["passphrase"] or not is_right or not has_keys:
            problems.append((row["why"], taken, inspection.sendable))

    assert problems == []
    assert "left it out" in (inspect(load("apart")[0]["text"], "", "").summary or "")


def test_passphrases_alone_in_their_field() -> None:
    """A passphrase beside another service or a login is never sent without a question."""
    problems = []
    for row in load("alone"):
        inspection = inspect(GOOD["api_key"], GOOD["secret_key"], row["text"])
        is_own = inspection.values.passphrase == row["passphrase"]
        if (inspection.sendable == "yes") != is_own:
            problems.append((row["text"], inspection.values.passphrase, inspection.sendable))
    assert problems == []


_OTHER_KEY = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
_NAMES = {
    "api_key": ["API_KEY", "apiKey", "KEY", "API_KEY_ID"],
    "secret_key": ["SECRET_KEY", "API_SECRET", "SECRET"],
    "passphrase": ["PASSPHRASE", "API_PASSPHRASE", "PASSWORD"],
}
_SERVICES = ["KUCOIN_", "BINANCE_", "BITGET_", "OPENAI_", "JWT_", "MY_BANK_", "DB_"]
_LINES = [
    *("{}={}", "{}: {}", "{} = '{}'", "set -x {} {}", "setx {} {}", "docker run -e {}={} bot"),
    *(
        'set("{}", "{}")',
        '"{}" => "{}",',
        "The {} is {}.",
        "{} {}",
        "{}\n{}",
        "{},{}",
        "| {} | {} |",
    ),
]
_VALUES = {
    "api_key": _OTHER_KEY,
    "secret_key": "B1B27C93D4E5F60718293A4B5C6D7E8F",
    "passphrase": "Cloudy-day8",
}
#: Passphrases that meet OKX's rules: printable ASCII with a character of each required class.
_PASSPHRASES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=28).map(
    lambda text: f"{text}aA1-"
)


@given(
    st.sampled_from(_SERVICES),
    st.permutations(list(_NAMES)),
    st.data(),
    st.sampled_from(_LINES),
    st.booleans(),
)
def test_nothing_under_another_services_name_is_taken(
    service: str, order: list[str], data: st.DataObject, line: str, with_okx: object
) -> None:
    """A value under another service's prefix is never taken, even next to OKX's own values."""
    lines = [
        line.format(f"{service}{data.draw(st.sampled_from(_NAMES[field]))}", _VALUES[field])
        for field in order
    ]
    if with_okx:
        lines += [f"OKX_API_KEY={GOOD['api_key']}", f"OKX_SECRET={GOOD['secret_key']}"]
    text = "\n".join(data.draw(st.permutations(lines)))
    inspection = inspect(text, "", "")

    taken = [asdict(inspection.values)[field] for field in _VALUES]
    assert not set(taken) & set(_VALUES.values())
    if not with_okx:
        assert inspection.sendable == "no"


@given(
    st.sampled_from(["Gmail", "KuCoin", "ING Bank", "1Password", "Ledger", "WiFi"]),
    st.sampled_from(["Password", "Passwort", "pw", "passphrase", "пароль"]),
    st.sampled_from(
        [
            *("{}\n{}: {}", "{}\n{} {}", "{}\n{}\n{}", "{} {}: {}", "{}, {}: {}", "{} ({}): {}"),
            *("# {}\n{}: {}", "[{}]\n{} = {}", "{}:\n  {}: {}", "**{}**\n{}: `{}`", "- {}: {} {}"),
            *(
                "{}\nme@example.com\n{}: {}",
                "Name: {}\n{}: {}",
                "{}({}='{}')",
                "my {} {} is {}",
                "# {}\nkey: 00c1fa4e0000000000000001\nsecret: x\n{}: {}",
                "- {}\n  - API key: 00c1fa4e0000000000000001\n  - {}: {}",
            ),
        ]
    ),
    st.sampled_from(["{}\n{}", "OKX_API_KEY={}\nOKX_SECRET={}", "okx:\n  key: {}\n  secret: {}"]),
    st.sampled_from(["\n", "\n\n", "\n---\n"]),
    st.booleans(),
)
def test_no_password_of_another_service_is_taken(
    service: str, name: str, form: str, own: str, between: str, is_first: object
) -> None:
    """Another service's password above or below OKX's key is not taken, however it is written."""
    other = form.format(service, name, _VALUES["passphrase"])
    key = own.format(GOOD["api_key"], GOOD["secret_key"])
    text = between.join([other, key] if is_first else [key, other])

    assert _VALUES["passphrase"] not in inspect(text, "", "").values.passphrase


@given(_PASSPHRASES)
@example("ip=secret:1")
@example("apikey=secret=1")
@example("- Practice-01")
@example("* Practice-01")
@example("_ Practice-01")
@example("$ummer-Day7 #1")
def test_inside_of_a_passphrase_is_never_changed(passphrase: str) -> None:
    """A passphrase is unchanged, alone in its field and after its name in a text."""
    # A passphrase that contains "pass" could be read as a label and its value.
    assume("pass" not in passphrase.lower())
    assert _passphrase(GOOD | {"passphrase": passphrase}) == passphrase
    if passphrase[0] not in "\"'`":
        for name in ("Passphrase: ", "OKX_PASSPHRASE=", "Passphrase\n", "Passphrase\t"):
            text = f"API key: {GOOD['api_key']}\nSecret key: {GOOD['secret_key']}\n"
            pasted = {"api_key": f"{text}{name}{passphrase}", "secret_key": "", "passphrase": ""}
            assert _passphrase(pasted) == passphrase


def _passphrase(values: dict[str, str]) -> str:
    return inspect(values["api_key"], values["secret_key"], values["passphrase"]).values.passphrase


@given(
    st.text(st.characters())
    | st.lists(
        st.sampled_from(
            [
                *("API key", "secret", "Passphrase", "OKX_", "BINANCE_", "password", "key", "IP"),
                *(GOOD["api_key"], GOOD["secret_key"], "x", "=", ": ", "\n", "\t", "|", ",", "#"),
                *('"', "'", "{", "}", "[okx]", "okx:\n  ", "//", "- ", "<td>", "</td>", "->", "\\"),
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text(text: str) -> None:
    """Any text in any field is read without an error, and no secret key is sent."""
    for pasted in ((text, "", ""), ("", text, ""), ("", "", text), (text, text, text)):
        values = inspect(*pasted).values
        if inspect(*pasted).sendable != "no":
            assert GOOD["secret_key"] not in values.api_key + values.passphrase


def _calls(text: str) -> int:
    """Return how many functions are called to inspect a text."""
    profile = Profile(subcalls=False)
    profile.runcall(inspect, text, "", "")
    return sum(entry.callcount for entry in profile.getstats())


def test_work_grows_with_the_text() -> None:
    """Twice the text is at most twice the work, and no text of 4,000 characters is too much."""
    problems = []
    for part in (
        "', a=) ",
        "a=",
        "pin=",
        "pw=\n",
        "a\n",
        "key,secret\n",
        '"a": "b", ',
        "key ",
        "…",
    ):
        half, whole = (_calls((part * 4_000)[:length]) for length in (2_000, 4_000))
        if whole > 2 * half + 500 or whole > 40_000:
            problems.append((part, half, whole))

    assert problems == []
