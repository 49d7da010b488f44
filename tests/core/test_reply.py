"""OKX's replies are parsed into answers, without any text that OKX wrote."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from itertools import product
from typing import Any, Final, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.cases import load, rows
from tests.core.replies import JSON, REPLIES, STATUSES
from tests.tables import over
from validator.core import read_reply
from validator.core.addresses import Binding
from validator.core.facts import SITE_NAMES
from validator.core.reply import PERMISSIONS, Account, Answer, answer_from, parse_json

#: The words that an answer may hold besides an OKX code.
_WORDS: Final = {
    None,
    *("permissions", "refused", "blocked", "busy", "rate-limited", "timeout", "unreadable"),
    *PERMISSIONS,
    *get_args(Binding),
    *get_args(Account),
    *("eea", "flicker"),
}


def shown(answer: Answer) -> dict[str, Any]:
    """Return an answer as the proxy sends it, without site and egress."""
    members: dict[str, Any] = json.loads(json.dumps(asdict(answer)))
    return {name: value for name, value in members.items() if name not in {"site", "egress"}}


@rows("answers")
def test_vectors(row: dict[str, Any]) -> None:
    """Each reply is read into exactly the answer that its vector names."""
    body = row["body"].encode()

    assert row["answer"] == shown(read_reply(row["http_status"], body, "global", row["egress"]))


@over(
    [
        b"\xff\xfe",
        b'{"code":"\xff"}',
        '{"code":"50119"}'.encode("utf-16"),
        b"\x00",
        b"\x1f\x8b\x08",
    ]
)
def test_not_utf8(body: bytes) -> None:
    """Bytes that are not UTF-8 are unreadable."""
    assert read_reply(200, body, "global").kind == "unreadable"


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"0","data":[{"perm":"read_only,trade","perm":"read_only"}]}',
        b'{"code":"50119","code":"0","data":[{"perm":"read_only"}]}',
        b'{"code":"0","data":[{"perm":"read_only","ip":"192.0.2.1","ip":""}]}',
    ],
)
def test_a_name_twice(body: bytes) -> None:
    """A reply that repeats a name is unreadable."""
    assert read_reply(200, body, "global").kind == "unreadable"


@over(
    product(["[", '{"code":', '{"a":', '[{"a":', '{"code":"50119","data":['], [101, 1_000, 100_000])
)
def test_nested(start: str, depth: int) -> None:
    """JSON nested more than a hundred levels deep is unreadable, closed or not."""
    closed = start * depth + "".join(
        {"[": "]", "{": "}"}.get(bracket, "") for bracket in start[::-1] * depth
    )

    assert read_reply(200, (start * depth).encode(), "global").kind == "unreadable"
    assert read_reply(200, closed.encode(), "global").kind == "unreadable"


def test_parse_json_depth() -> None:
    """JSON may be nested a hundred levels deep, and no deeper."""
    deepest = parse_json("[" * 100 + "]" * 100)

    assert json.dumps(deepest) == "[" * 100 + "]" * 100
    with pytest.raises(ValueError, match="too deep"):
        parse_json("[" * 101 + "]" * 101)


@given(JSON)
def test_parse_json(value: object) -> None:
    """JSON is parsed as by the standard library, except that NaN and infinity are refused."""
    text = json.dumps(value)

    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        with pytest.raises(ValueError, match="RFC 8259"):
            parse_json(text)
    else:
        assert json.dumps(json.loads(text)) == json.dumps(parse_json(text))


@given(st.text(' \t\n\r\v\f\u00a0\ufeff[]1,"', max_size=8))
@example(" [1]\r\n\t")
@example("[1]\u00a0")
@example("[1][1]")
@example("")
def test_parse_json_whitespace(text: str) -> None:
    """Only JSON's own whitespace may surround a value, as in the standard library."""
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError, match=r"\A"):
            parse_json(text)
    else:
        assert parse_json(text) == expected


@given(STATUSES, st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(http_status: int, body: bytes) -> None:
    """Any bytes with any status produce an answer."""
    answer = read_reply(http_status, body, "eea", "flicker")

    assert (answer.site, answer.egress) == ("eea", "flicker")


@given(STATUSES, REPLIES)
@example(200, {"code": "0", "data": [{"perm": "read_only", "ip": "203.0.113.9", "uid": "77"}]})
@example(401, {"code": "50110", "msg": "Your IP 203.0.113.9 is not included"})
def test_echoes_nothing(http_status: int, reply: dict[str, object]) -> None:
    """An answer holds only our own words and at most an OKX code of five digits."""
    answer = read_reply(http_status, json.dumps(reply).encode(), "eea", "flicker")

    for value in asdict(answer).values():
        for word in value if isinstance(value, tuple) else (value,):
            assert word in _WORDS or re.fullmatch(r"[0-9]{5}", word)


@given(STATUSES, REPLIES)
def test_answer_round_trip(http_status: int, reply: dict[str, object]) -> None:
    """Each answer is parsed back unchanged from its JSON."""
    answer = read_reply(http_status, json.dumps(reply).encode(), "us")

    assert answer == answer_from(json.loads(json.dumps(asdict(answer))))


@given(JSON | st.fixed_dictionaries({"kind": JSON, "site": JSON, "egress": JSON}))
def test_answer_from_anything(value: object) -> None:
    """Anything but an answer raises an error that quotes none of it."""
    with pytest.raises(ValueError, match=r"an answer [a-z ]+"):
        answer_from(value)


@over(SITE_NAMES)
def test_site(site: Any) -> None:
    """An answer names the site that was asked, and `other` as the default egress."""
    answer = read_reply(200, b"", site)

    assert (site, "other") == (answer.site, answer.egress)


def test_shared_vectors_leak_nothing() -> None:
    """Answers contain no personal data of the shared replies."""
    for row in load("replies"):
        answer = json.dumps(shown(read_reply(row["http_status"], row["body"].encode(), "global")))
        assert not re.search(r"44705892343619584|203\.0\.113\.9|0f1e2d3c|v5 test|msg", answer)
