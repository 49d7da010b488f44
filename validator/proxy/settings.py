"""What an operator sets: each setting with its default, its limits and its help, written once.

Environment, command line and the README's table are read from these fields (`environment.py`).
"""

from __future__ import annotations

import dataclasses
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from yarl import URL

from validator.core.facts import DEFAULT_SITE_URL, EGRESSES, REQUEST_PATH, SITES

if TYPE_CHECKING:
    from validator.core.facts import Egress, SiteName

#: The setting `okx` that stands for OKX's own hosts.
LIVE: Final = "live"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_STORE_SCHEMES: Final = frozenset({"redis", "rediss", "valkey", "valkeys"})
#: RFC 7518, 3.2: a key for HS256 is at least as long as the hash.
_SECRET_MIN_LENGTH: Final = 32
#: For a proxy that nobody but its own user can reach, in front of a stand-in;
#: who tries the help center out does not read JSON either.
UNGUARDED: Final[dict[str, Any]] = {
    "client_burst": 10**6,
    "client_per_minute": 10**6,
    "key_per_minute": 10**6,
    "okx_per_second": 10**6,
    "log_level": "error",
}


class InvalidSetting(ValueError):  # noqa: N818 - it is what it says
    """Raised for a setting that the proxy cannot run with; never repeats its value."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"{name} {rule}")
        #: The name of the field.
        self.name = name
        #: What the setting must be, as the rest of a sentence.
        self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is told of a setting, and what its value must keep to."""

    help: str
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    is_secret: bool = False


def _setting(default: Any, about: str, **limits: Any) -> Any:
    """Return a field with its help; a secret stays out of the `repr`."""
    known = About(help=about, **limits)
    return dataclasses.field(default=default, repr=not known.is_secret, metadata={"about": known})


