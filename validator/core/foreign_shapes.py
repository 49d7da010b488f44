"""The shapes of secrets that are not OKX's, each with its name and its source.

A shape describes the secret itself, so it works in any language and needs no list of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Code = Literal["wallet-secret", "other-service", "login-details", "fields-swapped"]


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a value is: the code of its finding, and its name with an article."""

    code: Code
    name: str


@dataclass(frozen=True, slots=True)
class Shape(Foreign):
    """The shape of a foreign value; `source` is where it is documented."""

    pattern: re.Pattern[str]
    source: str


_BASE58: Final = "[1-9A-HJ-NP-Za-km-z]"
_BECH32: Final = "[02-9ac-hj-np-z]"


def _shape(code: Code, name: str, pattern: str, source: str) -> Shape:
    return Shape(code, name, re.compile(pattern, re.ASCII), source)


def _token(code: Code, name: str, pattern: str, source: str) -> Shape:
    """Return a shape that is also found inside a text, unless a letter or digit is next to it."""
    return _shape(code, name, rf"(?<![0-9A-Za-z])(?:{pattern})(?![0-9A-Za-z])", source)


def _whole(code: Code, name: str, pattern: str, source: str) -> Shape:
    return _shape(code, name, rf"\A(?:{pattern})\Z", source)


#: Secrets of wallets: a text that contains one is not sent at all.
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
        # Uppercase halves must share a line: on two lines they may be two OKX secret keys.
        r"|([0-9a-f]{32})\s?[\s:/|-]\s?(?!\1)[0-9a-f]{32}|([0-9A-F]{32})[ :/|-](?!\2)[0-9A-F]{32})",
        "hex keys written in groups",
    ),
    _token("wallet-secret", "a wallet's private key", rf"{_BASE58}{{87,88}}", "Solana, Phantom"),
    _shape(
        "wallet-secret",
        "a wallet's private key",
        r"\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){31,63}\s*,?\s*\]",
        "Solana, solana-keygen: the bytes as JSON",
    ),
    _token(
        "wallet-secret",
        "a wallet's recovery phrase",
        r"(?:204[0-8]|20[0-3]\d|[01]?\d{1,3})"
        r"(?:(?:[\s,;|]|[.:)](?=\s)){1,4}(?:204[0-8]|20[0-3]\d|[01]?\d{1,3})){11}",
        "BIP-39: the numbers of 12 words in its list",
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

#: Secrets with a beginning that no OKX value has: foreign in every field, even the passphrase.
TOKEN_SHAPES: Final = (
    _shape(
        "other-service",
        "a private key or certificate (PEM)",
        r"-----BEGIN [A-Z0-9 ]+-----|-----END [A-Z0-9 ]+-----",
        "RFC 7468; used by Coinbase",
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
        "an API key of OpenAI, Anthropic or a similar service",
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

#: Shapes that an old passphrase may have, but no OKX API key or secret key.
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

#: No OKX API key is as long; a secret key might be (reference 1.1 and 1.5).
LONG_TOKEN: Final = _whole(
    "other-service",
    "a key or token of another service",
    r"(?=\D*\d)(?=.*[G-Zg-z])[\w+/=.~-]{40,}",
    "reference 1.1",
)

CODE: Final = _whole("login-details", "a one-time code", r"\d{3}[ -]?\d{3}", "RFC 6238")
EMAIL: Final = _whole(
    "login-details",
    "an email address",
    r"[\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}",
    "RFC 5322, simplified",
)
#: An email address inside a text; no OKX API key contains one.
EMAIL_INSIDE: Final = _shape(
    "login-details",
    "an email address",
    r"(?<![\w.%+-])[\w.%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![0-9A-Za-z])",
    EMAIL.source,
)
PHONE: Final = _whole(
    "login-details", "a phone number", r"(?:\+|00)\d(?:[ ()./-]{0,2}\d){7,14}", "E.164"
)
#: 256 or 512 bits in hex: a wallet's key or another secret, depending on the name before it.
HEX: Final = _token(
    "wallet-secret",
    "a wallet's private key, or another exchange's secret",
    r"(?:0[xX])?[0-9A-Fa-f]{64}(?:[0-9A-Fa-f]{64})?",
    "secp256k1 and ed25519 keys in hex; reference 11 (Bitget, Gate)",
)
