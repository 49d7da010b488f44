"""OKX's refusals: the HTTP status and the text of each code, as the fake exchange gives them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: OKX's code -> HTTP status and text: as seen, else as in OKX's list of errors (reference,
#: sections 4 and 10). `{key}` is the API key and `{caller}` the address of the client.
REFUSALS: Final[Mapping[str, tuple[int, str]]] = MappingProxyType(
    {
        "50001": (503, "Service temporarily unavailable. Please try again later."),
        "50004": (
            400,
            (
                "API endpoint request timeout. (does not mean that the request was "
                "successful or failed, please check the request result)."
            ),
        ),
        "50007": (200, "User blocked."),
        "50008": (200, "User doesn't exist."),
        "50009": (200, "Account is frozen due to stop-out."),
        "50011": (429, "Too Many Requests"),
        "50012": (200, "Account status invalid. Check account status"),
        "50013": (500, "Systems are busy. Please try again later."),
        "50022": (
            200,
            (
                "Account frozen and related operations restricted due to forced liquidation. "
                "Please try again later."
            ),
        ),
        "50026": (500, "System error. Try again later"),
        "50027": (
            200,
            (
                "This account is restricted from trading. Please contact customer support "
                "for assistance."
            ),
        ),
        "50029": (
            200,
            (
                "Your account has triggered OKX risk control and is temporarily restricted "
                "from conducting transactions. Please check your email registered with OKX "
                "for contact from our customer support team."
            ),
        ),
        "50030": (200, "You don't have permission to use this API endpoint"),
        "50035": (403, "This endpoint requires that APIKey must be bound to IP"),
        "50040": (200, "Too frequent operations, please try again later"),
        "50041": (
            200,
            "Your user ID hasn’t been allowlisted. Please contact customer service for assistance.",
        ),
        "50046": (
            200,
            (
                "This feature is temporarily unavailable while we make some improvements to "
                "it. Please try again later."
            ),
        ),
        "50051": (
            200,
            (
                "Due to compliance restrictions in your country or region, you cannot use "
                "this feature."
            ),
        ),
        "50059": (
            200,
            (
                "Before you continue, you'll need to complete additional steps as required "
                "by your local regulators. Please visit the website or app for more details."
            ),
        ),
        "50060": (
            200,
            (
                "For security and compliance purposes, please complete the identity "
                "verification process to continue using our services."
            ),
        ),
        "50061": (200, "You've reached the maximum order rate limit for this account."),
        "50062": (200, "This feature is currently unavailable."),
        "50100": (400, "API frozen, please contact customer service."),
        "50101": (401, "APIKey does not match current environment."),
        "50102": (401, "Timestamp request expired"),
        "50103": (401, "Request header OK-ACCESS-KEY can not be empty."),
        "50104": (401, "Request header OK-ACCESS-PASSPHRASE can not be empty."),
        "50105": (401, "Request header OK-ACCESS-PASSPHRASE incorrect."),
        "50106": (401, "Request header OK-ACCESS-SIGN can not be empty."),
        "50107": (401, "Request header OK-ACCESS-TIMESTAMP can not be empty."),
        "50110": (401, "Your IP {caller} is not included in your API key's {key} IP whitelist."),
        "50111": (401, "Invalid OK-ACCESS-KEY"),
        "50112": (401, "Invalid OK-ACCESS-TIMESTAMP"),
        "50113": (401, "Invalid Sign"),
        "50114": (401, "Invalid Authority"),
        "50116": (200, "Fast API is allowed to create only one API key"),
        "50118": (
            200,
            (
                "To link the app using your API key, your broker needs to share their IP to "
                "be whitelisted"
            ),
        ),
        "50119": (401, "API key doesn't exist"),
        "50120": (401, "This API key doesn't have permission to use this function"),
        "50121": (200, "You can't access our services through the IP address ({caller})"),
        "50125": (401, "Invalid Request Access uri"),
        "51732": (200, "Required user KYC level not met"),
        "51733": (200, "User is under risk control"),
        "51734": (200, "User KYC Country is not supported"),
        "59506": (200, "API key doesn't exist"),
        "59550": (200, "Complete identity verification (Lv2) to access this feature."),
        # Not an OKX code: it stands for one that OKX may introduce.
        "59999": (400, "A code that nobody knows yet."),
    }
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response from OKX, or from a gate in front of it."""

    status: int
    body: bytes
    media_type: str = "application/json"


def refusal(okx_code: str, api_key: str = "", caller: str = "") -> Reply:
    """Return OKX's refusal with a code; its text may hold the key and the caller's address."""
    status, text = REFUSALS[okx_code]
    envelope = {"msg": text.format(key=api_key, caller=caller), "code": okx_code}
    return Reply(status, json.dumps(envelope).encode())
