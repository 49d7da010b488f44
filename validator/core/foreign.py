"""What is no OKX value at all: the shapes of other secrets, each with its name and its source.

None of it is ever sent. A shape is what a secret looks like, in any language; no list of words is
kept, and a value that merely looks unusual is none of these: it is asked about instead.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from validator.core.facts import PASSPHRASE_MAX_LENGTH, PASSPHRASE_MIN_LENGTH
from validator.core.names import without

if TYPE_CHECKING:
    from validator.core.findings import Field

Code = Literal["wallet-secret", "other-service", "login-details", "fields-swapped"]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a value is instead: the code of its finding, and its name with an article."""

    code: Code
    name: str


@dataclass(frozen=True, slots=True)
class Shape(Foreign):
    """A shape of what is foreign: `pattern` is searched for, `source` says where it is from."""

    pattern: re.Pattern[str]
    source: str


#: How much of a value is looked at for what is never longer, in characters (our choice).
_LONGEST_SEARCHED: Final = 1024
_BASE58: Final = "[1-9A-HJ-NP-Za-km-z]"
_BECH32: Final = "[02-9ac-hj-np-z]"


def _shape(code: Code, name: str, pattern: str, source: str) -> Shape:
    return Shape(code, name, re.compile(pattern, re.ASCII), source)


def _token(code: Code, name: str, pattern: str, source: str) -> Shape:
    """Return a shape that is found in longer texts too, where no letter or digit is next to it."""
    return _shape(code, name, rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])", source)


def _whole(code: Code, name: str, pattern: str, source: str) -> Shape:
    return _shape(code, name, rf"\A(?:{pattern})\Z", source)


#: The secrets of wallets: wherever one stands, all that is pasted with it stays here.
WALLET_SHAPES: Final = (
    _token(
        "wallet-secret",
        "a wallet's extended private key",
        rf"[xyztuvYZUV]prv{_BASE58}{{50,}}|xprv1{_BECH32}{{50,}}",
        "BIP-32, SLIP-132, CIP-5",
    ),
    _token(
        "wallet-secret",
        "a wallet's private key (WIF)",
        rf"5[HJK]{_BASE58}{{49}}|[KLcQT]{_BASE58}{{51}}|[69]{_BASE58}{{50}}|6P{_BASE58}{{56}}",
        "Bitcoin, Wallet import format; Litecoin and Dogecoin likewise; BIP-38",
    ),
    _token(
        "wallet-secret",
        "a wallet's private key",
        rf"S[A-Z2-7]{{55}}"  # Stellar, SEP-23
        rf"|(?:nsec|suiprivkey|ed25519e?_sk|(?:acct|addr|root|stake)_xsk|ms)1{_BECH32}{{43,}}"
        rf"|MS1[0-9A-Z]{{43,}}|ed[se]*sk{_BASE58}{{50,}}|PVT_(?:K1|R1|WA)_{_BASE58}{{40,}}"
        r"|ed25519:[1-9A-HJ-NP-Za-km-z]{64,}",
        "SEP-23, NIP-19, CIP-5, BIP-93, Tezos, EOS, Sui and NEAR: keys in text form",
    ),
    _token(
        "wallet-secret",
        "a wallet's private key, or another exchange's secret",
        r"(?:0[xX])?(?=[0-9A-Fa-f]{2})(?:(?:[0-9A-Fa-f]{2}[\s:-]){31}[0-9A-Fa-f]{2}"
        r"|(?:[0-9A-Fa-f]{4}[\s:-]){15}[0-9A-Fa-f]{4}|(?:[0-9A-Fa-f]{8}[\s:-]){7}[0-9A-Fa-f]{8}"
        r"|(?:[0-9A-Fa-f]{16}[\s:-]){3}[0-9A-Fa-f]{16}"
        # Two secret keys of OKX's are in capitals, each in a line of its own.
        r"|([0-9a-f]{32})\s?[\s:/|-]\s?(?!\1)[0-9a-f]{32}|([0-9A-F]{32})[ :/|-](?!\2)[0-9A-F]{32})",
        "a key in hex in groups, as people write it down",
    ),
    _token("wallet-secret", "a wallet's private key", rf"{_BASE58}{{87,88}}", "Solana, Phantom"),
    _shape(
        "wallet-secret",
        "a wallet's private key",
        r"\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){31,63}\s*,?\s*\]",
        "Solana, solana-keygen: the bytes as JSON",
    ),
    _shape(
        "wallet-secret",
        "a wallet's key file",
        r"(?s)\A(?=.*\"(?:ciphertext|cipherparams)\")(?=.*\"kdf)",
        "Ethereum, Web3 secret storage",
    ),
)

