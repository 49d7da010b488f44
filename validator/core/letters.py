"""What a support agent can send to a customer as it stands: one letter per finding.

Each says what is so and what to do, in two or three sentences;
where to read on is the link that the agent adds.
None asks for a value of the key, and none blames.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from validator.core.facts import FLICKER_ADDRESSES, IDLE_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FLICKER: Final = " and ".join(FLICKER_ADDRESSES)

#: By the code of the finding, in the order of the table.
LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # What is wrong with the pasted text itself.
        "wallet-secret": "What was pasted looks like a wallet's recovery phrase or private "
        "key. It wasn't sent, and it doesn't belong in any form or message: anyone who sees it "
        "can take everything. If it went anywhere else, please move your coins to a new wallet "
        "now.",
        "other-service": "What was pasted looks like a key of another exchange or service, and "
        "it wasn't sent. Please copy the API key and the secret key you created in OKX.",
        "login-details": "What was pasted is for logging in, such as a code or an email "
        "address, and it wasn't sent. Please enter the values of your API key, with the "
        "passphrase you chose for it. Please never share a login code with anyone, including "
        "us.",
        "missing-field": "One of the three values is still missing, so the check can't start. "
        "Please paste your API key, secret key and passphrase into their own fields and check "
        "again.",
        "hidden-characters": "One of your values contains invisible characters, which chats, "
        "emails and documents sometimes add. Please copy the value again directly from OKX and "
        "paste it into the field.",
        "fields-swapped": "It looks like one of your values is in another value's field. The "
        "API key has four dashes, the secret key has 32 letters and digits, and the passphrase "
        "is the one you chose for this key. Please paste each value into its own field and "
        "check again.",
        "repeated-value": "The same value is in two fields. Please check which field it "
        "belongs in, then copy the other value again from OKX or your password manager.",
        "placeholder": "One of the fields contains asterisks, dots or a sample instead of your "
        "own value. Please open the key in OKX, show the full value, copy it and paste it into "
        "the field.",
        "look-alike-characters": "One character in the value only looks like the right one, "
        "such as a letter from another alphabet. The checker says which one it is. Please copy "
        "the value again directly from OKX, or type that character by hand.",
        "passphrase-not-sendable": "Your passphrase contains a character that can't be sent to "
        "OKX, such as an accented letter or a long dash; the checker says which one. Please "
        "remove it or type the passphrase by hand. If it really is part of your passphrase, "
        "please create a new key in OKX with a passphrase of plain letters, digits and symbols.",
        "several-keys": "The text you pasted contains more than one OKX key. Please choose the "
        "key you want to use with Flicker in the checker.",
        "passphrase-wrapped": "Your passphrase starts and ends with quotation marks or "
        "brackets. If they aren't part of it, please remove them; the checker has a button for "
        "that.",
        "repaired-value": "The checker removed what isn't part of the value, such as a name or "
        "a comment, and says what it was. When you connect Flicker, please copy the cleaned "
        "value from the checker.",
        "edge-whitespace": "One of your values had extra spaces or line breaks around it, so "
        "the checker removed them. When you connect Flicker, please copy the cleaned value from "
        "the checker.",
        "quoted-value": "One of your values had quotation marks around it, so the checker "
        "removed them. When you connect Flicker, please copy the cleaned value from the "
        "checker.",
        "api-key-shape": "Your API key doesn't look like a typical OKX key, which has 36 "
        "characters: lowercase letters, digits and four dashes. Please compare its start and "
        "end with the key in OKX. If they match, go ahead and check it: OKX has the final say.",
        "secret-key-shape": "Your secret key doesn't look like a typical OKX secret key, which "
        "has 32 characters: digits and the uppercase letters A to F. Please compare it with the "
        "one you saved. If they match, go ahead and check it: OKX has the final say.",
        "passphrase-rules": "Your passphrase doesn't meet OKX's current rules. Please compare "
        "it with the one you saved. If they match and the key is an older one, go ahead: it may "
        "still work.",
        # What the key may do.
        "read-only": "Good news: your key is read-only, which is exactly what Flicker needs. "
        "You can connect it in Flicker now, unless the result asks you to change something "
        "first.",
        "can-trade": "Your key can trade, which Flicker doesn't need. Please edit the key in "
        "OKX so that only Read is selected. If a trading bot uses this key, leave it as it is "
        "and create a separate read-only key for Flicker.",
        "can-withdraw": "Your key can withdraw money, so please don't connect it to Flicker. "
        "Delete it in OKX now and create a new key with only the Read permission. Please also "
        "check your withdrawals in OKX, and contact OKX support if you see one you don't "
        "recognize.",
        "unknown-permission": "OKX answered, but the checker couldn't tell what your key is "
        "allowed to do. Please open the key in OKX, make sure that only Read is selected, and "
        "check again.",
        # How the key is bound.
        "ip-includes-flicker": "Your key accepts Flicker's IP address, just as it should. "
        "There's nothing you need to change.",
        "ip-unrestricted": "Your key works from any IP address, which is fine for a read-only "
        "key. If you'd like to limit it to Flicker, please edit the key in OKX and add "
        f"{_FLICKER} as its only linked IP address.",
        "ip-unknown": "The checker couldn't read which IP addresses your key is linked to. "
        f"Please open the key in OKX and look at its list: it should be empty, or {_FLICKER} "
        "should be on it.",
        "ip-excludes-flicker": "Your key is linked to other IP addresses, so OKX would reject "
        f"Flicker. Please edit the key in OKX, add {_FLICKER} to its linked IP addresses, and "
        "check again.",
        "expires-when-idle": "Your key can do more than read and isn't linked to an IP "
        f"address, so OKX deletes it after {IDLE_DAYS} days without use. Please use a read-only "
        "key for Flicker: it doesn't expire.",
        "sub-account": "Your key belongs to a sub-account, so Flicker only shows that "
        "sub-account. To see your main account too, please log in to it in OKX, create a key "
        "there, and connect both.",
        # OKX refused.
        "key-not-found": "The OKX site you chose doesn't recognize this API key. OKX runs "
        "several separate sites, so please look at the address after you log in to OKX, choose "
        "that site in the checker, and check again. If the key is no longer in your list there, "
        "create a new one.",
        "wrong-passphrase": "OKX didn't accept the passphrase. It's the one you chose when you "
        "created this key, not your OKX password. If you can't find it, please create a new "
        "key, because OKX can't show it again.",
        "wrong-secret": "The secret key doesn't seem to match this API key, or part of it is "
        "missing. Please copy this key's secret key again and check once more. If you don't "
        "have a copy and OKX doesn't show it, create a new key.",
        "ip-not-allowed": "Your key is linked to specific IP addresses, and the check came "
        f"from a different one. Please open the key in OKX and make sure that {_FLICKER} is one "
        "of its linked IP addresses. If it is, your key may well be fine, so try it in Flicker.",
        "demo-key": "This key is for OKX's demo trading, which uses virtual money. Please "
        "switch to live trading in OKX and create a new read-only key there.",
        "not-authorized": "OKX rejected the key without saying which value is the problem. "
        "Please copy all three values again from where you saved them and check once more. If "
        "nothing changes, create a new key.",
        "no-read-permission": "OKX says this key isn't allowed to read your account, usually "
        "because the Read permission is off. Please edit the key in OKX, select only Read, and "
        f"check again. With OKX code 50035, also add {_FLICKER} as its linked IP address.",
        "account-restricted": "OKX has restricted your account, and only OKX can lift that. "
        "Please log in to OKX, look for messages there and in your email, and follow the "
        "instructions. If you don't find any, contact OKX support and mention the code.",
        "third-party-key": "OKX answered as it does to partner apps, so this key can't be used "
        "with Flicker. Please create a new key in OKX with the purpose API trading and only the "
        "Read permission.",
        # OKX could not answer.
        "clock-skew": "OKX rejected the request because its time was off, so your key isn't "
        "the cause. Please set your device's clock to automatic and check again.",
        "incomplete-request": "Part of our request was missing when it reached OKX. This is "
        "our fault, and your key isn't the cause. Please check again, and send us the report if "
        "it keeps happening.",
        "region-blocked": "OKX doesn't accept requests from our location on the site you "
        "chose, so your key isn't the cause. Please choose the OKX site where you log in, and "
        "check again.",
        "okx-busy": "OKX is busy or down for maintenance, so your key isn't the cause. Please "
        "wait a few minutes and check again.",
        "okx-rate-limit": "OKX asked us to slow down, so your key isn't the cause. Please wait "
        "a minute and check again.",
        "okx-edge-block": "OKX blocked our request before it looked at your key, so your key "
        "isn't the cause. Please wait a few minutes and check again.",
        "okx-timeout": "OKX didn't answer in time, so your key isn't the cause. Please check "
        "again in a minute.",
        "unexpected-reply": "OKX sent a reply that the checker doesn't understand yet. Please "
        "leave your key as it is and check again later. If nothing changes, send us the report.",
        # We could not ask.
        "offline": "Your device was offline, so the check couldn't run. Please connect to the "
        "internet and check again.",
        "checker-busy": "Our checker was too busy to ask OKX, so your key isn't the cause. "
        "Please wait a minute and try once more.",
        "checker-unavailable": "We couldn't reach our checking service, so your key isn't the "
        "cause. Please try again in a few minutes.",
        "live-test-off": "Live checks are turned off at the moment, so we couldn't ask OKX. "
        "Please use the format results for now, and check again later.",
        "runtime-unavailable": "The checker couldn't start in your browser, so your key isn't "
        "the cause. Please reload the page or try another browser.",
    }
)
