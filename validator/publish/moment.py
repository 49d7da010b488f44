"""The time that a build writes where it must write one: that of the sources, not of the build."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where tools look for it (reproducible-builds.org, "SOURCE_DATE_EPOCH").
VARIABLE: Final = "SOURCE_DATE_EPOCH"
#: For sources without a history: the day that Hatchling takes too, 2 February 2020.
_NO_HISTORY: Final = "1580601600"


def of_sources(environment: Mapping[str, str] = os.environ) -> str:
    """Return it in seconds since 1970: as the environment says, else that of the last commit."""
    if said := environment.get(VARIABLE):
        return said
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return _NO_HISTORY
    asked = subprocess.run(  # noqa: S603 - a fixed question to git
        [git, "log", "-1", "--format=%ct"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    return asked.stdout.strip() or _NO_HISTORY
