"""What support can send as it stands."""

from __future__ import annotations

import re

from tests.tables import over
from validator.core.findings import FINDINGS
from validator.core.letters import LETTERS

every_finding = over(FINDINGS)

#: Words that only we use, and words that put the fault on the reader.
_NOT_SAID = re.compile(
    r"\b(HMAC|JSON|HTTP|API v5|proxy|runtime|signature|timestamp|egress|upstream|finding|"
    r"IP(?! address)|wrong|mistake|failed|invalid|you (?:forgot|did not|have to|must))\b",
    re.IGNORECASE,
)
#: Asking for a value of the key, or for a picture that would show one.
_ASKED_FOR = re.compile(r"\b(?:send|tell|give|write|show|mail) (?:us|me)\b(?! the report)")


def test_letters_are_the_findings() -> None:
    """There is one letter for each finding, in the order of the table."""
    assert list(LETTERS) == list(FINDINGS)


@every_finding
def test_a_finding_has_its_letter(code: str) -> None:
    """A row of the table carries its letter."""
    assert FINDINGS[code].reply == LETTERS[code]


@every_finding
def test_length(code: str) -> None:
    """A letter is two or three sentences on one line."""
    sentences = re.split(r"(?<=[.?]) ", LETTERS[code])

    assert 2 <= len(sentences) <= 3
    assert all(re.fullmatch(r"[A-Z][^\n]*[A-Za-z0-9][.?]", sentence) for sentence in sentences)


@every_finding
def test_tone(code: str) -> None:
    """A letter has no jargon, blames nobody, and asks for no value."""
    assert _NOT_SAID.findall(LETTERS[code]) == []
    assert _ASKED_FOR.findall(LETTERS[code]) == []


@every_finding
def test_reads_in_a_mail(code: str) -> None:
    """A letter needs no markup to be read and holds no link: the agent adds it."""
    assert not set(LETTERS[code]) & set('*_`<>[]|#"')
    assert "http" not in LETTERS[code]
