"""The alert rules are valid, fire when they should, and are in the runbook."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped] # it ships no types

from tests.debian import program
from tests.deploy.series import LABELS, series
from tests.tables import over

_DEPLOY = Path(__file__).parents[2] / "deploy"
_RULES = _DEPLOY / "alerts.yml"
_ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml.safe_load(_RULES.read_text("utf-8"))["groups"]
    for rule in group["rules"]
}
_JOB = 'job="flicker-checker"'
#: Alert -> series that must fire it (each with its first value and its increase per minute), and
#: series that must not.
_SERIES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "CheckerDown": ({f"up{{{_JOB}}}": "0+0x120"}, {f"up{{{_JOB}}}": "1+0x120"}),
    "CheckerUnexpected": (
        {'checker_requests_total{kind="unexpected"}': "0+1x120"},
        {'checker_requests_total{kind="permissions"}': "0+1x120"},
    ),
    "OkxBlocksUs": (
        {'checker_requests_total{kind="blocked"}': "0+1x120"},
        {'checker_requests_total{kind="blocked"}': "0+0.1x120"},
    ),
    "OkxLimitsUs": (
        {'checker_requests_total{kind="rate-limited"}': "0+1x120"},
        {'checker_requests_total{kind="rate-limited"}': "0+0.1x120"},
    ),
    "OkxUnreadable": (
        {'checker_requests_total{kind="unreadable"}': "0+1x120"},
        {'checker_requests_total{kind="unreadable"}': "0+0.1x120"},
    ),
    "OkxRests": (
        {
            'checker_breaker_state{site="us",checker_breaker_state="open"}': "1 0 " * 60,
            'checker_breaker_state{site="us",checker_breaker_state="half-open"}': "0 1 " * 60,
            'checker_breaker_state{site="us",checker_breaker_state="closed"}': "0+0x120",
        },
        {'checker_breaker_state{site="us",checker_breaker_state="closed"}': "1+0x120"},
    ),
    "OkxSlow": (
        {
            'checker_upstream_seconds_bucket{site="us",le="2"}': "0+1x120",
            'checker_upstream_seconds_bucket{site="us",le="5"}': "0+9x120",
            'checker_upstream_seconds_bucket{site="us",le="+Inf"}': "0+9x120",
        },
        {
            'checker_upstream_seconds_bucket{site="us",le="2"}': "0+9x120",
            'checker_upstream_seconds_bucket{site="us",le="+Inf"}': "0+9x120",
        },
    ),
    "BudgetUsedUp": (
        {'checker_limit_hits_total{limit="okx-budget"}': "0+60x120"},
        {'checker_limit_hits_total{limit="client-burst"}': "0+60x120"},
    ),
    "SomeoneHammers": (
        {'checker_limit_hits_total{limit="client-rate"}': "0+600x120"},
        {'checker_limit_hits_total{limit="client-rate"}': "0+60x120"},
    ),
    "StoreDown": (
        {'checker_store_state{checker_store_state="fallback"}': "1+0x120"},
        {'checker_store_state{checker_store_state="shared"}': "1+0x120"},
    ),
    "DescriptorsNearCap": (
        {f"process_open_fds{{{_JOB}}}": "90+0x120", f"process_max_fds{{{_JOB}}}": "100+0x120"},
        {f"process_open_fds{{{_JOB}}}": "9+0x120", f"process_max_fds{{{_JOB}}}": "100+0x120"},
    ),
    "MemoryHigh": (
        {f"process_resident_memory_bytes{{{_JOB}}}": "4e8+0x120"},
        {f"process_resident_memory_bytes{{{_JOB}}}": "9e7+0x120"},
    ),
    "LiveTestOff": ({"checker_live_test_on": "0+0x120"}, {"checker_live_test_on": "1+0x120"}),
}


def _case(alert: str, series: dict[str, str], *, fires: bool) -> dict[str, Any]:
    """Return a case for `promtool test rules` on whether an alert fires within 90 minutes."""
    firing = f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)'
    expected = {"labels": "{}", "value": int(fires)}
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": text} for name, text in series.items()],
        "promql_expr_test": [{"expr": firing, "eval_time": "90m", "exp_samples": [expected]}],
    }


def test_each_alert_fires_only_when_it_should(tmp_path: Path) -> None:
    """Each alert fires for its faulty series, and not for its healthy series."""
    cases = [
        _case(alert, series, fires=fires)
        for alert, both in _SERIES.items()
        for fires, series in zip((True, False), both, strict=True)
    ]
    path = tmp_path / "cases.yml"
    path.write_text(yaml.safe_dump({"rule_files": [str(_RULES)], "tests": cases}), "utf-8")

    command = [program("promtool"), "test", "rules", str(path)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)

    assert list(_SERIES) == list(_ALERTS)
    assert result.returncode == 0, result.stdout + result.stderr


@over(_ALERTS)
def test_each_alert_uses_existing_series(alert: str) -> None:
    """Every series, label and label value in an alert's expression exists."""
    expression = _ALERTS[alert]["expr"]
    known = series()
    found = re.findall(r"\b(up|(?:checker|process)_\w+)(?:\{([^}]*)\})?", expression)
    grouped = {
        label.strip()
        for group in re.findall(r"by \(([^)]*)\)", expression)
        for label in group.split(",")
    }

    assert found
    for name, selected in found:
        assert grouped <= known[name]
        for label, values in re.findall(r'(\w+)=~?"([^"]*)"', selected):
            assert label in known[name]
            assert LABELS[label].issuperset(values.split("|"))


def test_the_runbook_has_a_row_for_each_alert() -> None:
    """The runbook's table has every alert, in the order of the rules."""
    runbook = (_DEPLOY / "RUNBOOK.md").read_text("utf-8")

    assert re.findall(r"^\| `(\w+)` \|", runbook, re.MULTILINE) == list(_ALERTS)
