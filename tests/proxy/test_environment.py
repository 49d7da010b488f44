"""Settings come from environment variables, and a wrong one is named, never repeated."""

from __future__ import annotations

import dataclasses

import pytest

from validator.__main__ import main
from validator.commands.tables import README, rewritten
from validator.proxy.environment import help_text, read, rows, settings, variable
from validator.proxy.settings import InvalidSetting, Settings

_SECRET = "0123456789abcdef0123456789abcdef"


def test_nothing_set_means_the_defaults() -> None:
    """Variables of others, and empty ones, are none of ours."""
    assert settings({"PATH": "/bin", "CHECKER_PORT": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("CHECKER_HOST", "::1", "host", "::1"),
        ("CHECKER_PORT", "0", "port", 0),
        ("CHECKER_LIVE_TEST", "off", "is_live_test_on", False),
        ("CHECKER_ADDRESS_LOGGED", "on", "is_address_logged", True),
        ("CHECKER_BREAKER_SECONDS", "2.5", "breaker_seconds", 2.5),
        (
            "CHECKER_SITE_ORIGINS",
            "https://a.example, http://b.example:8000",
            "site_origins",
            ("https://a.example", "http://b.example:8000"),
        ),
        (
            "CHECKER_NETLIFY_SECRETS",
            f"{_SECRET},{_SECRET[::-1]}",
            "netlify_secrets",
            (_SECRET, _SECRET[::-1]),
        ),
        ("CHECKER_STORE_URL", "valkeys://:pw@store:1/0", "store_url", "valkeys://:pw@store:1/0"),
    ],
)
def test_a_variable_sets_its_setting(name: str, text: str, field: str, value: object) -> None:
    """Each type is read as it is written in the table."""
    assert getattr(settings({name: text}), field) == value


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("CHECKER_PORT", "http", "must be a whole number"),
        ("CHECKER_PORT", "-1", "must be a whole number"),
        ("CHECKER_PORT", "٣", "must be a whole number"),
        ("CHECKER_PORT", "65536", "must be 65535 or less"),
        ("CHECKER_CLIENT_BURST", "0", "must be 1 or more"),
        ("CHECKER_TIME_LIMIT_SECONDS", "nan", "must be a number"),
        ("CHECKER_TIME_LIMIT_SECONDS", "1e3", "must be a number"),
        ("CHECKER_TIME_LIMIT_SECONDS", "0", "must be 0.01 or more"),
        ("CHECKER_LIVE_TEST", "no", "must be on or off"),
        ("CHECKER_EGRESS", "Flicker", "must be one of flicker, other"),
        ("CHECKER_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
        ("CHECKER_OKX", "https://attacker.example", "must be 'live' or"),
        ("CHECKER_SITE_ORIGINS", "https://attacker.example/", "must be origins"),
        ("CHECKER_SITE_ORIGINS", "attacker.example", "must be origins"),
        ("CHECKER_SITE_ORIGINS", "*", "must be origins"),
        ("CHECKER_NETLIFY_SECRETS", "tooshort", "must have 32 characters"),
        ("CHECKER_NETLIFY_SECRETS", f"{_SECRET},tooshort", "must have 32 characters"),
        ("CHECKER_LIMITS_SECRET", "tooshort", "must have 32 characters"),
        ("CHECKER_STORE_URL", "http://tooshort", "must be a URL"),
        ("CHECKER_STORE_URL", "redis:tooshort", "must be a URL"),
        ("CHECKER_LIMIT_SECRET", "tooshort", "is not a setting"),
    ],
)
def test_a_wrong_variable_is_named(name: str, text: str, rule: str) -> None:
    """The message says which, and what it must be, and holds nothing of the value."""
    with pytest.raises(InvalidSetting) as caught:
        settings({name: text})

    assert str(caught.value).startswith(f"{name} {rule}")
    assert caught.value.__cause__ is None
    assert text in {"0", "-1"} or text not in str(caught.value)


def test_what_is_given_stands_above_the_environment() -> None:
    """As an option of the command line does."""
    assert settings({"CHECKER_PORT": "1"}, port=2).port == 2


def test_the_environment_is_read_once() -> None:
    """A later change of the environment changes nothing."""
    environ = {"CHECKER_PORT": "1"}
    read_once = settings(environ)
    environ["CHECKER_PORT"] = "2"

    assert read_once.port == 1
    assert read({}) == {}


def test_secrets_are_not_shown() -> None:
    """No `repr` holds them."""
    shown = repr(
        Settings(
            netlify_secrets=(_SECRET,),
            limits_secret=_SECRET,
            store_url=f"redis://:{_SECRET}@localhost",
        )
    )

    assert _SECRET not in shown
    assert "port=8080" in shown


def test_help_and_readme_name_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """`proxy --help` and the README come from the one definition."""
    with pytest.raises(SystemExit):
        main(["proxy", "--help"])

    shown = capsys.readouterr().out
    readme = README.read_text("utf-8")
    assert help_text() in shown
    assert rewritten(README, readme) == readme, "run `python -m validator tables`"
    for field in dataclasses.fields(Settings):
        assert f"| `{variable(field.name)}` |" in readme
        assert f"  {variable(field.name)}=" in shown


def test_every_default_can_be_written_as_a_variable() -> None:
    """What the table gives as default is read as the default."""
    assert settings({name: default for name, default, _ in rows()}) == Settings()


def test_a_wrong_setting_ends_the_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it listens, with 2 and one line."""
    monkeypatch.setenv("CHECKER_BODY_MAX_BYTES", "lots")

    assert main(["proxy", "--port", "0"]) == 2
    assert capsys.readouterr().err == "CHECKER_BODY_MAX_BYTES must be a whole number\n"
