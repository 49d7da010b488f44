"""The block that OKX offers to copy after a key was made, taken apart (reference 1.15)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from validator.core.addresses import Binding, read_binding
from validator.core.credentials import FIELDS, Credentials, is_long, shape, trim
from validator.core.findings import Field, Finding, finding
from validator.core.reply import Permission, read_permissions

if TYPE_CHECKING:
    from collections.abc import Iterator

_Entry = Literal["api_key", "secret_key", "passphrase", "ip", "label", "permissions"]

#: A name in the block, reduced to its letters -> what it names. Longer names stand first,
#: so that `API key name` is not taken for `API key`.
_NAMES: Final[dict[str, _Entry]] = {
    "apikeyname": "label",
    "apikey": "api_key",
    "apisecretkey": "secret_key",
    "apisecret": "secret_key",
    "secretkey": "secret_key",
    "secret": "secret_key",
    "apipassphrase": "passphrase",
    "passphrase": "passphrase",
    "permissions": "permissions",
    "permission": "permissions",
    "linkedipaddresses": "ip",
    "linkedipaddress": "ip",
    "ipaddresses": "ip",
    "ipaddress": "ip",
    "ipallowlist": "ip",
    "ipwhitelist": "ip",
    "ip": "ip",
}
#: An opening quotation mark -> those that close it.
_QUOTES: Final = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": "”",
    "„": "“”",
    "‘": "’",
    "«": "»",
    "＂": "＂",
}
_QUOTED: Final = "|".join(rf"{start}[^{ends}]*[{ends}]" for start, ends in _QUOTES.items())
_SIGN: Final = re.compile(r"[=:＝：]")
#: As people space them; lost line ends put a name right behind a value, yet `Trip:` is no `IP:`.
_SPELLED: Final = "|".join(
    (r"(?<![g-z])" if name == "ip" else "") + r"[ _-]*".join(name) for name in _NAMES
)
#: A name with its sign, or a quoted text to pass over.
_PIECE: Final = re.compile(
    rf"(?P<name>{_SPELLED})\s*{_SIGN.pattern}"
    rf"|[\"'`“‘](?P<quoted_name>{_SPELLED})[\"'`”’]\s*{_SIGN.pattern}"
    rf"|(?P<quoted>{_QUOTED})",
    re.IGNORECASE,
)
_KEYS: Final[tuple[_Entry, ...]] = ("api_key", "secret_key")

_PERMISSION_WORDS: Final[dict[str, Permission]] = {
    "read": "read_only",
    "withdrawal": "withdraw",
    "withdrawals": "withdraw",
}


@dataclass(frozen=True, slots=True, repr=False)
class Block:
    """What a copied block says; None where it says nothing.

    Its permissions and addresses are what OKX showed when the key was made: claims, not proof.
    """

    api_key: str | None = None
    secret_key: str | None = None
    passphrase: str | None = None
    permissions: tuple[Permission, ...] | None = None
    ip_binding: Binding | None = None

    def findings(self) -> tuple[Finding, ...]:
        """Return what the claims already show; nothing good is ever concluded from them."""
        claimed = self.permissions or ()
        codes = [
            code
            for code, applies in (
                ("can-trade", "trade" in claimed),
                ("can-withdraw", "withdraw" in claimed),
                ("ip-excludes-flicker", self.ip_binding == "excludes-flicker"),
            )
            if applies
        ]
        return tuple(map(finding, codes))


def split_block(text: str) -> Block | None:
    """Take a copied block apart; None if the text is no such block.

    Names may stand in any order and letter case, with `=` or `:`, values with or without quotes,
    also where the line ends were lost; where the names are translated the shapes decide.
    """
    if is_long(text):
        return None
    entries: dict[_Entry, str] = {}
    guessed: dict[_Entry, str] = {}
    for name, value in _entries(text):
        entry = _entry(name)
        if entry is not None:
            entries[entry] = entries.get(entry) or value
        elif (looks := shape(value)) != "passphrase":
            guessed.setdefault(looks, value)
    found: dict[_Entry, str] = guessed | entries
    keys = [found[name] for name in _KEYS if name in found]
    # A passphrase may look like `ip=secret:1`: it stands in one line and holds no key.
    is_sure = len(found) > 2 or (len(found) > 1 and len(text.strip().splitlines()) > 1)
    has_key = any(shape(value) != "passphrase" for value in keys)
    if not keys or not (is_sure or has_key) or not (entries or len(guessed) > 1):
        return None
    permissions, addresses = found.get("permissions"), found.get("ip")
    return Block(
        api_key=found.get("api_key"),
        secret_key=found.get("secret_key"),
        passphrase=found.get("passphrase"),
        permissions=None if permissions is None else _claimed_permissions(permissions),
        ip_binding=None if addresses is None else read_binding(addresses),
    )


def unpack(pasted: Credentials) -> tuple[Credentials, tuple[Finding, ...]]:
    """Put each value of blocks found in any field into its own field, with what they claim."""
    unpacked, findings = pasted, dict[str, Finding]()
    for held_in in FIELDS:
        block = split_block(getattr(pasted, held_in))
        if block is None:
            continue
        parts: dict[Field, str] = {
            name: value for name in FIELDS if (value := getattr(block, name)) is not None
        }
        if held_in not in parts:
            parts[held_in] = ""
        unpacked = replace(unpacked, **parts)
        findings |= {one.code: one for one in block.findings()}
    return unpacked, tuple(findings.values())


def _entries(text: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines:
        for piece in _pieces(line, is_only_line=len(lines) == 1):
            name, *value = _SIGN.split(piece, maxsplit=1)
            if value:
                yield name, _value(value[0], is_passphrase=_entry(name) == "passphrase")
    if len(lines) == 1:
        # Names in another language do not tell where an entry begins, but quotes hold its value.
        yield from (("", quoted[1:-1]) for quoted in re.findall(_QUOTED, text))


def _pieces(line: str, *, is_only_line: bool) -> Iterator[str]:
    """Cut a line where names with their signs begin, since line ends may have been lost.

    Where they were not, a passphrase or a label goes on to the line's end, whatever is in it.
    """
    starts = [0]
    before: _Entry | None = None
    for match in _PIECE.finditer(line):
        name = match["name"] or match["quoted_name"]
        if name is None:
            before = None if before == "label" else before  # a quoted label ends here
        elif before not in {"passphrase", "label"} or (
            is_only_line and (before == "label" or line[match.start() - 1] in " \t\"',;")
        ):
            before = _entry(name)
            starts.append(match.start())
    yield from (line[start:end] for start, end in pairwise([*starts, len(line)]))


def _entry(name: str) -> _Entry | None:
    letters = re.sub(r"[\W\d_]", "", name.lower())
    return _NAMES.get(re.sub(r"^(export)?(okx|okex)?", "", letters))


def _value(text: str, *, is_passphrase: bool) -> str:
    text = trim(text)
    closing = _QUOTES.get(text[:1])
    unended = text.rstrip(" ,;}")
    if is_passphrase:
        is_quoted = closing is not None and len(unended) > 1 and unended[-1] in closing
        return unended[1:-1] if is_quoted else text
    if closing is not None and (ends := re.search(f"[{closing}]", text[1:])):
        return text[1 : ends.start() + 1]
    return unended


def _claimed_permissions(text: str) -> tuple[Permission, ...]:
    words = re.split(r"[/,、|;+&]", text.lower())
    return read_permissions(
        ",".join(_PERMISSION_WORDS.get(word.strip(), word) for word in words), ","
    )