_ALNUM: Final = "[0-9A-Za-z]"
_WORD: Final = r"[\w-]"
_VENDORS: Final = "the vendors' pages on tokens; gitleaks, trufflehog"

#: What begins as no OKX value does: foreign in every field, a passphrase included.
TOKEN_SHAPES: Final = (
    _shape(
        "other-service",
        "a private key or certificate (PEM)",
        r"-----BEGIN [A-Z0-9 ]+-----|-----END [A-Z0-9 ]+-----",
        "RFC 7468; Coinbase's keys are such",
    ),
    _token(
        "other-service",
        "an API key of Coinbase",
        r"organizations/[0-9a-f-]{36}(?:/apiKeys/[0-9a-f-]{36})?",
        "Coinbase, CDP API keys",
    ),
    _token(
        "other-service",
        "an SSH key",
        r"(?:ssh-[a-z0-9]+|ecdsa-sha2-[\w-]{1,40}) AAAA\S{20,}",
        "RFC 4253",
    ),
    _token("other-service", "a sign-in token (JWT)", r"eyJ[\w-]{8,}+(?:\.[\w-]+){1,2}", "RFC 7519"),
    _token("other-service", "an API key of Bitget", r"bg_[0-9a-f]{32}", "reference 11"),
    _token(
        "other-service",
        "an API key of MEXC",
        rf"mx0vgl{_ALNUM}{{16,26}}",
        "MEXC, Create an API key",
    ),
    _token("other-service", "a secret of Crypto.com", rf"cxakp_{_ALNUM}{{16,}}", "Crypto.com, API"),
    _token(
        "other-service",
        "an API key of Gemini",
        rf"(?:account|master)-{_ALNUM}{{20}}",
        "Gemini, REST API, roles",
    ),
    _token(
        "other-service",
        "an API key of OpenAI, Anthropic or a like service",
        rf"sk-(?:(?:proj|ant|svcacct|admin|or|lf)-{_WORD}{{16,}}|{_WORD}{{32,}})"
        rf"|(?:gsk_|xai-|pplx-|r8_|hf_){_ALNUM}{{30,}}",
        _VENDORS,
    ),
    _token(
        "other-service",
        "a token of GitHub or GitLab",
        rf"gh[pousr]_{_ALNUM}{{20,}}|github_pat_\w{{20,}}|gl[a-z]{{2,6}}-{_WORD}{{20,}}",
        _VENDORS,
    ),
    _token(
        "other-service",
        "a key of Amazon Web Services",
        r"(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ABIA|ACCA)[A-Z2-7]{16}",
        "AWS, IAM identifiers",
    ),
    _token(
        "other-service",
        "a key of Google",
        rf"AIza{_WORD}{{35}}|ya29\.{_WORD}{{20,}}|GOCSPX-{_WORD}{{20,}}|1//0{_WORD}{{30,}}",
        _VENDORS,
    ),
    _token(
        "other-service",
        "a key of Stripe or Square",
        rf"(?:sk|pk|rk)_(?:live|test|prod)_{_ALNUM}{{10,}}|whsec_{_ALNUM}{{20,}}"
        rf"|sq0[a-z]{{3}}-{_WORD}{{20,}}",
        _VENDORS,
    ),
    _token(
        "other-service",
        "a token of Slack, Telegram or Discord",
        rf"xox[a-z]-{_WORD}{{10,}}|xapp-{_WORD}{{10,}}|\d{{8,10}}:{_WORD}{{35}}"
        rf"|[MNO]{_WORD}{{23,27}}\.{_WORD}{{6}}\.{_WORD}{{27,}}",
        _VENDORS,
    ),
    _token(
        "other-service",
        "a key of another service",
        rf"SG\.{_WORD}{{16,}}\.{_WORD}{{16,}}|npm_{_ALNUM}{{36}}|pypi-{_WORD}{{40,}}"
        rf"|dop_v1_{_ALNUM}{{40,}}|shp(?:at|ca|pa|ss)_{_ALNUM}{{32}}|LTAI{_ALNUM}{{12,20}}"
        rf"|(?:SK|AC)[0-9a-f]{{32}}|key-[0-9a-f]{{32}}|AGE-SECRET-KEY-1[0-9A-Z]{{50,}}"
        rf"|hv[sbr]\.{_WORD}{{20,}}|dckr_[a-z]+_{_WORD}{{20,}}|PMAK-{_WORD}{{30,}}"
        rf"|ntn_{_ALNUM}{{30,}}|secret_{_ALNUM}{{40,}}|lin_api_{_ALNUM}{{30,}}"
        rf"|(?:ATATT|ATBB|ATCTT){_WORD}{{20,}}|nf[poucb]_{_ALNUM}{{30,}}|phc_{_ALNUM}{{30,}}"
        rf"|sntry[su]_\S{{30,}}|glsa_\w{{30,}}|tskey-{_WORD}{{20,}}|sb[pa]_{_ALNUM}{{30,}}"
        rf"|EAA{_ALNUM}{{60,}}|\$2[aby]\$\d\d\$[./0-9A-Za-z]{{53}}",
        _VENDORS,
    ),
    _shape(
        "login-details",
        "the secret of an authenticator app",
        r"(?i)otpauth(?:-migration)?://",
        "Key URI",
    ),
)

