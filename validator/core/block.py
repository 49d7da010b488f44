"""What a copied text claims about its key, and the block that OKX lets users copy (1.15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from validator.core.addresses import Binding, read_binding
from validator.core.credentials import is_long
from validator.core.findings import FIELDS, Finding, finding
from validator.core.names import plain
from validator.core.paste import Paste, read
from validator.core.reply import PERMISSIONS, Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validator.core.groups import Group

#: How the words for each permission begin, without accents: as OKX's help has them in English,
#: French, Russian, Vietnamese, Indonesian and Chinese (reference, labels and 10.17), as
#: dictionaries have them in OKX's other languages.
_BEGINNINGS: Final[Mapping[Permission, str]] = {
    "withdraw": """
        withdraw auszahl abheb retir retrait reembols preliev wyplat saque sacar levantam opnem
        opnam vyber uttag uttak вывод вывест снят вивед вивест rut penarik tarik cekim cekme
        提现 提币 提幣 提現 سحب السحب 出金 출금
    """,
    "trade": """
        trad handel handl operar operac comerci negoc scambi obchod торг giao dagang perdagang
        transaks islem alim 交易 تداول التداول 取引 거래
    """,
    "read_only": """
        read lesen lese lectur leer lire lettur odczyt leitur ler lezen cteni cist las чтен чита
        doc baca oku goruntule ver view 读 讀 只读 只讀 查看 قراءة القراءة 読 읽기
    """,
}
_BETWEEN_PERMISSIONS: Final = re.compile(r"[/,、，|;+&\[\]\"'\n]+")


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
        """Return the findings that the claims already show, never a good one."""
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
    """Split a copied block into its values; None if the text is no block or holds several keys."""
    paste = Paste() if is_long(text) else read(text)
    if len(paste.groups) != 1:
        return None
    values = paste.groups[0].values
    found = {name: values[name].value for name in FIELDS if name in values}
    return Block(
        **found,
        permissions=_permissions(_claim(paste.groups[0], "permissions")),
        ip_binding=_binding(_claim(paste.groups[0], "ip")),
    )


def claims_of(group: Group) -> tuple[Finding, ...]:
    """Return the findings that a text claims about the key of a group."""
    return Block(
        permissions=_permissions(_claim(group, "permissions")),
        ip_binding=_binding(_claim(group, "ip")),
    ).findings()


def _claim(group: Group, entry: str) -> str | None:
    return next((claim.value for claim in group.claims if claim.entry == entry), None)


def _binding(addresses: str | None) -> Binding | None:
    if addresses is None:
        return None
    # OKX's form takes a comma or a space between addresses (reference 10.9).
    return read_binding(re.sub(r"[\s,;、，]+", ",", addresses.strip()).strip(","))


def _permissions(text: str | None) -> tuple[Permission, ...] | None:
    if text is None:
        return None
    words = [word.strip() for word in _BETWEEN_PERMISSIONS.split(plain(text.lower()))]
    named = {_permission(word) for word in words if word}
    return tuple(permission for permission in PERMISSIONS if permission in named)


def _permission(word: str) -> Permission:
    for permission, beginnings in _BEGINNINGS.items():
        if word.startswith(tuple(plain(beginnings).split())):
            return permission
    return "other"
