"""The proxy's settings: environment variables, each with its default, limits and help."""

from __future__ import annotations

import os
import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from validator.core.facts import DEFAULT_SITE_URL, REQUEST_PATH, SITES, Egress, SiteName

#: The prefix of all variables.
PREFIX: Final = "CHECKER_"
#: The value of `okx` that stands for OKX's own hosts.
LIVE: Final = "live"
#: RFC 7518, 3.2: a key for HS256 must be at least as long as the hash.
_SECRET_MIN_LENGTH: Final = 32
#: Settings for a proxy in front of a stand-in for OKX, which only its own user can reach.
UNGUARDED: Final[dict[str, Any]] = {"log_level": "error"} | dict.fromkeys(
    ("client_per_minute", "key_per_minute", "okx_per_second"), 10**6
)
#: Variables of earlier versions, and what replaced them.
REMOVED: Final = {
    "BODY_MAX_BYTES": "a body has 4 KB at most; nginx refuses longer ones (client_max_body_size)",
    "BREAKER_FAILURES": "a site is left alone after 5 failures in a row",
    "BREAKER_SECONDS": "a failing site is tried again after 10 seconds",
    "CLIENT_BURST": "a third of CHECKER_CLIENT_PER_MINUTE may come within 10 seconds",
    "CONNECT_LIMIT_SECONDS": "CHECKER_TIME_LIMIT_SECONDS limits the whole call",
    "CONNECTION_MAX_AGE_SECONDS": "each check has a connection of its own",
    "GRACE_SECONDS": "requests in flight have 10 seconds to finish",
    "HEAD_MAX_BYTES": "nginx limits the head (large_client_header_buffers)",
    "IDLE_LIMIT_SECONDS": "nginx closes idle connections (keepalive_timeout)",
    "LIMITS_SECRET": "it is derived from CHECKER_NETLIFY_SECRETS",
    "MAX_CONNECTIONS": "nginx limits connections (limit_conn, worker_connections)",
    "MAX_IN_FLIGHT": "it is CHECKER_OKX_PER_SECOND times CHECKER_TIME_LIMIT_SECONDS",
    "READ_LIMIT_SECONDS": "CHECKER_TIME_LIMIT_SECONDS limits the whole call",
    "REPLY_MAX_BYTES": "a reply has 64 KB at most",
    "REQUEST_LIMIT_SECONDS": "nginx limits the time (client_header_timeout, client_body_timeout)",
    "STORE_LIMIT_SECONDS": "the store has 50 ms to answer",
}


class InvalidSetting(ValueError):  # noqa: N818 - the name says what is wrong
    """Raised for an invalid or unknown setting; names the variable, never its value."""


def _matching(pattern: str, rule: str) -> AfterValidator:
    """Return a validator for texts; a strict pattern admits only what all parsers read alike."""

    def check[Text: (str, SecretStr)](value: Text) -> Text:
        text = value if isinstance(value, str) else value.get_secret_value()
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(rule)
        return value

    return AfterValidator(check)


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


_LIST: Final = (NoDecode, BeforeValidator(_split))
_PORT: Final = r"(:([1-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
_LOOPBACK: Final = rf"https?://(localhost|127(\.[0-9]{{1,2}}){{3}}|\[::1\]){_PORT}"
_OKX: Final = _matching(rf"live|{_LOOPBACK}(/[\w~-]+)*/?", "must be live or a URL on loopback")
_ORIGIN: Final = _matching(rf"https?://[a-z0-9.-]+{_PORT}", "must be like https://example.com")
_STORE: Final = _matching(r"((redis|valkey)s?://\S+)?", "must be a redis:// or valkey:// URL")
_Origin = Annotated[str, _ORIGIN]
_Secret = Annotated[SecretStr, Field(min_length=_SECRET_MIN_LENGTH)]
_Port = Annotated[int, Field(ge=0, le=65535)]
_Count = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """The proxy's settings; arguments take precedence over environment variables."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    host: str = "127.0.0.1"
    """address to listen on"""
    port: _Port = 8080
    """port to listen on, 0 for any free one"""
    metrics_port: _Port = 9108
    """port of the metrics, always on 127.0.0.1; 0 for any free one, which the log then names"""
    okx: Annotated[str, _OKX] = LIVE
    """which OKX to ask: `live`, or a stand-in's URL on loopback"""
    egress: Egress = "other"
    """`flicker` if requests leave from Flicker's own address, else `other`"""
    live_test: bool = True
    """set to off to stop calling OKX; format checks still work"""
    site_origins: Annotated[tuple[_Origin, ...], *_LIST] = (DEFAULT_SITE_URL.rstrip("/"),)
    """origins of the pages that may ask, comma-separated"""
    netlify_secrets: Annotated[tuple[_Secret, ...], *_LIST] = ()
    """the secret that Netlify signs with (32 characters or more); two while it is changed"""
    trusted_proxies: Annotated[int, Field(ge=0, le=9)] = 0
    """how many of our own proxies add to X-Forwarded-For, where Netlify does not sign"""
    client_per_minute: _Count = 30
    """checks that one client may start in a minute, a third of them within 10 seconds"""
    key_per_minute: _Count = 10
    """checks of one API key in a minute"""
    okx_per_second: _Count = 20
    """calls to each of OKX's sites in a second"""
    time_limit_seconds: Annotated[float, Field(ge=0.01, le=60, allow_inf_nan=False)] = 5.0
    """time limit for a call to OKX"""
    store_url: Annotated[SecretStr, _STORE] = SecretStr("")
    """Valkey or Redis where replicas share their limits; memory if unset"""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """what is logged"""
    address_logged: bool = False
    """set to on to log clients' addresses, cut to /24 and /48"""

    def url_of(self, site: SiteName) -> str:
        """Return the URL of the request to a site."""
        base = f"https://{SITES[site].api_host}" if self.okx == LIVE else self.okx.rstrip("/")
        return base + REQUEST_PATH


def load(**options: Any) -> Settings:
    """Return the environment's settings; options that are not None take precedence.

    Raises InvalidSetting for an invalid value and for an unknown variable.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            instead = REMOVED.get(name.removeprefix(PREFIX))
            raise InvalidSetting(
                f"{name} was removed: {instead}" if instead else f"{name} is unknown"
            )
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    raise InvalidSetting(f"{PREFIX}{str(first['loc'][0]).upper()}: {message}")


def is_loopback_origin(origin: str) -> bool:
    """Whether a page's origin is on the loopback interface, without resolving its name."""
    return re.fullmatch(_LOOPBACK, origin) is not None
