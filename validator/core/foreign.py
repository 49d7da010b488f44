"""What is no OKX value at all: secrets of other services, of wallets and of a login.

None of it is ever sent. A value that merely looks unusual is none of these: the user is asked.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from validator.core.facts import PASSPHRASE_MAX_LENGTH, PASSPHRASE_MIN_LENGTH
from validator.core.foreign_shapes import (
    CODE,
    EMAIL,
    EMAIL_INSIDE,
    HEX,
    KEY_SHAPES,
    LONG_TOKEN,
    PHONE,
    TOKEN_SHAPES,
    WALLET_SHAPES,
    Code,
    Foreign,
    Shape,
)
from validator.core.phrases import compatible, holds_phrase, is_phrase

if TYPE_CHECKING:
    from validator.core.findings import Field

PHRASE: Final = Foreign("wallet-secret", "a wallet's recovery phrase")
#: The fewest letters of a recovery phrase: 12 words of three.
_LETTERS_OF_PHRASE: Final = 36
#: One letter over and over is no phrase: fewer different ones than these (our choice).
_FEWEST_LETTERS: Final = 8
#: More letters without a blank are no word of a sentence (our choice).
_LONGEST_WORD: Final = 14
_BREAK_TAG: Final = re.compile(r"<[^<>]{1,40}>")
#: How much of a value is looked at for what is never longer, in characters (our choice).
_LONGEST_SEARCHED: Final = 1024
_HEX_OF_ANOTHER: Final = Foreign("other-service", "a secret of another service")
#: How far before a value its name may begin, in characters.
_NAME_REACH: Final = 80
_NAME_BEFORE: Final = re.compile(r"([^\n=:,;{}]{2,60})[=:][ \t]*[\"']?\Z")
#: What names a secret, a sum or a number that is no wallet's.
_NO_WALLETS: Final = re.compile(
    r"jwt|session|hmac|webhook|cookie|[cx]srf|encrypt|signing|nextauth|auth.?secret|app.?key"
    r"|secret.?key.?base|django|flask|rails|laravel|salt|pepper|token|sha.?(?:256|512)|hash|digest"
    r"|checksum|fingerprint|tx.?id|transaction|gate|bitget|binance|bybit|kucoin|mexc|htx|huobi"
    r"|kraken|coinbase|bitmex|bitfinex|deribit|github|openai|telegram|discord|slack",
    re.IGNORECASE,
)
_WALLETS: Final = re.compile(
    r"wallet|priv|seed|mnemonic|eth|evm|sol(?:ana)?(?![a-z])|bitcoin|btc|ledger|trezor|phantom"
    r"|metamask|deploy",
    re.IGNORECASE,
)
_SECRET_KEY: Final = Foreign("fields-swapped", "a secret key of OKX")

#: OKX's current rules for a passphrase (reference 1.7).
_CLASSES: Final = tuple(map(re.compile, (r"[0-9]", r"[A-Z]", r"[a-z]", r"[!-/:-@\[-`{-~]")))


def recognize(field: Field, value: str) -> Code | None:
    """Return the code of the finding if a value must not be sent as `field`, else None.

    `value` is an API key or a passphrase as it would be sent. The cost grows with its length,
    which the caller limits. Used by the page and, once more, by the proxy.
    """
    found = identify(field, value)
    return None if found is None else found.code


def identify(field: Field, value: str, *, no_wallets: bool = False) -> Foreign | None:
    """Return what a value is if it is no OKX value, or the secret key in another field.

    `no_wallets` is a value in which `wallet_secret` found nothing.
    """
    plain = compatible(value)
    found = None if no_wallets else _wallet_secret(plain)
    # What is longer is never sent: its beginning tells what it is.
    plain = plain[:_LONGEST_SEARCHED]
    found = found or _first(TOKEN_SHAPES, plain) or _hex_secret(plain)
    if found is not None:
        return found
    may_be_passphrase = field == "passphrase" and len(value) <= PASSPHRASE_MAX_LENGTH
    if not may_be_passphrase:
        found = _first((CODE, EMAIL, PHONE, *KEY_SHAPES), plain.strip())
    elif not meets_rules(value):
        found = _first((CODE, EMAIL, PHONE), plain.strip())
    if found is None and field != "secret_key" and holds_secret_key(field, plain):
        return _SECRET_KEY
    if found is None and field == "api_key":
        if _is_letters(plain):
            return PHRASE
        return _first((LONG_TOKEN, EMAIL_INSIDE), plain.strip())
    return found


def _is_letters(plain: str) -> bool:
    """Whether a text has so many glued letters, and no digit, that it may be a recovery phrase.

    Its words may be cut, or joined by anything but blanks; an API key has digits.
    """
    if any(map(str.isdigit, plain)) or len(set(plain)) < _FEWEST_LETTERS:
        return False
    counts = (sum(map(str.isalpha, word)) for word in _BREAK_TAG.sub("", plain).split())
    return sum(count for count in counts if count > _LONGEST_WORD) >= _LETTERS_OF_PHRASE


def wallet_secret(text: str) -> Foreign | None:
    """Return the wallet's secret that a text holds, None if it holds none."""
    return _wallet_secret(compatible(text))


