"""What a check knows besides OKX's answer, and the advice that it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from validator.core import advice
from validator.core.advice import ADVICE, Advice
from validator.core.facts import SITE_NAMES, SITES, Egress, SiteName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validator.core.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a check knows besides an answer.

    `pasted` are the findings about the pasted values, with what a copied block claims.
    `not_found` are the sites that do not know the key, `silent` those that did not say.
    """

    pasted: Sequence[Finding] = ()
    not_found: Sequence[SiteName] = ()
    silent: Sequence[SiteName] = ()

    def has(self, code: str) -> bool:
        """Whether the pasted values have a finding."""
        return any(finding.code == code for finding in self.pasted)

    def other_sites(self, site: SiteName) -> tuple[SiteName, ...]:
        """Return the sites that may know a key which is not on those asked so far."""
        return tuple(name for name in SITE_NAMES if name not in {*self.not_found, site})


#: Nothing but the answer is known.
NO_CONTEXT: Final = Context()


def advice_on(
    code: str, context: Context, site: SiteName, egress: Egress, okx_code: str | None
) -> Advice:
    """Return the advice on a finding that decides, as far as the circumstances change it."""
    found = ADVICE[code]
    if code == "key-not-found":
        found = _advice_on_lost_key(context, site)
    elif code == "ip-not-allowed" and (egress == "flicker" or context.has("ip-excludes-flicker")):
        found = ADVICE["ip-excludes-flicker"]
    elif code == "no-read-permission" and okx_code == "50035":
        found = advice.LINK_FIRST
    elif code == "wrong-passphrase" and context.has("passphrase-wrapped"):
        found = advice.WRAPPED
    return replace(found, explanation=found.explanation.replace("{okx_code}", okx_code or ""))


def _advice_on_lost_key(context: Context, site: SiteName) -> Advice:
    others = context.other_sites(site)
    if context.has("api-key-shape"):
        # Its format first: a damaged key is on no site.
        return (
            advice.DAMAGED
            if others
            else replace(advice.DAMAGED, headline=ADVICE["key-not-found"].headline)
        )
    if not others:
        return ADVICE["key-not-found"]
    many = len(others) > 1
    return replace(
        advice.OTHER_SITES,
        headline=advice.OTHER_SITES.headline.format(
            asked=domains(context.not_found or (site,), "or"),
            others="OKX's other sites" if many else SITES[others[0]].domain,
        ),
        explanation=advice.OTHER_SITES.explanation.format(others=domains(others, "and")),
        label="Ask all of them" if many else f"Ask {SITES[others[0]].domain}",
    )


def domains(sites: Sequence[SiteName], conjunction: str) -> str:
    """Return a list of the sites as people know them."""
    *words, last = [SITES[name].domain for name in sites]
    return f"{', '.join(words)} {conjunction} {last}" if words else last