def about(field: dataclasses.Field[Any]) -> About:
    """Return what is told of a field of `Settings`."""
    found = field.metadata["about"]
    assert isinstance(found, About)  # noqa: S101 - every field is made by `_setting`
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the proxy runs; raises InvalidSetting for what it cannot run with."""

    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(8080, "port to listen on, 0 for any free one", least=0, most=65535)
    metrics_port: int = _setting(
        9108,
        "port of the metrics, on 127.0.0.1 always; 0 for any free one, which the log then names",
        least=0,
        most=65535,
    )

    okx: str = _setting(LIVE, "which OKX to ask: `live`, or a stand-in's URL on loopback")
    egress: Egress = _setting(  # noqa: RUF009 - it returns a field
        "other", "whether requests leave from Flicker's own address", choices=EGRESSES
    )
    is_live_test_on: bool = _setting(
        default=True, about="off: OKX is not asked, and the page says so; format checks go on"
    )

    site_origins: tuple[str, ...] = _setting(
        (DEFAULT_SITE_URL.rstrip("/"),),
        "where the page is, comma-separated; browsers elsewhere are refused, "
        "and these may also call the proxy directly (CORS)",
    )
    netlify_secrets: tuple[str, ...] = _setting(
        (),
        "the secret that Netlify signs with (32 characters or more); "
        "two, comma-separated, while it is changed",
        is_secret=True,
    )
    trusted_proxies: int = _setting(
        0,
        "how many proxies of ours stand in front and add to X-Forwarded-For, "
        "where Netlify does not sign",
        least=0,
        most=9,
    )

    client_burst: int = _setting(10, "tests that one client may start in 10 seconds", least=1)
    client_per_minute: int = _setting(30, "tests that one client may start in a minute", least=1)
    key_per_minute: int = _setting(10, "tests of one API key in a minute", least=1)
    okx_per_second: int = _setting(20, "calls to each of OKX's sites in a second", least=1)
    max_in_flight: int = _setting(100, "calls to OKX at the same time", least=1)
    limits_secret: str = _setting(
        "",
        "what clients and API keys are hashed with before they are counted; "
        "the same for all replicas that share a store; random if unset",
        is_secret=True,
    )
    store_url: str = _setting(
        "",
        "Valkey or Redis that replicas share their limits in (redis://, rediss://, valkey://, "
        "valkeys://); memory if unset",
        is_secret=True,
    )
    store_limit_seconds: float = _setting(
        0.04,
        "how long the store may take for one request before this replica counts by itself",
        least=0.001,
        most=5,
    )

    connect_limit_seconds: float = _setting(
        2.0, "time limit for a connection to OKX, with look-up and TLS", least=0.01, most=60
    )
    read_limit_seconds: float = _setting(
        4.0, "time limit between two pieces of OKX's reply", least=0.01, most=60
    )
    time_limit_seconds: float = _setting(
        5.0, "time limit for a whole call to OKX, a second try included", least=0.01, most=60
    )
    connection_max_age_seconds: float = _setting(
        300.0, "how long connections to OKX are kept before its name is looked up again", least=1
    )
    reply_max_bytes: int = _setting(64 * 1024, "longest reply of OKX's that is read", least=1024)
    breaker_failures: int = _setting(
        5, "failures in a row after which a site of OKX's is let rest", least=1
    )
    breaker_seconds: float = _setting(
        10.0, "how long a site rests before one request probes it", least=0.01
    )

    max_connections: int = _setting(10_000, "connections of clients at the same time", least=1)
    request_limit_seconds: float = _setting(
        10.0, "time in which a request must have arrived whole", least=0.1
    )
    idle_limit_seconds: float = _setting(
        65.0,
        "how long a connection is kept whose client asks nothing, or does not read its response",
        least=0.1,
    )
    head_max_bytes: int = _setting(16 * 1024, "longest head of a request", least=1024)
    body_max_bytes: int = _setting(4 * 1024, "longest body of a request", least=1024)
    grace_seconds: float = _setting(
        10.0, "time that requests in flight have left when the proxy is told to end", least=0
    )

    log_level: str = _setting("info", "what is logged", choices=LOG_LEVELS)
    is_address_logged: bool = _setting(
        default=False, about="on: the log has clients' addresses, cut to /24 and /48"
    )

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            _check_limits(field.name, getattr(self, field.name), about(field))
        if self.okx != LIVE and not _is_on_loopback(self.okx):
            raise InvalidSetting("okx", f"must be {LIVE!r} or an http(s) address on loopback")
        if not all(_is_origin(one) for one in self.site_origins):
            raise InvalidSetting("site_origins", "must be origins such as https://example.com")
        if not all(len(one) >= _SECRET_MIN_LENGTH for one in self.netlify_secrets):
            raise InvalidSetting(
                "netlify_secrets", f"must have {_SECRET_MIN_LENGTH} characters or more"
            )
        if self.limits_secret and len(self.limits_secret) < _SECRET_MIN_LENGTH:
            raise InvalidSetting(
                "limits_secret", f"must have {_SECRET_MIN_LENGTH} characters or more"
            )
        if self.store_url and not _is_store(self.store_url):
            raise InvalidSetting(
                "store_url", f"must be a URL with one of {', '.join(sorted(_STORE_SCHEMES))}"
            )

    @property
    def is_live(self) -> bool:
        """Tell whether OKX itself is asked."""
        return self.okx == LIVE

    def url_of(self, site: SiteName) -> URL:
        """Return the address of the one request that is sent to a site."""
        base = URL(f"https://{SITES[site].api_host}" if self.is_live else self.okx)
        return base.with_path(base.path.rstrip("/") + REQUEST_PATH)


def _check_limits(name: str, value: object, known: About) -> None:
    if known.choices and value not in known.choices:
        raise InvalidSetting(name, f"must be one of {', '.join(known.choices)}")
    if not isinstance(value, int | float):
        return
    # Written so that NaN, which is neither too little nor too much, is refused.
    if known.least is not None and not value >= known.least:
        raise InvalidSetting(name, f"must be {known.least:g} or more")
    if known.most is not None and not value <= known.most:
        raise InvalidSetting(name, f"must be {known.most:g} or less")


def _is_on_loopback(address: str) -> bool:
    """Tell whether an address is a plain base URL of this machine.

    It is parsed by the library that the client resolves it with,
    so that the two cannot read it differently.
    """
    url = _parsed(address)
    if url is None:
        return False
    has_more = bool(url.user or url.password or url.query_string or url.fragment)
    return not has_more and url.scheme in {"http", "https"} and is_loopback(url.host or "")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, without looking up its name."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_origin(text: str) -> bool:
    """Tell whether a text is an origin just as browsers write it."""
    url = _parsed(text)
    return url is not None and url.absolute and str(url.origin()) == text


def _is_store(text: str) -> bool:
    url = _parsed(text)
    return url is not None and url.scheme in _STORE_SCHEMES and bool(url.host)


def _parsed(text: str) -> URL | None:
    try:
        return URL(text)
    except ValueError:
        return None
