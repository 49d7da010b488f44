"""Settings come from environment variables; an invalid one is named without its value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from validator.__main__ import main
from validator.commands.proxy import rows
from validator.commands.tables import README, rewritten
from validator.core.facts import SITE_NAMES, SITES
from validator.proxy.settings import (
    PREFIX,
    REMOVED,
    InvalidSetting,
    Settings,
    is_loopback_origin,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the machine's own variables."""
    for name, _, _ in rows():
        monkeypatch.delenv(name, raising=False)


def test_live_means_okx_s_own_hosts() -> None:
    """By default the URLs are those of OKX's own hosts, over https."""
    assert [Settings().url_of(site) for site in SITE_NAMES] == [
        f"https://{SITES[site].api_host}/api/v5/account/config" for site in SITE_NAMES
    ]


def test_a_stand_in_on_loopback_is_asked_below_its_address() -> None:
    """The URL of a stand-in is its address and OKX's path, for every site."""
    expected = {
        "http://127.0.0.1:8000": "http://127.0.0.1:8000/api/v5/account/config",
        "http://127.9.9.9": "http://127.9.9.9/api/v5/account/config",
        "https://localhost:1/": "https://localhost:1/api/v5/account/config",
        "http://[::1]:8000/okx/": "http://[::1]:8000/okx/api/v5/account/config",
    }

    assert {okx: Settings(okx=okx).url_of("eea") for okx in expected} == expected


def test_no_other_host_is_asked() -> None:
    """Any address outside of this machine is an invalid setting."""
    addresses = """LIVE fake 127.0.0.1:8000 //127.0.0.1 http:// ftp://127.0.0.1 http://example.com
        http://127.0.0.1.example.com http://127.0.0.1@example.com http://example.com#127.0.0.1
        http://127.0.0.1\\@example.com http://127.0.0.1%2eexample.com http://localhost.example.com
        http://user@127.0.0.1 http://:password@127.0.0.1 http://127.0.0.1/?a=b http://127.0.0.1/#a
        http://127.0.0.1:99999 http://127.0.0.1:65536 http://127.0.0.1:port http://127.1
        http://127.0.0.256 http://0.0.0.0 http://10.0.0.1 http://169.254.169.254 http://[::]
        http://[fe80::1] https://openapi.okx.com http://127.0.0.1/a/../b http://127.0.0.1/%0d%0a
        http://LOCALHOST http://127.0.0.1٣"""
    accepted = []
    for okx in ["", *addresses.split(), "http://127.0.0.1\n", " http://127.0.0.1"]:
        try:
            accepted.append(Settings(okx=okx).okx)
        except ValueError:
            continue

    assert accepted == []


def test_variables_set_their_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of every type are parsed, and an empty one counts as unset."""
    texts = {
        "HOST": "::1",
        "PORT": "",
        "METRICS_PORT": "0",
        "LIVE_TEST": "off",
        "ADDRESS_LOGGED": "on",
        "TIME_LIMIT_SECONDS": "2.5",
        "SITE_ORIGINS": "https://a.example, http://b.example:8000",
        "NETLIFY_SECRETS": f"{_SECRET},{_SECRET[::-1]}",
        "STORE_URL": "valkeys://:pw@store:1/0",
    }
    for name, text in texts.items():
        monkeypatch.setenv(PREFIX + name, text)
    settings = load(port=None, host="127.0.0.2")

    assert settings.host == "127.0.0.2", "an option comes before the environment"
    assert (settings.port, settings.metrics_port) == (8080, 0)
    assert (settings.live_test, settings.address_logged) == (False, True)
    assert settings.time_limit_seconds == 2.5
    assert settings.site_origins == ("https://a.example", "http://b.example:8000")
    secrets = [secret.get_secret_value() for secret in settings.netlify_secrets]
    assert secrets == [_SECRET, _SECRET[::-1]]
    assert settings.store_url.get_secret_value() == "valkeys://:pw@store:1/0"
    assert all(text not in repr(settings) for text in (*secrets, "pw@store"))


def _messages(monkeypatch: pytest.MonkeyPatch, texts: list[tuple[str, str]]) -> Iterator[str]:
    for name, text in texts:
        with monkeypatch.context() as patch:
            patch.setenv(PREFIX + name, text)
            with pytest.raises(InvalidSetting) as caught:
                load()
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        yield str(caught.value)


def test_a_wrong_value_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message for an invalid value names the variable and the rule, and not the value."""
    texts = [
        *(("PORT", text) for text in ("http", "-1", "65536", "1.5")),
        *(("CLIENT_PER_MINUTE", text) for text in ("0", "many")),
        *(("TIME_LIMIT_SECONDS", text) for text in ("nan", "inf", "0", "61", "five")),
        *((name, "maybe") for name in ("LIVE_TEST", "EGRESS", "LOG_LEVEL", "OKX")),
        ("OKX", "https://attacker.example"),
        *(("SITE_ORIGINS", text) for text in ("https://a.example/", "a.example", "*", "null")),
        *(("NETLIFY_SECRETS", text) for text in ("tooshort", f"{_SECRET},tooshort")),
        *(
            ("STORE_URL", text)
            for text in ("http://tooshort", "redis:tooshort", "memcached://tooshort")
        ),
    ]
    messages = list(_messages(monkeypatch, texts))
    problems = [
        (name, text, message)
        for (name, text), message in zip(texts, messages, strict=True)
        if not message.startswith(f"{PREFIX}{name}: ") or (len(text) > 3 and text in message)
    ]

    assert problems == []


def test_a_removed_variable_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A removed variable's message says what replaced it; an unknown variable is refused too."""
    texts = [(name, "12345678") for name in (*REMOVED, "LIMIT_SECRET")]
    messages = list(_messages(monkeypatch, texts))

    assert messages == [
        *(f"{PREFIX}{name} was removed: {instead}" for name, instead in REMOVED.items()),
        "CHECKER_LIMIT_SECRET is unknown",
    ]
    assert REMOVED.keys().isdisjoint(name.removeprefix(PREFIX) for name, _, _ in rows())


def test_replacements_of_removed_variables_exist() -> None:
    """Every variable that a message names is a setting."""
    named = set(re.findall(rf"{PREFIX}\w+", " ".join(REMOVED.values())))

    assert named <= {name for name, _, _ in rows()}


def test_a_wrong_setting_ends_the_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invalid setting exits with 2 and one line before the proxy listens."""
    monkeypatch.setenv("CHECKER_BODY_MAX_BYTES", "lots")

    assert main(["proxy", "--port", "0"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"CHECKER_BODY_MAX_BYTES was removed: {REMOVED['BODY_MAX_BYTES']}"
    ]


def test_help_and_readme_name_every_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Help and README list every setting, and each default is a valid value of its variable."""
    with pytest.raises(SystemExit):
        main(["proxy", "--help"])
    shown = capsys.readouterr().out
    readme = README.read_text("utf-8")
    for name, default, _ in rows():
        monkeypatch.setenv(name, default)

    assert [name for name, _, text in rows() if f"{name}=" not in shown or not text] == []
    assert rewritten(README, readme) == readme, "run `python -m validator tables`"
    assert load() == Settings()


def test_loopback_origins() -> None:
    """Only literal loopback hosts are loopback origins, whatever DNS says."""
    here = ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"]
    elsewhere = ["http://127.0.0.1.example", "https://example.com", "null", "", "http://127.0.0.1/"]

    assert [origin for origin in (*here, *elsewhere) if is_loopback_origin(origin)] == here