#: What may be an old passphrase of letters and digits, yet is no OKX key and no secret key.
KEY_SHAPES: Final = (
    _whole("other-service", "an API key of KuCoin", r"[0-9a-f]{24}", "reference 11"),
    _whole(
        "other-service",
        "an API key or secret of Binance or another exchange",
        rf"{_ALNUM}{{64}}",
        "reference 11",
    ),
    _whole(
        "other-service",
        "an API key or secret of Bybit",
        rf"(?=\D*\d)(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?:{_ALNUM}{{18}}|{_ALNUM}{{36}})",
        "reference 11",
    ),
    _whole(
        "other-service",
        "an API key or secret of Kraken or Coinbase",
        r"(?=.*[G-Zg-z+/])[0-9A-Za-z+/]{56}|[0-9A-Za-z+/]{86}==",
        "reference 11",
    ),
    _whole(
        "other-service",
        "an API key or secret of HTX (Huobi)",
        r"(?=.*\d)(?:[0-9a-z]{5,10}-){3}[0-9a-z]{5,10}",
        "HTX, API introduction",
    ),
    _whole(
        "other-service",
        "an API key of Poloniex",
        r"[0-9A-Z]{8}(?:-[0-9A-Z]{8}){3}",
        "Poloniex, API",
    ),
    _whole(
        "login-details",
        "the secret of an authenticator app",
        r"(?!(.)\1+\Z)(?=.*[G-Z])(?:[A-Z2-7]{16}){1,2}",
        "RFC 4648, 6; Key URI",
    ),
    _whole("login-details", "a one-time code or a PIN", r"\d{4,8}", "RFC 6238"),
    _token(
        "other-service",
        "a wallet's address",
        rf"0[xX][0-9A-Fa-f]{{40}}|bc1{_BECH32}{{38,58}}|T{_BASE58}{{33}}|[xyz]pub{_BASE58}{{50,}}",
        "Ethereum, EIP-55; BIP-173; TRON; BIP-32",
    ),
    _shape(
        "other-service",
        "a web address",
        r"(?i)\A(?:https?|wss?|postgres\w*|mongodb\w*|redis\w*|mysql\w*|amqps?)://",
        "RFC 3986",
    ),
)

#: No API key of OKX's is as long; a secret key might be (reference 1.1 and 1.5).
_LONG_TOKEN: Final = _whole(
    "other-service",
    "a key or token of another service",
    r"(?=\D*\d)(?=.*[G-Zg-z])[\w+/=.~-]{40,}",
    "reference 1.1",
)

