"""Every setting, metric, answer, limit and file that the runbook names exists."""

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
#: The texts between backticks within a line.
_QUOTED: Final = sorted(set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", _TEXT)))
_SETTINGS: Final = sorted(set(re.findall(r"\b(CHECKER_\w+)(?:=([^\s`]+))?", _TEXT)))
#: Replaces each `<…>`, of which a space cuts off the end; long enough for a secret.
_PLACEHOLDER_VALUE: Final = "0123456789abcdef0123456789abcdef"
#: Lowercase words that are not the name of an answer, limit or kind.
_OTHERS: Final = frozenset({"flicker-checker", "grep"})


def _quoted(pattern: str) -> list[str]:
    found = [text for text in _QUOTED if re.fullmatch(pattern, text) and text not in _OTHERS]
    assert found
    return found


def test_settings_exist_and_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every variable is a setting of the proxy or Netlify's, and every value is valid."""
    netlify = tomllib.loads((ROOT / "netlify.toml").read_text("utf-8"))
    signed = netlify["redirects"][0]["signed"]
    known = {name for name, _, _ in rows()}
    for name, value in _SETTINGS:
        if value and name != signed:
            with monkeypatch.context() as patch:
                patch.setenv(name, re.sub("<[^>]*>?", _PLACEHOLDER_VALUE, value))
                settings.load()

    assert [name for name, _ in _SETTINGS if name not in {signed, *known}] == []


@over(_quoted(r"checker_\w+"))
def test_metric_exists(name: str) -> None:
    """Every metric in the runbook exists."""
    assert name in series()


@over(_quoted("[a-z]+(-[a-z]+)*(-…)?"))
def test_kind_or_limit_exists(name: str) -> None:
    """Every lowercase word is a kind or limit in log and metrics, or with `…` the start of one."""
    prefix = name.removesuffix("…")

    assert any(
        word == name or (prefix != name and word.startswith(prefix)) for word in KINDS | LIMITS
    )


@over(_quoted("(?!CHECKER_)[A-Z]+(_[A-Z]+)*"))
def test_fact_exists(name: str) -> None:
    """Every uppercase name in the runbook is in `facts.py`."""
    assert hasattr(facts, name)


@over(_quoted(r"(\w+/)*[\w.-]+\.(json|md|py|service|toml|yml)"))
def test_file_exists(name: str) -> None:
    """Every file in the runbook is in the repository or next to the runbook."""
    assert (ROOT / name).is_file() or (_DEPLOY / name).is_file()
