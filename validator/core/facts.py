"""What the help center knows of OKX and of itself, each value with its source.

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
    """One of OKX's separate sites: where people log in, and the host that answers for its keys.

    `place` says where its customers live.
    """

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

#: The one request that is ever signed (reference 3; OKX asks for the permission Read).
METHOD: Final = "GET"
REQUEST_PATH: Final = "/api/v5/account/config"

#: Who asks: OKX's gate turns away the names of bare HTTP libraries (reference, section 4).
USER_AGENT: Final = "Mozilla/5.0 (compatible; Flicker-OKX-help/1.0)"

#: How far a timestamp may be from OKX's clock, in seconds (reference 2.4).
TIMESTAMP_TOLERANCE_SECONDS: Final = 30
#: From how many seconds on the page tells that the device's clock is off (our choice).
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
