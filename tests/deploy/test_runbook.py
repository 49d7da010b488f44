"""What the runbook names is there: settings and their values, metrics, answers, limits, files."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

from tests.deploy.series import LIMITS, series
from tests.tables import over
from validator.commands.proxy import rows
from validator.core import facts
from validator.proxy import settings
from validator.proxy.middleware import KINDS
from validator.publish.root import ROOT

if TYPE_CHECKING:
    import pytest

_DEPLOY: Final = ROOT / "deploy"
_TEXT: Final = (_DEPLOY / "RUNBOOK.md").read_text("utf-8")
#: What stands between backticks within a line.
_QUOTED: Final = sorted(set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", _TEXT)))
_SETTINGS: Final = sorted(set(re.findall(r"\b(CHECKER_\w+)(?:=([^\s`]+))?", _TEXT)))
#: Stands for each `<…>`; long enough for a secret.
_ANYTHING: Final = "0123456789abcdef0123456789abcdef"
#: Words in lower case that are no answer's, limit's or problem's name.
_OTHERS: Final = frozenset({"flicker-checker", "grep"})


def _quoted(pattern: str) -> list[str]:
    found = [text for text in _QUOTED if re.fullmatch(pattern, text) and text not in _OTHERS]
    assert found
    return found


def test_settings_are_the_proxy_s_and_take_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is the proxy's, or the one of Netlify's that the site's settings name."""
    netlify = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    signed = netlify["redirects"][0]["signed"]
    known = {name for name, _, _ in rows()}
    for name, value in _SETTINGS:
        if value and name != signed:
            with monkeypatch.context() as patch:
                patch.setenv(name, re.sub("<[^>]*>?", _ANYTHING, value))
                settings.load()

    assert [name for name, _ in _SETTINGS if name not in {signed, *known}] == []


@over(_quoted(r"checker_\w+"))
def test_a_metric_is_one(name: str) -> None:
    """A metric that the runbook names exists."""
    assert name in series()


@over(_quoted("[a-z]+(-[a-z]+)*(-…)?"))
def test_a_word_is_an_answer_s_a_problem_s_or_a_limit_s(name: str) -> None:
    """As log and metrics write it; with `…` at its end, as they begin it."""
    begins = name.removesuffix("…")

    assert any(
        word == name or (begins != name and word.startswith(begins)) for word in KINDS | LIMITS
    )


@over(_quoted("(?!CHECKER_)[A-Z]+(_[A-Z]+)*"))
def test_a_fact_is_one(name: str) -> None:
    """It stands in the file that the runbook says."""
    assert hasattr(facts, name)


@over(_quoted(r"(\w+/)*[\w.-]+\.(json|md|py|service|toml|yml)"))
def test_a_file_is_there(name: str) -> None:
    """In the repository, or beside the runbook."""
    assert (ROOT / name).is_file() or (_DEPLOY / name).is_file()