def _wallet_secret(plain: str) -> Foreign | None:
    if is_phrase(plain) or holds_phrase(plain):
        return PHRASE
    secret = _hex_secret(plain)
    return secret if secret is HEX else _first(WALLET_SHAPES, plain)


def _hex_secret(text: str) -> Foreign | None:
    """Return what 64 hex digits in a text are, by the names before them; a wallet's key wins."""
    found: Foreign | None = None
    for digits in HEX.pattern.finditer(text):
        before = text[max(0, digits.start() - _NAME_REACH) : digits.start()]
        name = _NAME_BEFORE.search(before)
        if name is None or _WALLETS.search(name[1]) or not _NO_WALLETS.search(name[1]):
            return HEX
        found = _HEX_OF_ANOTHER
    return found


def looks_like_email(value: str) -> bool:
    """Whether a passphrase looks like an email address, which is asked about."""
    return EMAIL.pattern.search(value) is not None


def meets_rules(passphrase: str) -> bool:
    """Whether a passphrase meets OKX's current rules (reference 1.7)."""
    return PASSPHRASE_MIN_LENGTH <= len(passphrase) <= PASSPHRASE_MAX_LENGTH and all(
        pattern.search(passphrase) for pattern in _CLASSES
    )


# The secret key of OKX in a field that is sent

_SECRET_IN_CAPITALS: Final = re.compile(r"[0-9A-F]{32}")
_SECRET_BESIDE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])")
_SMALL_HEX: Final = re.compile(r"[0-9a-f]{32}")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BASE64_OF_IT: Final = re.compile(r"[0-9A-Za-z+/_-]{43}")


def holds_secret_key(field: Field, value: str) -> bool:
    """Whether an API key or a passphrase is, or holds, what looks like OKX's secret key.

    32 hex digits in small letters alone may be an API key without its dashes, or an old
    passphrase: the user is asked.
    """
    if _SECRET_IN_CAPITALS.search(value):
        return True
    if _SECRET_BESIDE.search(value):
        return not _SMALL_HEX.fullmatch(value.strip())
    joined = re.sub(r"[\s-]+", "", value)
    if field == "api_key" and joined != value and not _UUID.fullmatch(value.strip()):
        groups = re.split(r"[\s-]+", value.strip())
        is_uuid = [len(group) for group in groups] == [8, 4, 4, 4, 12]
        if not is_uuid and _SECRET_IN_CAPITALS.fullmatch(joined):
            return True
    return any(_is_encoded_secret(token) for token in _BASE64_OF_IT.findall(value))


def _is_encoded_secret(token: str) -> bool:
    try:
        decoded = base64.urlsafe_b64decode(token.replace("+", "-").replace("/", "_") + "=")
    except binascii.Error:
        return False
    return _SECRET_IN_CAPITALS.fullmatch(decoded.decode("latin-1")) is not None


def _first(shapes: tuple[Shape, ...], text: str) -> Foreign | None:
    return next((shape for shape in shapes if shape.pattern.search(text)), None)
