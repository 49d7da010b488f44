"""Recognizes secrets that are not OKX's: those of other services, wallets and logins.

They are never sent. A value that only looks unusual is not one of them: the user is asked.
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
from validator.core.phrases import compatible, holds_phrase, is_about_keys, is_phrase
from validator.core.vocabulary import EXCHANGES

if TYPE_CHECKING:
    from validator.core.findings import Field

PHRASE: Final = Foreign("wallet-secret", "a wallet's recovery phrase")
#: The shortest recovery phrase: 12 words of three letters.
_MIN_PHRASE_LETTERS: Final = 36
#: A phrase has at least this many different letters (our choice).
_MIN_DISTINCT_LETTERS: Final = 8
#: A longer run of letters is not an ordinary word (our choice).
_MAX_WORD_LENGTH: Final = 14
_BREAK_TAG: Final = re.compile(r"<[^<>]{1,40}>")
#: How many characters of a value are searched for secrets of limited length (our choice).
_MAX_SEARCHED: Final = 1024
_OTHER_HEX: Final = Foreign("other-service", "a secret of another service")
#: How far before a value its name may begin, in characters.
_NAME_REACH: Final = 80
_NAME_BEFORE: Final = re.compile(r"([^\n=:,;{}]{2,60})[=:][ \t]*[\"']?\Z")
#: Names of secrets, checksums and numbers that are not a wallet's.
_OTHER_NAMES: Final = re.compile(
    r"jwt|session|hmac|webhook|cookie|[cx]srf|encrypt|signing|nextauth|auth.?secret|app.?key"
    r"|secret.?key.?base|django|flask|rails|laravel|salt|pepper|token|sha.?(?:256|512)|hash|digest"
    r"|checksum|fingerprint|tx.?id|transaction|gate|github|openai|telegram|discord|slack"
    rf"|{EXCHANGES}",
    re.IGNORECASE,
)
_WALLET_NAMES: Final = re.compile(
    r"wallet|priv|seed|mnemonic|eth|evm|sol(?:ana)?(?![a-z])|bitcoin|btc|ledger|trezor|phantom"
    r"|metamask|deploy",
    re.IGNORECASE,
)
#: An email address and what separates it from its password.
_EMAIL_FIRST: Final = re.compile(rf"\A{EMAIL.pattern.pattern[2:-2]}[\s:/|,;]")
#: A one-time code after its name.
_CODE_LAST: Final = re.compile(
    r"(?i:code|otp|2fa|mfa|pin|authenticator|sms)[^\w\n]{1,12}\d[\d -]{2,9}\W*\Z"
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
    """Return what a value is if it is not OKX's or is the secret key in the wrong field.

    `no_wallets` is a value in which `wallet_secret` found nothing.
    """
    plain = compatible(value)
    found = None if no_wallets else _wallet_secret(plain)
    # A longer value is never sent, so its beginning is enough to name it.
    plain = plain[:_MAX_SEARCHED]
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
        if _may_be_joined_phrase(plain):
            return PHRASE
        return _first((LONG_TOKEN, EMAIL_INSIDE), plain.strip())
    return found


def _may_be_joined_phrase(plain: str) -> bool:
    """Whether a text without digits may be a recovery phrase whose words were run together.

    Its words may be cut, or joined by anything but whitespace; an API key has digits.
    """
    if any(map(str.isdigit, plain)) or len(set(plain)) < _MIN_DISTINCT_LETTERS:
        return False
    if is_about_keys(plain):
        return False
    counts = (sum(map(str.isalpha, word)) for word in _BREAK_TAG.sub("", plain).split())
    return sum(count for count in counts if count > _MAX_WORD_LENGTH) >= _MIN_PHRASE_LETTERS


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
        if name is None or _WALLET_NAMES.search(name[1]) or not _OTHER_NAMES.search(name[1]):
            return HEX
        found = _OTHER_HEX
    return found


def looks_like_login(passphrase: str) -> bool:
    """Whether a passphrase looks like a login or a one-time code, which is asked about.

    Like an email address, with or without a password after it, or like a code after its name.
    """
    return any(sign.search(passphrase) for sign in (EMAIL.pattern, _EMAIL_FIRST, _CODE_LAST))


def holds_remark(passphrase: str) -> bool:
    """Whether a text may be a passphrase and more, which is asked about, as `P (Gmail)` is."""
    words = [word for word in passphrase.split() if any(map(str.isalnum, word))]
    return len(words) > 1 and any(meets_rules(word.strip("\"'`()[]")) for word in words)


def meets_rules(passphrase: str) -> bool:
    """Whether a passphrase meets OKX's current rules (reference 1.7)."""
    return PASSPHRASE_MIN_LENGTH <= len(passphrase) <= PASSPHRASE_MAX_LENGTH and all(
        pattern.search(passphrase) for pattern in _CLASSES
    )


# OKX's secret key in a field that is sent

_UPPERCASE_SECRET: Final = re.compile(r"[0-9A-F]{32}")
_SECRET_WORD: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{32}(?![0-9A-Za-z])")
_LOWERCASE_HEX: Final = re.compile(r"[0-9a-f]{32}")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BASE64_SECRET: Final = re.compile(r"[0-9A-Za-z+/_-]{43}")


def holds_secret_key(field: Field, value: str) -> bool:
    """Whether an API key or a passphrase is, or holds, what looks like OKX's secret key.

    32 lowercase hex digits alone may be an API key without its dashes, or an old
    passphrase: the user is asked.
    """
    if _UPPERCASE_SECRET.search(value):
        return True
    if _SECRET_WORD.search(value):
        return not _LOWERCASE_HEX.fullmatch(value.strip())
    joined = re.sub(r"[\s-]+", "", value)
    if field == "api_key" and joined != value and not _UUID.fullmatch(value.strip()):
        groups = re.split(r"[\s-]+", value.strip())
        is_uuid = [len(group) for group in groups] == [8, 4, 4, 4, 12]
        if not is_uuid and _UPPERCASE_SECRET.fullmatch(joined):
            return True
    return any(_is_encoded_secret(token) for token in _BASE64_SECRET.findall(value))


def _is_encoded_secret(token: str) -> bool:
    try:
        decoded = base64.urlsafe_b64decode(token.replace("+", "-").replace("/", "_") + "=")
    except binascii.Error:
        return False
    return _UPPERCASE_SECRET.fullmatch(decoded.decode("latin-1")) is not None


def _first(shapes: tuple[Shape, ...], text: str) -> Foreign | None:
    return next((shape for shape in shapes if shape.pattern.search(text)), None)
