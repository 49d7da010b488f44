"""OKX's copied block is split into its values and claims."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.cases import GOOD, rows
from validator.core import inspect, split_block
from validator.core.block import Block

_NAMES: Final = {
    "api_key": "api key",
    "secret_key": "secret key",
    "passphrase": "passphrase",
    "ip": "ip",
    "label": "api key name",
    "permissions": "permissions",
}
_SENDABLE: Final = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


@rows("blocks")
def test_vectors(row: dict[str, Any]) -> None:
    """Each text is split as its vector says, with the findings that it claims."""
    block = split_block(row["text"])
    shown = None if block is None else asdict(block)
    if shown is not None and shown["permissions"] is not None:
        shown["permissions"] = list(shown["permissions"])

    assert row["block"] == shown
    assert row["findings"] == (
        [] if block is None else [finding.code for finding in block.findings()]
    )


@given(
    st.text(st.characters()) | st.text(st.sampled_from("apikeysrtIP=:\"'“” \n\u200f"), max_size=99)
)
@example('"' * 4_000)
@example("apikey=" * 500)
@example("a p_i-" * 600)
def test_any_text(text: str) -> None:
    """Any text is split without an error, and never yields a good finding."""
    block = split_block(text)

    found = [] if block is None else [finding.code for finding in block.findings()]
    assert set(found) <= {"can-trade", "can-withdraw", "ip-excludes-flicker"}


@st.composite
def _spelled(draw: st.DrawFn, name: str) -> str:
    letters = "".join(draw(st.sampled_from([letter, letter.upper()])) for letter in name)
    return letters.replace(" ", draw(st.sampled_from([" ", "", "_", "-", "  "])))


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    values = {
        "api_key": str(draw(st.uuids())),
        "secret_key": draw(st.from_regex(r"[0-9A-F]{32}", fullmatch=True)),
        "passphrase": draw(_SENDABLE),
        "ip": draw(st.sampled_from(["", "203.0.113.9", "2001:db8::1,10.0.0.0/8"])),
        "label": draw(st.from_regex(r"[A-Za-z0-9 ]{0,50}", fullmatch=True)),
        "permissions": draw(st.sampled_from(["Read", "Read/Trade", "Trade / Withdraw"])),
    }
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", " \n\t"]))
    lines = []
    for entry in draw(st.permutations(list(values))):
        value = values[entry]
        sign = draw(st.sampled_from(["=", ":", " = ", ": ", "\t:\t", "："]))
        # A bare value that begins with a quote would be read as quoted.
        quotes = (
            [("", ""), ('"', '"'), ("“", "”")] if value[:1] not in set("\"'`") else [("“", "”")]
        )
        start, end = draw(st.sampled_from(quotes))
        lines.append(f"{draw(_spelled(_NAMES[entry]))}{sign}{start}{value}{end}")
    return line_end.join(lines), values


@given(_blocks())
def test_round_trip(block: tuple[str, dict[str, str]]) -> None:
    """Values are read unchanged in any order, letter case, spacing and quoting."""
    text, values = block
    parts = split_block(text)

    assert parts is not None
    assert values["api_key"] == parts.api_key
    assert values["secret_key"] == parts.secret_key
    assert values["passphrase"] == parts.passphrase
    words = [word.strip() for word in values["permissions"].lower().split("/")]
    assert [{"read": "read_only"}.get(word, word) for word in words] == list(
        parts.permissions or ()
    )
    assert ("excludes-flicker" if values["ip"] else "none") == parts.ip_binding


def test_several_keys_are_no_block() -> None:
    """A text with two keys is not a block."""
    text = f"API key: {GOOD['api_key']}\n\nAPI key: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"

    assert split_block(text) is None


def test_claims_are_not_repeated() -> None:
    """The same block in two fields yields each claim once."""
    block = (
        f'apikey = "{GOOD["api_key"]}"\nsecretkey = "{GOOD["secret_key"]}"\nPermissions = "Trade"'
    )
    inspection = inspect(block, block, GOOD["passphrase"])

    assert [(finding.code, finding.field) for finding in inspection.findings] == [
        ("can-trade", None)
    ]
    assert inspection.sendable == "yes"


def test_not_shown() -> None:
    """The `repr` of a block shows nothing of it."""
    block = Block(GOOD["api_key"], GOOD["secret_key"], GOOD["passphrase"])

    assert not any(value in repr(block) for value in GOOD.values())