_CODE: Final = _whole("login-details", "a one-time code", r"\d{3}[ -]?\d{3}", "RFC 6238")
_EMAIL: Final = _whole(
    "login-details",
    "an email address",
    r"[\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "RFC 5322, as people have them",
)
#: No API key of OKX's holds one, whatever stands before it.
_EMAIL_INSIDE: Final = _shape(
    "login-details",
    "an email address",
    r"(?<![\w.%+-])[\w.%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![0-9A-Za-z])",
    _EMAIL.source,
)
_PHONE: Final = _whole(
    "login-details", "a phone number", r"(?:\+|00)\d(?:[ ()./-]{0,2}\d){7,14}", "E.164"
)
PHRASE: Final = Foreign("wallet-secret", "a wallet's recovery phrase")
#: 256 or 512 bits in hex: a wallet's key, or any other secret; the name before it tells.
_HEX: Final = _token(
    "wallet-secret",
    "a wallet's private key, or another exchange's secret",
    r"(?:0[xX])?[0-9A-Fa-f]{64}(?:[0-9A-Fa-f]{64})?",
    "secp256k1 and ed25519 keys in hex; reference 11 (Bitget, Gate)",
)
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

#: OKX's rules of today for a passphrase (reference 1.7).
_CLASSES: Final = tuple(map(re.compile, (r"[0-9]", r"[A-Z]", r"[a-z]", r"[!-/:-@\[-`{-~]")))


def recognize(field: Field, value: str) -> Code | None:
    """Return the code of the finding for what must not be sent as `field`, None if nothing is.

    `value` is an API key or a passphrase as it would be sent. The cost grows with its length,
    which the caller limits. Used by the page and, once more, by the proxy.
    """
    found = identify(field, value)
    return None if found is None else found.code


def identify(field: Field, value: str, *, no_wallets: bool = False) -> Foreign | None:
    """Return what a value is if it is no value of OKX's, or the secret key in another field.

    `no_wallets` is a value in which `wallet_secret` found nothing.
    """
    plain = _plain(value)
    found = None if no_wallets else _wallet_secret(plain)
    # What is longer is never sent: its beginning tells what it is.
    plain = plain[:_LONGEST_SEARCHED]
    found = found or _first(TOKEN_SHAPES, plain) or _hex_secret(plain)
    if found is not None:
        return found
    may_be_passphrase = field == "passphrase" and len(value) <= PASSPHRASE_MAX_LENGTH
    if not may_be_passphrase:
        found = _first((_CODE, _EMAIL, _PHONE, *KEY_SHAPES), plain.strip())
    elif not meets_rules(value):
        found = _first((_CODE, _EMAIL, _PHONE), plain.strip())
    if found is None and field != "secret_key" and holds_secret_key(field, plain):
        return _SECRET_KEY
    if found is None and field == "api_key":
        return _first((_LONG_TOKEN, _EMAIL_INSIDE), plain.strip())
    return found


def wallet_secret(text: str) -> Foreign | None:
    """Return which secret of a wallet stands anywhere in a text."""
    return _wallet_secret(_plain(text))


def _wallet_secret(plain: str) -> Foreign | None:
    if is_phrase(plain) or holds_phrase(plain):
        return PHRASE
    secret = _hex_secret(plain)
    return secret if secret is _HEX else _first(WALLET_SHAPES, plain)


def _hex_secret(text: str) -> Foreign | None:
    """Return what 64 hex digits in a text are by the names before them, a wallet's key first."""
    found: Foreign | None = None
    for digits in _HEX.pattern.finditer(text):
        before = text[max(0, digits.start() - _NAME_REACH) : digits.start()]
        name = _NAME_BEFORE.search(before)
        if name is None or _WALLETS.search(name[1]) or not _NO_WALLETS.search(name[1]):
            return _HEX
        found = _HEX_OF_ANOTHER
    return found


def looks_like_email(value: str) -> bool:
    """Whether a passphrase looks like an email address, which is asked about."""
    return _EMAIL.pattern.search(value) is not None


def meets_rules(passphrase: str) -> bool:
    """Whether a passphrase meets OKX's rules of today (reference 1.7)."""
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
    passphrase: they are asked about.
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


# Recovery phrases

_PHRASE_MIN_WORDS: Final = 12
_PHRASE_MAX_WORDS: Final = 33
_NUMBERS: Final = frozenset(range(1, _PHRASE_MIN_WORDS + 1))
#: The shortest and the longest word of any list in an alphabet with capitals (BIP-39, SLIP-39).
_WORD_LENGTHS: Final = range(3, 9)

