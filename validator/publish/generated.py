"""The files that the site has of the core alone, whatever its pages say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from validator.publish import feed, redirects
from validator.publish.aliases import ALIASES, moved_anchors
from validator.publish.links import root_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the script in every page asks when it does not find an anchor.
ALIASES_FILE: Final = "aliases.json"


def files(site_url: str, aliases: Mapping[str, str] = ALIASES) -> dict[str, str]:
    """Return address and content of each, the addresses relative to the site's."""
    return {
        redirects.FILE: redirects.write(redirects.rules(root_of(site_url), aliases)),
        ALIASES_FILE: json.dumps(moved_anchors(aliases)) + "\n",
        feed.FILE: feed.findings(site_url),
        feed.SCHEMA_FILE: feed.schema(site_url),
    }
