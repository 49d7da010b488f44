"""Facts about OKX and about the help center, each with its source.

Nothing here is written a second time:
pages, proxy, widget and tests either read these names or are compared with them by a test.
Sources named "reference" are the notes kept in the project's shared `reference/okx.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where Flicker's service calls OKX from (source guide, step "Configure IP Restrictions").
FLICKER_ADDRESSES: Final = ("34.175.102.17",)

#: The published address of this help center, unless the setting `SITE_URL` says otherwise.
DEFAULT_SITE_URL: Final = "https://help.flicker.finance/"

#: The page, below the site's address, whose headings carry the finding codes as ids.
TROUBLESHOOTING_PAGE: Final = "okx/troubleshooting/"

SiteName = Literal["global", "eea", "us", "tr"]
Egress = Literal["flicker", "other"]

SITE_NAMES: Final[tuple[SiteName, ...]] = get_args(SiteName)
EGRESSES: Final[tuple[Egress, ...]] = get_args(Egress)


@dataclass(frozen=True, slots=True)
class Site:
    """One of OKX's separate sites, each with its own keys; `place` is where its customers live."""

    name: SiteName
    login_host: str
    api_host: str
    place: str

    @property
    def domain(self) -> str:
        """The login host as people know it."""
        return self.login_host.removeprefix("www.")

    @property
    def api_page(self) -> str:
        """The address of the page that lists a customer's API keys (reference 5.11, 10.16)."""
        return f"https://{self.login_host}/account/my-api"


#: OKX's sites (reference 5.1, 5.2, 5.6; a key of one site is unknown on every other, 5.8).
SITES: Final[Mapping[SiteName, Site]] = MappingProxyType(
    {
        site.name: site
        for site in (
            Site("global", "www.okx.com", "openapi.okx.com", "most countries"),
            Site("eea", "my.okx.com", "eea.okx.com", "Europe (EEA)"),
            Site("us", "app.okx.com", "us.okx.com", "US and Australia"),
            Site("tr", "tr.okx.com", "tr.okx.com", "Türkiye"),
        )
    }
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: The time zones of each regional site's `place`, as browsers name them (IANA's tz database). Any
#: other time zone suggests no site, since most countries use the global one.
TIME_ZONES: Final[Mapping[SiteName, tuple[str, ...]]] = MappingProxyType(
    {
        "eea": _names(
            "Africa/Ceuta Arctic/Longyearbyen Asia/Nicosia Atlantic/Azores Atlantic/Canary "
            "Atlantic/Madeira Atlantic/Reykjavik Europe/Amsterdam Europe/Athens Europe/Berlin "
            "Europe/Bratislava Europe/Brussels Europe/Bucharest Europe/Budapest Europe/Busingen "
            "Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Lisbon Europe/Ljubljana "
            "Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Mariehamn Europe/Nicosia "
            "Europe/Oslo Europe/Paris Europe/Prague Europe/Riga Europe/Rome Europe/Sofia "
            "Europe/Stockholm Europe/Tallinn Europe/Vaduz Europe/Vienna Europe/Vilnius "
            "Europe/Warsaw Europe/Zagreb"
        ),
        "us": _names(
            "America/Adak America/Anchorage America/Boise America/Chicago America/Denver "
            "America/Detroit America/Indiana/Indianapolis America/Indiana/Knox "
            "America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City "
            "America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac "
            "America/Indianapolis America/Juneau America/Kentucky/Louisville "
            "America/Kentucky/Monticello America/Los_Angeles America/Louisville "
            "America/Menominee America/Metlakatla America/New_York America/Nome "
            "America/North_Dakota/Beulah America/North_Dakota/Center "
            "America/North_Dakota/New_Salem America/Phoenix America/Sitka America/Yakutat "
            "Australia/Adelaide Australia/Brisbane Australia/Broken_Hill Australia/Darwin "
            "Australia/Eucla Australia/Hobart Australia/Lindeman Australia/Lord_Howe "
            "Australia/Melbourne Australia/Perth Australia/Sydney Pacific/Honolulu"
        ),
        "tr": _names("Asia/Istanbul Europe/Istanbul"),
    }
)


def suggested_site(time_zone: str) -> SiteName | None:
    """Return the site that a device's time zone suggests; None if it suggests none."""
    return next((site for site, names in TIME_ZONES.items() if time_zone in names), None)


#: The one request that is ever signed (reference 3; OKX asks for the permission Read).
METHOD: Final = "GET"
REQUEST_PATH: Final = "/api/v5/account/config"

#: The client's name: OKX's gate rejects the names of bare HTTP libraries (reference, section 4).
USER_AGENT: Final = "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)"

#: How far a timestamp may be from OKX's clock, in seconds (reference 2.4).
TIMESTAMP_TOLERANCE_SECONDS: Final = 30
#: How long the page keeps values that are not touched (our choice).
IDLE_MINUTES: Final = 10
#: How long each part waits for the next, in seconds, from OKX's answer outward to the page:
#: what is further out waits longer, so that the reason still arrives. Only Netlify's is given
#: (its documentation, "Rewrites and proxies"); the others are our choice.
#: `okx` is the proxy's limit for OKX, `worker` the worker's for our proxy, `page` the page's for
#: a message from the worker, and `start` the same while Python starts.
TIME_LIMITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "okx": 5,
        "nginx": 10,
        "worker": 15,
        "netlify": 26,
        "page": 30,
        "start": 45,
        "idle": 60 * IDLE_MINUTES,
    }
)
#: How long the command line waits for OKX, which it asks itself, look-up and TLS included
#: (our choice).
DIRECT_LIMIT_SECONDS: Final = 10
#: The page mentions a wrong clock if it is off by at least so many seconds (our choice).
CLOCK_NOTICE_SECONDS: Final = 10

#: Length of a passphrase that OKX's form accepts today, in characters (reference 1.7).
PASSPHRASE_MIN_LENGTH: Final = 8
PASSPHRASE_MAX_LENGTH: Final = 32
#: The longest value that the proxy takes for key or passphrase, in characters (our choice:
#: several times what OKX makes, well below what an HTTP header may hold).
CREDENTIAL_MAX_LENGTH: Final = 256
#: The longest text in a field that is looked at, in characters (our choice: no block and no
#: settings file with a key in it need be longer).
TEXT_MAX_LENGTH: Final = 4_000

#: Idle days after which OKX deletes an unbound key that may trade or withdraw (reference 6.1).
IDLE_DAYS: Final = 14
#: Most keys an account may hold, and most addresses a key may be bound to (reference 6.4).
MAX_KEYS: Final = 50
MAX_ADDRESSES_PER_KEY: Final = 20