_DIGIT: Final = re.compile(r"\d")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = r"(?:[\s,;|\"'`*•·‣◦>\[\]–—-]|\.(?=\S)|(?<!\w)[(#]?\d{1,2}[.):]?(?!\d))++"
_RUN: Final = re.compile(rf"(?<![^\W\d_])[^\W\d_]++(?:{_BETWEEN}[^\W\d_]++){{11,}}+")
#: `abandon_ability_able`: 12 words, joined by one and the same sign.
_JOINED: Final = re.compile(
    r"(?<![^\W_])[^\W\d_]{3,8}([_/+&~\\])(?:[^\W\d_]{3,8}\1){10,}[^\W\d_]{3,8}(?![^\W_])"
)
#: `Word 1: abandon`
_NUMBERED_WORD: Final = re.compile(
    r"(?m)(?:^|[,;|\t])[^\w\n,;|\t]*+(?:[^\W\d_]{1,12}[ _#.-]*)?(\d{1,2})"
    r"(?:st|nd|rd|th|er|e|º|ª|\.)?(?: ?[^\W\d_]{1,12})?[ \t]*[:=.)>-]+[ \t]*[\"']?"
    r"[^\W\d_]{1,8}[\"',;]*[ \t]*(?=$|[,;|\t])"
)
#: Words of one sign each, without blanks, behind a name that says so.
_GLUED_PHRASE: Final = re.compile(
    r"(?i)(?:助记词|助記詞|恢[复復](?:短语|短語|词|詞)|种子|種子|recovery|mnemonic|seed)"
    r"[^\n\u4e00-\u9fff]{0,12}?[:=：＝\s][\s\"'“「]*"
    r"(?:[\u4e00-\u9fff]{3}){4,8}(?![\u4e00-\u9fff])"
)
_NUMBER: Final = re.compile(
    r"(?<!\w)[(#]?\d{1,2}[.):]?(?![\d\w])|(?<!\w)\d{1,2}(?=[^\W\d_])|(?<=[^\W\d_])\d{1,2}(?=[.:)\s])"
)


def is_phrase(text: str) -> bool:
    """Whether a text is nothing but 12 to 33 words of letters, however numbered and separated.

    The words' number as BIP-39, SLIP-39 and Monero have it; words of one or two letters of an
    alphabet with capitals stand in sentences, and in none of their lists.
    """
    plain = _plain(text)
    words = _WORDS.findall(plain)
    return (
        _PHRASE_MIN_WORDS <= len(words) <= _PHRASE_MAX_WORDS
        and all(len(word) >= _WORD_LENGTHS.start or not _is_cased(word) for word in words)
        and not _DIGIT.search(_NUMBER.sub(" ", plain))
    )


def holds_phrase(text: str) -> bool:
    """Whether 12 words in a row, in one or many lines, may be from the list of a wallet."""
    numbered = {int(number) for number in _NUMBERED_WORD.findall(text)}
    if numbered >= _NUMBERS or _JOINED.search(text) or _GLUED_PHRASE.search(text):
        return True
    for run in _RUN.finditer(text):
        in_a_row: list[str] = []
        for word in _WORDS.findall(run[0]):
            if _is_cased(word) and len(word) not in _WORD_LENGTHS:
                in_a_row.clear()
                continue
            # A sentence has capitals here and there; a phrase has them everywhere, or first.
            if len(in_a_row) > 1 and _case(word) != _case(in_a_row[-1]):
                in_a_row.clear()
            in_a_row.append(word)
            if len(in_a_row) == _PHRASE_MIN_WORDS:
                return True
    return False


def _is_cased(word: str) -> bool:
    return word.lower() != word.upper()


def _case(word: str) -> tuple[bool, bool]:
    return word == word.lower(), word == word.upper()


def _plain(text: str) -> str:
    """Return the text in compatible characters, without accents and what cannot be seen."""
    if text.isascii():
        return text
    # One character may stand for many: `…` for three dots.
    longest = max(2 * len(text), _LONGEST_SEARCHED)
    return without(("Mn", "Mc", "Me", "Cf"), unicodedata.normalize("NFKD", text)[:longest])


def _first(shapes: tuple[Shape, ...], text: str) -> Foreign | None:
    return next((shape for shape in shapes if shape.pattern.search(text)), None)
