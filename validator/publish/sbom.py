"""The bill of materials, `sbom.cdx.json`: what the site ships and the proxy runs, as CycloneDX."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from typing import TYPE_CHECKING, Final

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Part
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from validator.publish.root import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validator.publish.components import Component

FILE: Final = "sbom.cdx.json"
#: The names of the two programs in it.
SITE: Final = "okx-help-site"
PROXY: Final = "okx-help-proxy"


def write(shipped: Iterable[Component], run: Iterable[Component], moment: str) -> str:
    """Return it for what the site ships and the proxy runs: the same bytes for the same parts.

    `moment` is the time of the sources, in seconds since 1970.
    """
    whole, site, proxy = _ours("okx-help"), _ours(SITE), _ours(PROXY)
    time = dt.datetime.fromtimestamp(int(moment), dt.UTC)
    bom = Bom(metadata=BomMetaData(component=whole, timestamp=time))
    # What tells one bill from another would be made up anew by each build.
    bom.serial_number = None  # type: ignore[assignment] # the library's own way to leave it out
    for program, parts in ((site, shipped), (proxy, run)):
        bom.components.add(program)
        made = [_part(one) for one in parts]
        bom.components.update(made)
        bom.register_dependency(program, made)
    bom.register_dependency(whole, [site, proxy])
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _ours(name: str) -> Part:
    return Part(name=name, version=_version(), type=ComponentType.APPLICATION, bom_ref=name)


@functools.cache
def _version() -> str:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(told["project"]["version"])


def _part(one: Component) -> Part:
    purl = PackageURL(one.ecosystem, None, one.name, one.version)
    hashes = [HashType(alg=HashAlgorithm.SHA_512, content=one.sha512)] if one.sha512 else []
    home = ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(one.source))
    return Part(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=purl.to_string(),
        purl=purl,
        licenses=[LicenseFactory().make_from_string(one.license)],
        copyright=one.notice or None,
        hashes=hashes,
        external_references=[home] if one.source else [],
    )
